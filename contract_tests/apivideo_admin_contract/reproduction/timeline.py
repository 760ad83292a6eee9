"""All that was sent up to a failure, and the cuts of it that are worth telling."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import unquote

from apivideo_admin_contract.document.document import Document
from apivideo_admin_contract.document.exchange import SAFE, Event, Exchange
from apivideo_admin_contract.reproduction.credential import Credential, credential_of
from apivideo_admin_contract.reproduction.placeholders import CreatedValues, Part, Placeholder, created_collection

MinimalSequence = tuple[int, ...]
"""Positions of events, in their order."""


@dataclass(frozen=True, slots=True)
class Timeline:
    """``events`` are what changed the server before the check, then, from ``begin`` on, what the check did."""

    document: Document
    events: tuple[Event, ...]
    begin: int
    created: CreatedValues

    def exchange(self, index: int) -> Exchange:
        """Give the exchange at a position that has one."""
        event = self.events[index]
        assert isinstance(event, Exchange), "the clock's moves are no exchanges"
        return event

    def exchanges(self) -> Iterator[tuple[int, Exchange]]:
        """Give the exchanges of the check, each with its position."""
        for index in range(self.begin, len(self.events)):
            event = self.events[index]
            if isinstance(event, Exchange):
                yield index, event

    def placeholders(self, index: int) -> set[Placeholder]:
        """Give what a request takes from earlier answers."""
        event = self.events[index]
        if not isinstance(event, Exchange):
            return set()
        texts = [event.target, (event.content or b"").decode("utf-8", "replace")]
        found = {placeholder for text in texts for placeholder in self.created.text(text, index).placeholders}
        return found | {part.placeholder for part in self.credential(index, {}).parts or () if isinstance(part, Part)}

    def credential(self, index: int, keys: Mapping[str, str]) -> Credential:
        """Give who the request at a position says that it is of; ``keys`` are the keys by their names."""
        return credential_of(self.exchange(index).authorization, keys, lambda text: self.created.text(text, index))


def build_timeline(document: Document, history: Sequence[Event], transcript: Sequence[Event]) -> Timeline:
    """Put what was before a check and what it did in one line; what stands in both is told once."""
    told = {id(event) for event in transcript}
    before = [event for event in history if id(event) not in told]
    events = (*before, *transcript)
    return Timeline(document, events, len(before), CreatedValues(document, events))


def candidate_sequences(timeline: Timeline, last: int, needed: Iterable[Placeholder] = ()) -> Iterator[MinimalSequence]:
    """Give ever longer cuts that end with an exchange: what wrote where it looks; the check's own reads and writes there as well; all.

    What made the ids that are needed is always in it, ``needed`` being those of an assertion.
    """
    whole = range(last + 1)
    near = [index for index in whole if _writes(timeline, index) and _is_near(timeline, index, last)]
    around = [index for index in whole[timeline.begin :] if _is_near(timeline, index, last)]
    for chosen in (near, [*near, *around], whole):
        yield _closed(timeline, {*chosen, last}, needed)


def _closed(timeline: Timeline, chosen: set[int], needed: Iterable[Placeholder]) -> MinimalSequence:
    """Add what made the ids that the chosen exchanges need."""
    waiting = [*chosen, *(placeholder.event for placeholder in needed)]
    closed: set[int] = set()
    while waiting:
        index = waiting.pop()
        if index not in closed:
            closed.add(index)
            waiting += [placeholder.event for placeholder in timeline.placeholders(index)]
    return tuple(sorted(closed))


def _writes(timeline: Timeline, index: int) -> bool:
    event = timeline.events[index]
    return not isinstance(event, Exchange) or event.method not in SAFE


def _is_near(timeline: Timeline, index: int, last: int) -> bool:
    """Tell whether an exchange acts on what another one looks at; time passes for all.

    A create acts on its list alone: what needs its item has the id, and that is seen to elsewhere.
    """
    event = timeline.events[index]
    if not isinstance(event, Exchange):
        return True
    one, other = _fixture(event), _fixture(timeline.exchange(last))
    if created_collection(timeline.document, event):
        return one == other
    return one[: len(other)] == other[: len(one)] and len(one) - len(other) <= 1


def _fixture(exchange: Exchange) -> tuple[str, ...]:
    """Give the segments of a path, that of a count being its list's."""
    path = exchange.path
    if exchange.operation is not None and exchange.operation.action in {"count", "report"}:
        path = path.rpartition("/")[0]
    return tuple(unquote(part) for part in path.strip("/").split("/"))


class VariableNames:
    """Numbers the requests of a cut from 1 and names the symbols after them: ``item_id_1`` is what the first one made."""

    def __init__(self, timeline: Timeline, sequence: MinimalSequence) -> None:
        requests = [index for index in sequence if isinstance(timeline.events[index], Exchange)]
        self._numbers = {index: number for number, index in enumerate(requests, 1)}

    def number(self, event: int) -> int:
        """Give the number of a request."""
        return self._numbers[event]

    def name(self, placeholder: Placeholder) -> str:
        """Give the variable of a symbol."""
        return f"{placeholder.name}_{self._numbers[placeholder.event]}"


def needed_placeholders(
    timeline: Timeline, sequence: MinimalSequence, others: Iterable[Placeholder] = ()
) -> Sequence[Placeholder]:
    """Give the symbols that the requests of a cut need, and some others."""
    found = {placeholder for index in sequence for placeholder in timeline.placeholders(index)} | set(others)
    return sorted(found, key=lambda one: (one.event, one.name))
