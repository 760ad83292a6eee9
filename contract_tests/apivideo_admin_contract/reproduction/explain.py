"""Tells a finding: the shortest cut of what was sent that is known to show it, what to assert of it, and how sure that is."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from apivideo_admin_contract.document.document import Document
from apivideo_admin_contract.outcome.runner import Finding
from apivideo_admin_contract.reproduction.assertion import Assertion, at, needed_by
from apivideo_admin_contract.reproduction.curl import as_curl
from apivideo_admin_contract.reproduction.derive import from_comparison, from_creation, from_expectation, from_times
from apivideo_admin_contract.reproduction.placeholders import Placeholder, json_of, symbols_in
from apivideo_admin_contract.reproduction.pytest_case import as_pytest
from apivideo_admin_contract.reproduction.replay import Open, answer_of, play
from apivideo_admin_contract.reproduction.timeline import MinimalSequence, Timeline, cuts, timeline_of

#: How many assertions are tried before none is given.
_TRIES: Final = 8
#: How many of the last requests are told where nothing is known to show it in fewer.
_MOST: Final = 40


@dataclass(frozen=True, slots=True)
class Scene:
    """Where findings come from. ``again`` opens a new server of the same kind, ``healthy`` one without a fault; None where there is none.

    ``keys`` are the keys that were sent, by the names of the variables that hold them, and ``marker`` the settings of a mock for a test
    of its own.
    """

    document: Document
    keys: Mapping[str, str]
    fresh: Callable[[], Open] | None
    healthy: Callable[[Timeline], Open] | None
    marker: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Reproduction:
    """``left_out`` is how many requests of the check are not told; ``note`` says how sure it is that the others show it."""

    curl: str
    pytest: str | None
    left_out: int
    note: str


def explain(finding: Finding, scene: Scene) -> Reproduction | None:
    """Tell a finding, or give None where nothing was sent."""
    timeline = timeline_of(scene.document, finding.history, finding.transcript)
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


def _proven(timeline: Timeline, finding: Finding, scene: Scene) -> Iterator[tuple[Assertion, MinimalSequence]]:
    """Give assertions, each with the shortest cut at whose end it fails here and holds on a healthy server, as far as there are these."""
    for assertion in islice(_assertions(timeline, finding, scene), _TRIES):
        if scene.fresh is None and _holds_here(timeline, assertion):
            continue
        needed = needed_by(assertion)
        if scene.fresh is None:
            # Nothing shows how few requests do: what made what was seen, be it in another place, is surely among them.
            needed |= _seen(timeline, assertion)
        for sequence in cuts(timeline, assertion.event, needed):
            if scene.fresh is not None and play(timeline, sequence, scene.fresh()).holds(assertion):
                continue
            if scene.healthy is not None and not play(timeline, sequence, scene.healthy(timeline)).holds(assertion):
                continue
            yield assertion, sequence


def _holds_here(timeline: Timeline, assertion: Assertion) -> bool:
    exchange = timeline.exchange(assertion.event)
    response = answer_of(exchange.status, exchange.answer_headers, exchange.body, time.time())
    return assertion.holds(response, timeline.made.value_of)


def _seen(timeline: Timeline, assertion: Assertion) -> set[Placeholder]:
    """Give the symbols in what an answer holds where an assertion looks."""
    path = getattr(assertion, "path", None)
    if path is None:
        return set()
    value = timeline.made.value(at(json_of(timeline.exchange(assertion.event).body), path), assertion.event)
    return set(symbols_in(value))


def _assertions(timeline: Timeline, finding: Finding, scene: Scene) -> Iterator[Assertion]:
    expected = from_expectation(timeline, finding.difference) if finding.difference is not None else iter(())
    yield from islice(from_creation(timeline), 2)
    yield from islice(expected, _TRIES // 2)
    if scene.healthy is not None:
        everything = tuple(range(len(timeline.events)))
        yield from from_comparison(
            timeline, play(timeline, everything, scene.healthy(timeline)), in_step=scene.fresh is not None
        )
    yield from from_times(timeline)
    yield from expected


def _last(timeline: Timeline) -> MinimalSequence:
    """Give the last requests of a check, after what they need."""
    last = max(index for index, _ in timeline.exchanges())
    _, around, whole = cuts(timeline, last)
    chosen = whole if len(whole) <= _MOST else around
    return chosen if len(chosen) <= _MOST else chosen[-_MOST:]


def _left_out(timeline: Timeline, sequence: MinimalSequence) -> int:
    return sum(index not in sequence for index, _ in timeline.exchanges())


def _note(scene: Scene) -> str:
    if scene.fresh is not None and scene.healthy is not None:
        return "Done again, it fails here and passes on a server without a fault."
    if scene.fresh is not None:
        return "Done again on a new server of the same kind, it fails."
    return "It passes on a new mock without a fault; here it was not done again."
