"""Align the requests that a check sent to two servers, and compare the responses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any
from urllib.parse import parse_qsl

from apivideo_admin_contract.compare.responses import ResponseComparer, ResponseDifference
from apivideo_admin_contract.document.exchange import ClockMoved, Event, Exchange
from apivideo_admin_contract.reproduction.placeholders import parse_json


@dataclass(frozen=True, slots=True)
class PairDifference:
    """Two responses to the same request that differ."""

    left: Exchange
    right: Exchange
    difference: ResponseDifference

    @property
    def place(self) -> tuple[str, str]:
        """The operation and where its responses differ, without positions in lists: the same for each such difference."""
        operation = self.left.operation
        name = operation.id if operation else f"{self.left.method} (no operation)"
        parts = self.difference.where.split("/")
        return name, "/".join("*" if one.isdigit() else one for one in parts)


@dataclass(frozen=True, slots=True)
class TranscriptComparison:
    """The first difference of two transcripts, or None, and how many pairs of responses were compared.

    ``diverged`` names the first requests that the check sent to one server and not to the other, if there are any.
    """

    difference: PairDifference | None
    compared: int
    diverged: str | None = None


def compare_transcripts(
    left: Sequence[Event], right: Sequence[Event], comparer: ResponseComparer
) -> TranscriptComparison:
    """Compare the responses to the requests that two transcripts have in common.

    Where the servers hold the same data, all requests are in the same order. What follows concurrent requests is not compared: it depends on
    their order.
    """
    left, right = _before_concurrent(left), _before_concurrent(right)
    compared = 0
    for one, other in _aligned(left, right) if not comparer.has_same_data else zip(left, right, strict=False):
        if _request(one) == _request(other) and not _sends_same(one, other, comparer):
            return TranscriptComparison(None, compared, f"other values with {_named(one)} to the right server")
        if _request(one) != _request(other):
            return TranscriptComparison(None, compared, f"{_named(one)} on the left, {_named(other)} on the right")
        if isinstance(one, Exchange) and isinstance(other, Exchange):
            compared += 1
            found = comparer.difference(one, other)
            if found is not None:
                return TranscriptComparison(PairDifference(one, other, found), compared)
    longer = left[len(right) :] or right[len(left) :] if comparer.has_same_data else ()
    if longer:
        side = "left" if len(left) > len(right) else "right"
        return TranscriptComparison(None, compared, f"{_named(longer[0])} on the {side} only")
    return TranscriptComparison(None, compared)


def _before_concurrent(events: Sequence[Event]) -> Sequence[Event]:
    ends = (index for index, one in enumerate(events) if isinstance(one, Exchange) and one.is_concurrent)
    return events[: next(ends, len(events))]


def _aligned(left: Sequence[Event], right: Sequence[Event]) -> Iterator[tuple[Event, Event]]:
    """Yield the events that both transcripts have, in their order: on servers with different data, one has more pages to read."""
    lefts, rights = ([_whole_request(one) for one in events] for events in (left, right))
    for block in SequenceMatcher(None, lefts, rights, autojunk=False).get_matching_blocks():
        yield from zip(left[block.a : block.a + block.size], right[block.b : block.b + block.size], strict=True)


def _request(event: Event) -> tuple[Any, ...]:
    """Return what identifies a request, except for values, which the servers may have generated."""
    if isinstance(event, ClockMoved):
        return ("clock",)
    operation = event.operation.id if event.operation else event.path.count("/")
    return event.account, event.method, operation, tuple(name for name, _ in _query(event)), event.content is None


def _whole_request(event: Event) -> tuple[Any, ...]:
    content, query = (event.content, event.query) if isinstance(event, Exchange) else (None, "")
    return (*_request(event), content, query)


def _sends_same(left: Event, right: Event, comparer: ResponseComparer) -> bool:
    """Return whether two requests have the same values, but for generated ones."""
    if not isinstance(left, Exchange) or not isinstance(right, Exchange):
        return True
    if not comparer.selects_generated(left) and not comparer.equality.are_sent_same(
        dict(_query(left)), dict(_query(right))
    ):
        return False
    if left.content == right.content:
        return True
    one, other = parse_json(left.content or b""), parse_json(right.content or b"")
    if one is None or other is None:
        texts = [(exchange.content or b"").decode("utf-8", "replace") for exchange in (left, right)]
        return comparer.equality.are_sent_same(*texts)
    return comparer.equality.are_sent_same(one, other)


def _query(exchange: Exchange) -> list[tuple[str, str]]:
    return parse_qsl(exchange.query, keep_blank_values=True, errors="replace")


def _named(event: Event) -> str:
    return f"{event.method} {event.path}" if isinstance(event, Exchange) else "a move of the clock"
