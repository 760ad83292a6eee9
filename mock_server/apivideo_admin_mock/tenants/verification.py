"""Compare recorded requests with an expected one, and describe the nearest ones that differ."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Annotated, Any, Final, NamedTuple, cast
from urllib.parse import parse_qs

import msgspec

from apivideo_admin_mock.backends.entry import Entry
from apivideo_admin_mock.http.masking import MASK
from apivideo_admin_mock.shorten import shorten

#: The numbers of requests, and of differences of each, that a message lists.
_NEAREST: Final = 3
_DIFFERENCES: Final = 10
_ABSENT: Final = object()


class Expected(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The expected request. What is not given matches every request.

    ``json`` is the whole payload. Of ``query`` and ``headers``, only the given names are compared; a query value is one text or a list of
    texts, and the names of headers ignore case. ``times`` is the exact number of such requests, or None for at least one.
    """

    operation_id: str | None = None
    method: str | None = None
    path: str | None = None
    status: Annotated[int, msgspec.Meta(ge=100, le=599)] | None = None
    query: dict[str, str | list[str]] = {}
    headers: dict[str, str] = {}
    json: Any = msgspec.UNSET
    times: Annotated[int, msgspec.Meta(ge=0, le=1000)] | None = None


class ExpectedOrder(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The operations of requests in the expected order; others may stand between them."""

    operation_ids: list[str]


class Recorded(NamedTuple):
    """The recorded requests. ``dropped`` older ones are no longer kept. ``shown`` returns them as the control plane does, without secrets."""

    entries: Sequence[Entry]
    dropped: int
    shown: Callable[[], Sequence[Mapping[str, Any]]]


class Difference(NamedTuple):
    """Where a request differs from the expected one. ``path`` leads to the value in what the control plane shows of the request."""

    path: tuple[str | int, ...]
    expected: Any
    found: Any


def verify(expected: Expected, recorded: Recorded) -> str | None:
    """Return None if the recorded requests are as expected, or a message that lists the nearest ones."""
    compared = [(entry, list(differences(expected, entry))) for entry in recorded.entries]
    count = sum(not found for _, found in compared)
    if expected.times is not None and recorded.dropped:
        return (
            f"{recorded.dropped} older requests are no longer recorded, so that the number of requests is not known. "
            "fix: delete the recorded requests before those of interest"
        )
    if count == expected.times or (expected.times is None and count):
        return None
    wanted = "at least once" if expected.times is None else _times(expected.times)
    lines = [f"expected {_describe(expected)} {wanted}, and it was received {_times(count)}."]
    shown = {one["number"]: {**one, "query": _query(one["query"])} for one in recorded.shown()}
    if count:
        lines += [f"  request {_title(shown[entry.number])}" for entry, found in compared if not found][:_NEAREST]
        return "\n".join(lines)
    nearest = sorted(compared, key=lambda one: _distance(one[1]))[:_NEAREST]
    lines.append("The nearest requests:" if nearest else "No request is recorded.")
    for entry, found in nearest:
        lines.append(f"  request {_title(shown[entry.number])}")
        lines += [f"    {_difference(one, shown[entry.number])}" for one in found[:_DIFFERENCES]]
        if len(found) > _DIFFERENCES:
            lines.append(f"    and {len(found) - _DIFFERENCES} more differences")
    return "\n".join(lines)


def verify_order(operation_ids: Sequence[str], recorded: Recorded) -> str | None:
    """Return None if requests of these operations were received in this order, also with others between them, or a message."""
    received = [entry.operation_id for entry in recorded.entries]
    left = iter(received)
    for index, wanted in enumerate(operation_ids):
        if wanted not in left:
            before = f" after {operation_ids[index - 1]}" if index else ""
            listed = ", ".join(one or "an unknown URL" for one in received) or "nothing"
            return (
                f"expected {', then '.join(operation_ids)}, and {wanted} was not received{before}.\nReceived: {listed}"
            )
    return None


def differences(expected: Expected, entry: Entry) -> Iterator[Difference]:
    """Yield where a recorded request differs from the expected one."""
    for name in ("operation_id", "method", "path", "status"):
        wanted, found = getattr(expected, name), getattr(entry, name)
        if wanted is not None and wanted != found:
            yield Difference((name,), wanted, found)
    query = _query(entry.query)
    for name, value in expected.query.items():
        found = query.get(name, _ABSENT)
        if found != (value[0] if isinstance(value, list) and len(value) == 1 else value):
            yield Difference(("query", name), value, found)
    for name, text in expected.headers.items():
        sent = entry.headers.get(name.lower(), _ABSENT)
        if sent != text:
            yield Difference(("headers", name.lower()), text, sent)
    if expected.json is not msgspec.UNSET:
        yield from _of_json(("request",), expected.json, _payload(entry))


def _payload(entry: Entry) -> Any:
    try:
        return entry.request_json
    except ValueError:
        return _ABSENT


def _of_json(path: tuple[str | int, ...], wanted: Any, found: Any) -> Iterator[Difference]:
    """Yield the differences of two JSON values: for objects, those of each property."""
    if isinstance(wanted, dict) and isinstance(found, dict):
        for name in {**wanted, **found}:
            yield from _of_json((*path, name), wanted.get(name, _ABSENT), found.get(name, _ABSENT))
    elif isinstance(wanted, list) and isinstance(found, list) and len(wanted) == len(found):
        for index, (one, other) in enumerate(zip(wanted, found, strict=True)):
            yield from _of_json((*path, index), one, other)
    elif wanted is not found and (isinstance(wanted, bool) is not isinstance(found, bool) or wanted != found):
        yield Difference(path, wanted, found)


def _distance(found: Sequence[Difference]) -> tuple[bool, bool, int]:
    """Return how far a request is from the expected one: first its operation counts, then its path, then the number of differences."""
    names = {one.path[0] for one in found}
    return "operation_id" in names, "path" in names, len(found)


def _difference(one: Difference, shown: Mapping[str, Any]) -> str:
    """Describe a difference. What was received is shown as the control plane shows it, with secrets masked."""
    steps, value = list[str](), cast("Any", shown)
    for step in one.path:
        is_shown = isinstance(value, list) or (isinstance(value, dict) and step in value)
        value = value[step] if is_shown else MASK
        steps.append(str(step) if is_shown or one.found is _ABSENT else MASK)
    place = ".".join(("json", *steps[1:]) if steps[0] == "request" else steps)
    return f"{place}: expected {_text(one.expected)}, received {_text(one.found if one.found is _ABSENT else value)}"


def _query(text: str) -> dict[str, Any]:
    """Return the parameters of a query: one text each, or a list of those of a repeated one."""
    pairs = parse_qs(text, keep_blank_values=True)
    return {name: texts[0] if len(texts) == 1 else texts for name, texts in pairs.items()}


def _text(value: Any) -> str:
    return "nothing" if value is _ABSENT else shorten(json.dumps(value, ensure_ascii=False))


def _describe(expected: Expected) -> str:
    given = {
        name: getattr(expected, name) for name in ("method", "path", "status") if getattr(expected, name) is not None
    }
    given |= {name: getattr(expected, name) for name in ("query", "headers") if getattr(expected, name)}
    if expected.json is not msgspec.UNSET:
        given["json"] = expected.json
    conditions = ", ".join(f"{name} {_text(value)}" for name, value in given.items())
    return f"{expected.operation_id or 'a request'}{f' with {conditions}' if conditions else ''}"


def _title(shown: Mapping[str, Any]) -> str:
    return f"{shown['number']}: {shown['method']} {shorten(shown['path'])} -> {shown['status']}"


def _times(count: int) -> str:
    return "never" if count == 0 else "once" if count == 1 else f"{count} times"
