"""Separate the fields of JSON objects that a model does not know from those that it knows.

What to look for in the JSON of a type is compiled once. Data is plain JSON values, and is changed in place.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from functools import cache, partial
from typing import Any

import msgspec

UNKNOWN = "?unknown_fields"
"""The key of unknown fields between this module and msgspec. No field of an API has this name."""

Change = Callable[[Any], Any]
Known = dict[str, Change | None]
"""The fields of a struct, with the changes to their values."""

_seen: dict[type, tuple[str, ...]] = {}
"""The unknown fields of each struct that were found so far."""

_MAX_SEEN = 16
_LEAP_SECOND = re.compile(r"(.*[Tt ]\d\d:\d\d:)60(.*)")


def convert(data: Any, kind: Any) -> Any:
    """Return data as a value of a type, with its unknown fields. Raise msgspec.ValidationError if it does not match."""
    return msgspec.convert(_changed(_separating(kind), data), kind)


def convert_seen(data: Any, kind: Any) -> Any:
    """Return data as a value of a type, like ``convert``, but look only for unknown fields that were found before.

    That takes half the time. Raise msgspec.ValidationError if there are others.
    """
    return msgspec.convert(_changed(_separating_seen(kind), data), kind)


def repaired(data: Any, kind: Any) -> Any:
    """Return data with values that are valid, but that msgspec does not take.

    These are whole numbers that are written as 3.0 (JSON Schema 2020-12, section 4.2.1) and leap seconds (RFC 3339, section 5.7),
    which Python does not have: they become the next second.
    """
    return _changed(_repairing(kind), data)


def _changed(change: Change | None, data: Any) -> Any:
    return data if change is None else change(data)


@cache
def _separating(kind: Any) -> Change | None:
    return _Compiler({}, _separate).compile(_info(kind))


@cache
def _separating_seen(kind: Any) -> Change | None:
    return _Compiler({}, _separate_seen).compile(_info(kind))


@cache
def _repairing(kind: Any) -> Change | None:
    from msgspec import inspect  # imported late: most programs never need it

    leaves: dict[Any, Change] = {inspect.IntType: _whole_number, inspect.DateTimeType: _without_leap_second}
    return _Compiler(leaves, _do_not_separate).compile(_info(kind))


def _info(kind: Any) -> Any:
    from msgspec import inspect  # imported late, as above

    return inspect.type_info(kind)


def _separate(data: dict[str, Any], known: Known, struct: type) -> None:
    names = [name for name in data if name not in known]
    if names:
        data[UNKNOWN] = {name: data.pop(name) for name in names}
        seen = _seen.get(struct, ())
        if any(name not in seen for name in names):
            _seen[struct] = (*seen, *(name for name in names if name not in seen))[-_MAX_SEEN:]


def _separate_seen(data: dict[str, Any], _: Known, struct: type) -> None:
    unknown = {}
    for name in _seen.get(struct, ()):
        if name in data:
            unknown[name] = data.pop(name)
    if unknown:
        data[UNKNOWN] = unknown


def _separate_seen_in_each(struct: type, data: Any) -> Any:
    """Do ``_separate_seen`` for each object of a list: without a call for each, it takes half the time."""
    names = _seen.get(struct)
    if names and isinstance(data, list):
        for one in data:
            if isinstance(one, dict):
                unknown = {}
                for name in names:
                    if name in one:
                        unknown[name] = one.pop(name)
                if unknown:
                    one[UNKNOWN] = unknown
    return data


def _do_not_separate(data: dict[str, Any], known: Known, struct: type) -> None:
    """Leave the fields as they are."""


def _whole_number(value: Any) -> Any:
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _without_leap_second(value: Any) -> Any:
    match = _LEAP_SECOND.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        return value
    try:
        return dt.datetime.fromisoformat(f"{match[1]}59{match[2]}".upper()) + dt.timedelta(seconds=1)
    except (ValueError, OverflowError):
        return value


class _Compiler:
    """Compiles what to do with the data of a type: with ``leaves`` by the type of a value, and with each object."""

    def __init__(self, leaves: dict[Any, Change], separate: Callable[[dict[str, Any], Known, type], None]) -> None:
        self._leaves = leaves
        self._separate = separate
        self._structs: dict[type, Change] = {}
        self._flat: dict[Change | None, type] = {}  # structs without changes to the values of their fields

    def compile(self, info: Any) -> Change | None:
        """Return the change for a type of ``msgspec.inspect``, or None if there is nothing to do."""
        from msgspec import inspect  # imported late, as above

        leaf = self._leaves.get(type(info))
        if leaf is not None:
            return leaf
        if isinstance(info, inspect.StructType):
            return self._structs.get(info.cls) or self._struct(info)
        if isinstance(info, inspect.ListType):
            return self._list(self.compile(info.item_type))
        if isinstance(info, inspect.DictType):
            return _of_values(self.compile(info.value_type))
        if isinstance(info, inspect.UnionType):
            return self._union(info)
        return None

    def _list(self, items: Change | None) -> Change | None:
        if self._separate is _separate_seen and items in self._flat:
            return partial(_separate_seen_in_each, self._flat[items])
        return _of_items(items)

    def _struct(self, info: Any) -> Change:
        known: Known = {}
        struct: type = info.cls
        changes: list[tuple[str, Change]] = []
        separate = self._separate

        def change(data: Any) -> Any:
            if isinstance(data, dict):
                separate(data, known, struct)
                for name, inner in changes:
                    if name in data:
                        data[name] = inner(data[name])
            return data

        self._structs[info.cls] = change  # before its fields, which can have its own type
        known.update((one.encode_name, self.compile(one.type)) for one in info.fields if one.encode_name != UNKNOWN)
        changes.extend((name, inner) for name, inner in known.items() if inner is not None)
        if not changes:
            self._flat[change] = struct
        return change

    def _union(self, info: Any) -> Change | None:
        """At most one type of a union is an object and at most one is a list, so each change can be applied in turn."""
        found = [one for one in map(self.compile, info.types) if one is not None]
        if len(found) < 2:  # noqa: PLR2004 (one or none)
            return found[0] if found else None

        def change(data: Any) -> Any:
            for one in found:
                data = one(data)
            return data

        return change


def _of_items(change: Change | None) -> Change | None:
    if change is None:
        return None
    return lambda data: list(map(change, data)) if isinstance(data, list) else data


def _of_values(change: Change | None) -> Change | None:
    if change is None:
        return None
    return lambda data: {name: change(one) for name, one in data.items()} if isinstance(data, dict) else data
