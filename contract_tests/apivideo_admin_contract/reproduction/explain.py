"""Tells a finding: the shortest cut of what was sent that is known to show it, what to assert of it, and how sure that is."""

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

#: How many assertions are tried before none is given.
_TRIES: Final = 8
#: How many of the last requests are told where nothing is known to show it in fewer.
_MOST: Final = 40


@dataclass(frozen=True, slots=True)
class Reproduction:
    """``left_out`` is how many requests of the check are not told; ``note`` says how sure it is that the others show it."""

    curl: str
    pytest: str | None
    left_out: int
    note: str


def explain(finding: Finding, scene: ReplayContext) -> Reproduction | None:
    """Tell a finding, or give None where nothing was sent."""
    timeline = build_timeline(scene.document, finding.history, finding.transcript)
    if not any(timeline.exchanges()):
        return None
    found = next(_proven(timeline, finding, scene), None)
    if found is None:
        sequence = _last(timeline)
        note = "No single answer shows it; see the message."
        return Reproduction(as_curl(timeline, sequence, scene.keys), None, _left_out(timeline, sequence), note)
    assertion, sequence = found
    case = as_pytest(timeline, sequence, assertion, finding.rule, finding.check, keys=scene.keys, marker=scene.marker)
    return Reproduction(as_curl(timeline, sequence, scene.keys), case, _left_out(timeline, sequence), _note(scene))


def _proven(timeline: Timeline, finding: Finding, scene: ReplayContext) -> Iterator[tuple[Assertion, MinimalSequence]]:
    """Give assertions, each with the shortest cut at whose end it fails here and holds on a healthy server, as far as there are these."""
    for assertion in islice(_assertions(timeline, finding, scene), _TRIES):
        if scene.fresh is None and _holds_here(timeline, assertion):
            continue
        needed = placeholders_of(assertion)
        if scene.fresh is None:
            # Nothing shows how few requests do: what made what was seen, be it in another place, is surely among them.
            needed |= _seen(timeline, assertion)
        for sequence in candidate_sequences(timeline, assertion.event, needed):
            if scene.fresh is not None and replay(timeline, sequence, scene.fresh()).holds(assertion):
                continue
            if scene.healthy is not None and not replay(timeline, sequence, scene.healthy(timeline)).holds(assertion):
                continue
            yield assertion, sequence


def _holds_here(timeline: Timeline, assertion: Assertion) -> bool:
    exchange = timeline.exchange(assertion.event)
    response = response_of(exchange.status, exchange.response_headers, exchange.body, time.time())
    return assertion.holds(response, timeline.created.value_of)


def _seen(timeline: Timeline, assertion: Assertion) -> set[Placeholder]:
    """Give the symbols in what an answer holds where an assertion looks."""
    path = getattr(assertion, "path", None)
    if path is None:
        return set()
    value = timeline.created.value(value_at(parse_json(timeline.exchange(assertion.event).body), path), assertion.event)
    return set(placeholders_in(value))


def _assertions(timeline: Timeline, finding: Finding, scene: ReplayContext) -> Iterator[Assertion]:
    expected = from_expectation(timeline, finding.difference) if finding.difference is not None else iter(())
    yield from islice(from_creation(timeline), 2)
    yield from islice(expected, _TRIES // 2)
    if scene.healthy is not None:
        everything = tuple(range(len(timeline.events)))
        yield from from_comparison(
            timeline, replay(timeline, everything, scene.healthy(timeline)), in_step=scene.fresh is not None
        )
    yield from from_times(timeline)
    yield from expected


def _last(timeline: Timeline) -> MinimalSequence:
    """Give the last requests of a check, after what they need."""
    last = max(index for index, _ in timeline.exchanges())
    _, around, whole = candidate_sequences(timeline, last)
    chosen = whole if len(whole) <= _MOST else around
    return chosen if len(chosen) <= _MOST else chosen[-_MOST:]


def _left_out(timeline: Timeline, sequence: MinimalSequence) -> int:
    return sum(index not in sequence for index, _ in timeline.exchanges())


def _note(scene: ReplayContext) -> str:
    if scene.fresh is not None and scene.healthy is not None:
        return "Done again, it fails here and passes on a server without a fault."
    if scene.fresh is not None:
        return "Done again on a new server of the same kind, it fails."
    return "It passes on a new mock without a fault; here it was not done again."
