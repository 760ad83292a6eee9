"""Explain a finding: the shortest sequence of requests that reproduces it, an assertion, and how well both were verified."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

from apivideo_admin_contract.document.exchange import Exchange
from apivideo_admin_contract.outcome.runner import Finding
from apivideo_admin_contract.reproduction.assertion import Assertion, events_of, placeholders_of
from apivideo_admin_contract.reproduction.contexts import ReplayContext
from apivideo_admin_contract.reproduction.curl import as_curl
from apivideo_admin_contract.reproduction.derive import (
    from_comparison,
    from_creation,
    from_expectation,
    from_replays,
    from_times,
)
from apivideo_admin_contract.reproduction.derive_relations import from_form, from_repetition, from_updates
from apivideo_admin_contract.reproduction.isolation import filtered_text, isolated
from apivideo_admin_contract.reproduction.placeholders import Placeholder, parse_json, placeholders_in
from apivideo_admin_contract.reproduction.pytest_case import as_pytest
from apivideo_admin_contract.reproduction.relations import Same
from apivideo_admin_contract.reproduction.replay import response_of
from apivideo_admin_contract.reproduction.steps import Step, steps_of
from apivideo_admin_contract.reproduction.timeline import (
    MinimalSequence,
    Timeline,
    build_timeline,
    candidate_sequences,
    closed_sequence,
)
from apivideo_admin_contract.reproduction.values import Response, value_at
from apivideo_admin_contract.reproduction.verification import ReplayStoppedError, Verifier

#: How many assertions are tried.
_TRIES: Final = 32
#: The maximum number of requests in a sequence that was not minimized.
_MOST: Final = 40
#: Longer sequences are not tried.
_LONGEST_TRIED: Final = 120
#: Of a longer history, in events, only the check is replayed on the mock, with the creates of the items that it uses.
_LONGEST: Final = 500


@dataclass(frozen=True, slots=True)
class Reproduction:
    """A reproduction. ``left_out`` is the number of requests of the check that it omits, ``note`` how it was verified.

    ``steps`` are its requests, with the responses of the run.
    """

    curl: str
    pytest: str | None
    left_out: int
    note: str
    steps: tuple[Step, ...] = ()

    @property
    def remark(self) -> str:
        """The note, and a sentence about the requests that are left out."""
        if not self.left_out:
            return self.note
        are = "request of the check is" if self.left_out == 1 else "requests of the check are"
        return f"{self.note} {self.left_out} other {are} left out."


Found = tuple[Timeline, Assertion, MinimalSequence]
"""An assertion with the sequence after which it fails, and their timeline."""


def explain(finding: Finding, context: ReplayContext) -> Reproduction | None:
    """Return the reproduction of a finding, or None where the check has sent no request."""
    timeline = build_timeline(context.document, finding.history, finding.transcript)
    if not any(timeline.exchanges()):
        return None
    verifier = Verifier(context)
    found = _find(timeline, finding, context, verifier)
    if found is None:
        sequence = _last(timeline)
        note = _why_none(finding, context)
        steps = steps_of(timeline, sequence, None, context.keys)
        return Reproduction(as_curl(timeline, sequence, context), None, _left_out(timeline, sequence), note, steps)
    variant, assertion, sequence = found
    case = as_pytest(variant, sequence, assertion, finding.rule, finding.check, context=context)
    note = _note(context, has_failed=verifier.can_fail)
    steps = steps_of(timeline, sequence, assertion.event, context.keys)
    return Reproduction(as_curl(variant, sequence, context), case, _left_out(timeline, sequence), note, steps)


def _why_none(finding: Finding, context: ReplayContext) -> str:
    """Return why a finding has no pytest case."""
    if any(isinstance(event, Exchange) and event.is_concurrent for event in finding.transcript):
        return "It has no pytest case, because it needs concurrent requests, and their order differs each time: see the message."
    if context.limited:
        return "It has no pytest case, because it depends on the moment of each request: see the message."
    return "No assertion about the responses shows this violation: see the message."


def _find(timeline: Timeline, finding: Finding, context: ReplayContext, verifier: Verifier) -> Found | None:
    """Return the first case that is verified as far as it can be, with the shortest sequence that was found."""
    if context.limited and context.marker is None:
        return None
    if verifier.can_fail:
        try:
            found = next(_verified(timeline, finding, context, verifier), None)
        except ReplayStoppedError:
            pass
        else:
            if found is None:
                return None
            variant, assertion, sequence = found
            return variant, assertion, verifier.minimized(variant, sequence, assertion)
    verifier.can_fail = False
    return next(_verified(timeline, finding, context, verifier), None)


def _variants(timeline: Timeline, context: ReplayContext, verifier: Verifier) -> Iterator[Timeline]:
    """Yield the timelines to search: on a server in use, those with unique names first."""
    if context.marker is None:
        if verifier.can_fail:  # what the server responds to another filter is known only if it may be asked
            if within := filtered_text(timeline):
                yield isolated(timeline, scoped=False, within=within)
            # The place of an item in a list depends on what the server holds, unless a filter leaves out everything else.
            yield isolated(timeline, scoped=True)
        yield isolated(timeline, scoped=False)
    yield timeline


def _verified(timeline: Timeline, finding: Finding, context: ReplayContext, verifier: Verifier) -> Iterator[Found]:
    """Yield assertions, each with the shortest candidate sequence after which it fails on the server and holds on healthy ones."""
    for variant in _variants(timeline, context, verifier):
        for assertion in _distinct(_assertions(variant, finding, context, verifier)):
            if not verifier.can_fail and _holds_here(variant, assertion):
                continue
            needed = placeholders_of(assertion)
            if not verifier.can_fail:
                # Nothing shows how few requests suffice: the sequence contains the creates of all values in question.
                needed |= _actual_placeholders(variant, assertion)
            for sequence in dict.fromkeys(candidate_sequences(variant, assertion.event, needed, events_of(assertion))):
                if len(sequence) <= _LONGEST_TRIED and verifier.is_verified(variant, sequence, assertion):
                    yield variant, assertion, sequence


def _distinct(assertions: Iterator[Assertion]) -> Iterator[Assertion]:
    """Yield the first assertions, each once."""
    seen: set[str] = set()
    for assertion in islice(assertions, _TRIES):
        if repr(assertion) not in seen:
            seen.add(repr(assertion))
            yield assertion


def _holds_here(timeline: Timeline, assertion: Assertion) -> bool:
    response = _recorded(timeline, assertion.event)
    if isinstance(assertion, Same):
        return assertion.holds_with(response, _recorded(timeline, assertion.other))
    return assertion.holds(response, timeline.created.value_of)


def _recorded(timeline: Timeline, index: int) -> Response:
    exchange = timeline.exchange(index)
    return response_of(exchange.status, exchange.response_headers, exchange.body, time.time())


def _actual_placeholders(timeline: Timeline, assertion: Assertion) -> set[Placeholder]:
    """Return the placeholders in the recorded value that an assertion is about."""
    path = getattr(assertion, "path", None)
    if path is None:
        return set()
    value = timeline.created.value(value_at(parse_json(timeline.exchange(assertion.event).body), path), assertion.event)
    return set(placeholders_in(value))


def _assertions(
    timeline: Timeline, finding: Finding, context: ReplayContext, verifier: Verifier
) -> Iterator[Assertion]:
    expected = from_expectation(timeline, finding.difference) if finding.difference is not None else iter(())
    yield from islice(from_creation(timeline), 2)
    yield from islice(expected, _TRIES // 2)
    check = closed_sequence(timeline, timeline.own)
    everything = tuple(range(len(timeline.events)))
    on_mock = verifier.on_mock(timeline, everything if len(everything) <= _LONGEST else check)
    if on_mock is not None:
        yield from islice(from_comparison(timeline, on_mock, same_time=context.marker is not None), _TRIES // 2)
    yield from from_times(timeline)
    yield from islice(from_form(timeline), _TRIES // 4)
    yield from islice(from_repetition(timeline, finding.difference), _TRIES // 4)
    yield from islice(from_updates(timeline), 2)
    if on_mock is not None and verifier.can_fail and context.marker is None:
        healthy = verifier.on_mock(timeline, check)
        if healthy is not None and len(check) <= _MOST:
            on_server = verifier.on_server(timeline, check)
            yield from from_replays(timeline, on_server, healthy)
    yield from expected


def _last(timeline: Timeline) -> MinimalSequence:
    """Return the last requests of a check, with the creates of the ids that they use."""
    last = max(index for index, _ in timeline.exchanges())
    _, _, around, whole = candidate_sequences(timeline, last)
    chosen = whole if len(whole) <= _MOST else around
    ends = (closed_sequence(timeline, chosen[-number:]) for number in range(_MOST, 0, -1))
    return next((one for one in ends if len(one) <= _MOST), closed_sequence(timeline, [last]))


def _left_out(timeline: Timeline, sequence: MinimalSequence) -> int:
    return sum(index not in sequence for index, _ in timeline.exchanges())


def _note(context: ReplayContext, *, has_failed: bool) -> str:
    mock = (
        "passes on the mock"
        if context.marker is not None
        else "passes on the mock, also on one in use and when it runs again"
    )
    if has_failed:
        server = "this server" if context.marker is None else "a new server of this kind"
        return (
            f"The pytest case fails on {server}, and {mock}."
            if context.healthy
            else f"The pytest case fails on {server}. It was not run on the mock."
        )
    return f"The pytest case {mock}. It was not run on this server."
