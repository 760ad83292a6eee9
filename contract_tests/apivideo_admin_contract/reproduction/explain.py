"""Explain a finding: the shortest sequence of requests that reproduces it, an assertion, and how well both were verified."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

from apivideo_admin_contract.outcome.runner import Finding
from apivideo_admin_contract.reproduction.assertion import Assertion, placeholders_of, value_at
from apivideo_admin_contract.reproduction.curl import as_curl
from apivideo_admin_contract.reproduction.derive import from_comparison, from_creation, from_expectation, from_times
from apivideo_admin_contract.reproduction.placeholders import Placeholder, parse_json, placeholders_in
from apivideo_admin_contract.reproduction.pytest_case import as_pytest
from apivideo_admin_contract.reproduction.replay import ReplayContext, replay, response_of
from apivideo_admin_contract.reproduction.timeline import MinimalSequence, Timeline, build_timeline, candidate_sequences

#: How many assertions are tried.
_TRIES: Final = 8
#: The maximum number of requests in a sequence that was not minimized.
_MOST: Final = 40


@dataclass(frozen=True, slots=True)
class Reproduction:
    """A reproduction. ``left_out`` is the number of requests of the check that it omits, ``note`` how it was verified."""

    curl: str
    pytest: str | None
    left_out: int
    note: str

    @property
    def remark(self) -> str:
        """The note, and a sentence about the requests that are left out."""
        if not self.left_out:
            return self.note
        are = "request of the check is" if self.left_out == 1 else "requests of the check are"
        return f"{self.note} {self.left_out} other {are} left out."


def explain(finding: Finding, context: ReplayContext) -> Reproduction | None:
    """Return the reproduction of a finding, or None where the check has sent no request."""
    timeline = build_timeline(context.document, finding.history, finding.transcript)
    if not any(timeline.exchanges()):
        return None
    found = next(_verified(timeline, finding, context), None)
    if found is None:
        sequence = _last(timeline)
        note = "No assertion about a single response shows this violation: see the message."
        return Reproduction(as_curl(timeline, sequence, context.keys), None, _left_out(timeline, sequence), note)
    assertion, sequence = found
    case = as_pytest(
        timeline, sequence, assertion, finding.rule, finding.check, keys=context.keys, marker=context.marker
    )
    return Reproduction(as_curl(timeline, sequence, context.keys), case, _left_out(timeline, sequence), _note(context))


def _verified(
    timeline: Timeline, finding: Finding, context: ReplayContext
) -> Iterator[tuple[Assertion, MinimalSequence]]:
    """Yield assertions, each with the shortest sequence after which it fails on a fresh server and holds on a mock without planted bugs."""
    for assertion in islice(_assertions(timeline, finding, context), _TRIES):
        if context.fresh is None and _holds_here(timeline, assertion):
            continue
        needed = placeholders_of(assertion)
        if context.fresh is None:
            # Without a fresh server nothing shows how few requests suffice: the sequence contains the creates of all values in question.
            needed |= _actual_placeholders(timeline, assertion)
        for sequence in candidate_sequences(timeline, assertion.event, needed):
            if context.fresh is not None and replay(timeline, sequence, context.fresh()).holds(assertion):
                continue
            if context.healthy is not None and not replay(timeline, sequence, context.healthy(timeline)).holds(
                assertion
            ):
                continue
            yield assertion, sequence


def _holds_here(timeline: Timeline, assertion: Assertion) -> bool:
    exchange = timeline.exchange(assertion.event)
    response = response_of(exchange.status, exchange.response_headers, exchange.body, time.time())
    return assertion.holds(response, timeline.created.value_of)


def _actual_placeholders(timeline: Timeline, assertion: Assertion) -> set[Placeholder]:
    """Return the placeholders in the recorded value that an assertion is about."""
    path = getattr(assertion, "path", None)
    if path is None:
        return set()
    value = timeline.created.value(value_at(parse_json(timeline.exchange(assertion.event).body), path), assertion.event)
    return set(placeholders_in(value))


def _assertions(timeline: Timeline, finding: Finding, context: ReplayContext) -> Iterator[Assertion]:
    expected = from_expectation(timeline, finding.difference) if finding.difference is not None else iter(())
    yield from islice(from_creation(timeline), 2)
    yield from islice(expected, _TRIES // 2)
    if context.healthy is not None:
        everything = tuple(range(len(timeline.events)))
        yield from from_comparison(
            timeline, replay(timeline, everything, context.healthy(timeline)), same_time=context.fresh is not None
        )
    yield from from_times(timeline)
    yield from expected


def _last(timeline: Timeline) -> MinimalSequence:
    """Return the last requests of a check, with the creates of the ids that they use."""
    last = max(index for index, _ in timeline.exchanges())
    _, around, whole = candidate_sequences(timeline, last)
    chosen = whole if len(whole) <= _MOST else around
    return chosen if len(chosen) <= _MOST else chosen[-_MOST:]


def _left_out(timeline: Timeline, sequence: MinimalSequence) -> int:
    return sum(index not in sequence for index, _ in timeline.exchanges())


def _note(context: ReplayContext) -> str:
    if context.fresh is not None and context.healthy is not None:
        return "The pytest case fails on a new server of this kind, and passes on the mock."
    if context.fresh is not None:
        return "The pytest case fails on a new server of this kind. It was not run on the mock."
    return "The pytest case passes on the mock. It was not run on this server."
