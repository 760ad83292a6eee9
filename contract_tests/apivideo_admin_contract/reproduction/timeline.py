"""The timeline of everything sent before a violation, and the sequences of it that may reproduce the violation."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from apivideo_admin_contract.document.document import Document
from apivideo_admin_contract.document.exchange import SAFE, Event, Exchange
from apivideo_admin_contract.reproduction.credential import Credential, credential_of
from apivideo_admin_contract.reproduction.placeholders import (
    UNIQUE,
    CreatedValues,
    Part,
    Placeholder,
    created_collection,
)

MinimalSequence = tuple[int, ...]
"""Positions of events, in order."""


@dataclass(frozen=True, slots=True)
class Timeline:
    """The events that changed the server before the check, then, from position ``start`` on, the events of the check.

    ``renamed`` returns a JSON value with the unique names of the timeline; see `isolation`.
    """

    document: Document
    events: tuple[Event, ...]
    start: int
    created: CreatedValues
    renamed: Callable[[Any], Any] = field(default=lambda value: value)

    @property
    def own(self) -> range:
        """The positions of the events of the check."""
        return range(self.start, len(self.events))

    def exchange(self, index: int) -> Exchange:
        """Return the exchange at a position. Raises AssertionError for a clock move."""
        event = self.events[index]
        assert isinstance(event, Exchange), "a clock move is not an exchange"
        return event

    def exchanges(self) -> Iterator[tuple[int, Exchange]]:
        """Yield the exchanges of the check, each with its position."""
        for index in self.own:
            event = self.events[index]
            if isinstance(event, Exchange):
                yield index, event

    def placeholders(self, index: int) -> set[Placeholder]:
        """Return the placeholders in a request: the values that it uses from earlier responses."""
        event = self.events[index]
        if not isinstance(event, Exchange):
            return set()
        texts = [event.target, (event.content or b"").decode("utf-8", "replace")]
        found = {placeholder for text in texts for placeholder in self.created.text(text, index).placeholders}
        return found | {part.placeholder for part in self.credential(index, {}).parts or () if isinstance(part, Part)}

    def credential(self, index: int, keys: Mapping[str, str]) -> Credential:
        """Return the credentials of the request at a position. ``keys`` are by variable name."""
        return credential_of(self.exchange(index).authorization, keys, lambda text: self.created.text(text, index))


def build_timeline(document: Document, history: Sequence[Event], transcript: Sequence[Event]) -> Timeline:
    """Join the history of the server and the transcript of the check, without the events that are in both."""
    own = {id(event) for event in transcript}
    before = [event for event in history if id(event) not in own]
    events = (*before, *transcript)
    return Timeline(document, events, len(before), CreatedValues(document, events))


def candidate_sequences(
    timeline: Timeline, last: int, needed: Iterable[Placeholder] = (), others: Iterable[int] = ()
) -> Iterator[MinimalSequence]:
    """Yield sequences that end with the exchange at ``last``, the shortest first.

    The first contains nothing else, the second the writes to the path of that exchange, the third also the reads and writes of the check
    there, the fourth everything. All contain the ``others``, the creates of the ids that they use, and of the ``needed`` ones, which an assertion uses.
    """
    whole = range(last + 1)
    near = [index for index in whole if _writes(timeline, index) and _is_near(timeline, index, last)]
    around = [index for index in whole[timeline.start :] if _is_near(timeline, index, last)]
    for chosen in ([], near, [*near, *around], whole):
        yield closed_sequence(timeline, {*chosen, *others, last}, needed)


def closed_sequence(timeline: Timeline, chosen: Iterable[int], needed: Iterable[Placeholder] = ()) -> MinimalSequence:
    """Return the chosen exchanges, with the creates of the ids that they use, and of the ``needed`` ones."""
    waiting = [*chosen, *(placeholder.event for placeholder in needed)]
    closed: set[int] = set()
    while waiting:
        index = waiting.pop()
        if index not in closed and index >= 0:
            closed.add(index)
            waiting += [placeholder.event for placeholder in timeline.placeholders(index)]
    return tuple(sorted(closed))


def _writes(timeline: Timeline, index: int) -> bool:
    event = timeline.events[index]
    return not isinstance(event, Exchange) or event.method not in SAFE


def _is_near(timeline: Timeline, index: int, last: int) -> bool:
    """Whether an event may change the response of the exchange at ``last``. A clock move may change any.

    A create changes only its list: an exchange that uses the new item contains its id, and `closed_sequence` adds that create.
    """
    event = timeline.events[index]
    if not isinstance(event, Exchange):
        return True
    one, other = _segments(event), _segments(timeline.exchange(last))
    if created_collection(timeline.document, event):
        return one == other
    return one[: len(other)] == other[: len(one)] and len(one) - len(other) <= 1


def _segments(exchange: Exchange) -> tuple[str, ...]:
    """Return the segments of a path; for a count or a report, those of the path above it."""
    path = exchange.path
    if exchange.operation is not None and exchange.operation.action in {"count", "report"}:
        path = path.rpartition("/")[0]
    return tuple(unquote(part) for part in path.strip("/").split("/"))


class VariableNames:
    """The names of variables: requests are numbered from 1, and ``item_id_1`` is the id in the response of the first one."""

    def __init__(self, timeline: Timeline, sequence: MinimalSequence) -> None:
        requests = [index for index in sequence if isinstance(timeline.events[index], Exchange)]
        self._numbers = {index: number for number, index in enumerate(requests, 1)}

    def number(self, event: int) -> int:
        """Return the number of the request at a position."""
        return self._numbers[event]

    def name(self, placeholder: Placeholder) -> str:
        """Return the variable name of a placeholder."""
        return placeholder.name if placeholder == UNIQUE else f"{placeholder.name}_{self._numbers[placeholder.event]}"


def needed_placeholders(
    timeline: Timeline, sequence: MinimalSequence, others: Iterable[Placeholder] = ()
) -> Sequence[Placeholder]:
    """Return the placeholders that the requests of a sequence use, and some others, in order."""
    found = {placeholder for index in sequence for placeholder in timeline.placeholders(index)} | set(others)
    return sorted(found, key=lambda one: (one.event, one.name))
