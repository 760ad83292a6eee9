"""Pairs of values that two servers generated for the same thing, such as the ids of the same item."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final
from urllib.parse import parse_qsl, unquote

from apivideo_admin_contract.document.exchange import Exchange
from apivideo_admin_contract.reproduction.placeholders import parse_json

#: A word of a text. Generated ids and secrets are words, or consist of some.
_WORD: Final = re.compile(r"([A-Za-z0-9_-]+)")


class Pairs:
    """A bijection between the generated values of the left server and those of the right one."""

    def __init__(self) -> None:
        self._rights: dict[str, str] = {}
        self._lefts: dict[str, str] = {}

    def match(self, left: str, right: str) -> bool:
        """Return whether two generated values stand for the same thing. Two new values become a pair."""
        if self._is_new(left, right):
            self._add(left, right)
            for one, other in _different_words(left, right):
                if self._is_new(one, other):
                    self._add(one, other)
        return self.is_pair(left, right)

    def is_pair(self, left: str, right: str) -> bool:
        """Return whether two values are a known pair."""
        return self._rights.get(left) == right

    def _is_new(self, left: str, right: str) -> bool:
        return left not in self._rights and right not in self._lefts

    def _add(self, left: str, right: str) -> None:
        self._rights[left], self._lefts[right] = right, left

    def is_excerpt(self, left: str, right: str) -> bool:
        """Return whether two texts are the same part of a known pair, such as a part of an id in a filter."""
        places = ((one.find(left), other) for one, other in self._rights.items())
        return any(at >= 0 and other[at : at + len(left)] == right for at, other in places)

    def is_same_text(self, left: str, right: str, sent: Mapping[str, str]) -> bool:
        """Return whether two texts differ only in known pairs, and in what the two requests sent: ``sent``, left to right."""
        if left == right or sent.get(left) == right:
            return True
        words = _different_words(unquote(left), unquote(right))
        if words and all(self.is_pair(*pair) or sent.get(pair[0]) == pair[1] for pair in words):
            return True
        for one in sorted(sent, key=len, reverse=True):
            left = left.replace(one, sent[one])
        return left == right


def sent_pairs(left: Exchange, right: Exchange) -> dict[str, str]:
    """Return the texts in which two requests differ, left to right. A response may repeat what its request contains."""
    found: dict[str, str] = {}
    queries = [parse_qsl(one.query, keep_blank_values=True, errors="replace") for one in (left, right)]
    for (_, one), (_, other) in zip(*queries, strict=False):
        found |= _texts(one, other)
    for one, other in zip(left.path.split("/"), right.path.split("/"), strict=False):
        found |= _texts(unquote(one), unquote(other)) | {one: other}
    for one, other in _leaves(parse_json(left.content or b""), parse_json(right.content or b"")):
        found |= _texts(one, other)
    return {one: other for one, other in found.items() if one and one != other}


def _texts(left: str, right: str) -> dict[str, str]:
    return {left: right, **dict(_different_words(left, right))}


def _leaves(left: Any, right: Any) -> Iterator[tuple[str, str]]:
    """Yield the texts at the same place of two JSON values."""
    match left, right:
        case str(), str():
            yield left, right
        case dict(), dict():
            for name in left.keys() & right.keys():
                yield from _leaves(left[name], right[name])
        case list(), list():
            for one, other in zip(left, right, strict=False):
                yield from _leaves(one, other)


def _different_words(left: str, right: str) -> list[tuple[str, str]]:
    """Return the words in which two texts of the same form differ; none if their forms differ."""
    lefts, rights = _WORD.split(left), _WORD.split(right)
    if len(lefts) != len(rights) or lefts[::2] != rights[::2]:
        return []
    return [(one, other) for one, other in zip(lefts[1::2], rights[1::2], strict=True) if one != other]
