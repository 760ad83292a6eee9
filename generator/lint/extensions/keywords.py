"""Rules for the `x-` keywords: only those of ``openapi/EXTENSIONS.md``, where they are allowed and in their form."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from generator.diagnostic import Diagnostic, suggest
from generator.document import Document
from generator.document.filters import MATCHES
from generator.document.walk import texts, walk
from generator.lint.extensions.actions import ACTIONS

SET_WORDS = frozenset({"start_of_next_month"})
_MAX_DAYS = 366
_MAX_SECRET_LENGTH = 1000
_FORMS_OF_GENERATE: Mapping[str, Mapping[str, type | tuple[type, ...]]] = {
    "id": {"prefix": str},
    "now": {},
    "updated": {},
    "after": {"time": str, "seconds": (int, str)},
    "secret": {"length": int},
    "day": {},
    "group": {},
    "daily": {"low": int, "high": int},
    "cumulative": {"low": int, "high": int},
}


@dataclass(frozen=True, slots=True)
class Keyword:
    """Where a keyword is allowed, a check of its value, and its form in words."""

    locations: frozenset[str]
    fits: Callable[[Any], bool]
    form: str


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def _is_rate(value: Any) -> bool:
    return isinstance(value, dict) and set(value) == {"requests", "seconds"} and all(map(_is_count, value.values()))


def _is_filter(value: Any) -> bool:
    if isinstance(value, dict):
        return (
            set(value) == {"match", "property"} and value["match"] in [*MATCHES] and isinstance(value["property"], str)
        )
    return value in [*MATCHES]


def _is_days(value: Any) -> bool:
    days = list(value.values()) if isinstance(value, dict) else [value]
    return bool(days) and all(_is_count(one) and one <= _MAX_DAYS for one in days)


def _is_generate(value: Any) -> bool:
    if not isinstance(value, dict) or not isinstance(value.get("kind"), str):
        return False
    members = _FORMS_OF_GENERATE.get(value["kind"])
    if members is None or set(value) != {"kind", *members}:
        return False
    right_types = all(
        isinstance(value[name], kind) and not isinstance(value[name], bool) for name, kind in members.items()
    )
    return (
        right_types
        and (value["kind"] != "after" or isinstance(value["seconds"], str) or _is_count(value["seconds"]))
        and 0 < value.get("length", 1) <= _MAX_SECRET_LENGTH
        and 0 <= value.get("low", 0) <= value.get("high", 0)
    )


def _is_set(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and bool(value)
        and all(isinstance(word, str) and word in SET_WORDS for word in value.values())
    )


def _is_expire(value: Any) -> bool:
    if not isinstance(value, dict) or set(value) not in ({"at"}, {"at", "flag", "seconds"}):
        return False
    is_marked = "flag" not in value or (isinstance(value["flag"], str) and _is_count(value["seconds"]))
    return isinstance(value["at"], str) and is_marked


def _is_effect(value: Any) -> bool:
    """Return whether a value is ``none`` or ``group``, or has properties to ``set``, and names of properties to set to the present."""
    if not isinstance(value, dict):
        return value in ("none", "group")
    values, names = value.get("set", {}), value.get("now", [])
    is_form = bool(value) and set(value) <= {"set", "now"} and isinstance(values, dict) and isinstance(names, list)
    return is_form and bool(values or names) and all(isinstance(name, str) for name in names)


KEYWORDS: Mapping[str, Keyword] = {
    "x-rate-limit": Keyword(frozenset({"root"}), _is_rate, "`{requests: 10, seconds: 1}`, two positive integers"),
    "x-action": Keyword(
        frozenset({"operation"}),
        lambda value: isinstance(value, str) and value in ACTIONS,
        f"one of {', '.join(ACTIONS)}",
    ),
    "x-filter": Keyword(
        frozenset({"parameter"}),
        _is_filter,
        f"one of {', '.join(MATCHES)}, or `{{match: equals, property: metadata.author}}` for a property of another name",
    ),
    "x-effect": Keyword(
        frozenset({"parameter", "operation"}),
        _is_effect,
        "`none` or `group`, or of an operation `none` or `{set: {status: pending}, now: [sent_at]}`",
    ),
    "x-days": Keyword(
        frozenset({"parameter", "operation"}),
        _is_days,
        "`{week: 7, month: 30}` on a parameter, or `30` on an operation, each value from 1 to 366",
    ),
    "x-generate": Keyword(
        frozenset({"property"}),
        _is_generate,
        "`{kind: id, prefix: project_}`, `{kind: now}`, `{kind: updated}`, `{kind: after, time: created_at, seconds: ttl}` (seconds: a "
        "property or a positive integer), `{kind: secret, length: 43}` (length from 1 to 1000), `{kind: day}`, `{kind: group}`, "
        "`{kind: daily, low: 0, high: 600}` or `{kind: cumulative, low: 0, high: 40}`",
    ),
    "x-set": Keyword(frozenset({"property"}), _is_set, f"`{{word: {', '.join(sorted(SET_WORDS))}}}`"),
    "x-expire": Keyword(
        frozenset({"schema"}),
        _is_expire,
        "`{at: expires_at}`, or `{at: deletes_at, flag: deleted, seconds: 60}` with a positive integer for `seconds`",
    ),
}


def keywords_are_known(document: Document) -> Iterator[Diagnostic]:
    """Forbid unknown `x-` keywords. They are usually misspelt and would be ignored silently."""
    for kind, node in walk(document.root):
        for name, child in node.items():
            if not name.startswith("x-"):
                continue
            if name not in KEYWORDS:
                fix = suggest(name, KEYWORDS, f"Use one of: {', '.join(KEYWORDS)}.")
                yield document.diagnostic(child, f"unknown keyword `{name}`.", fix)
            elif kind not in KEYWORDS[name].locations:
                locations = ", ".join(sorted(KEYWORDS[name].locations))
                message = f"`{name}` is not allowed here ({kind})."
                yield document.diagnostic(child, message, f"Move it to: {locations}.")


def keywords_have_their_form(document: Document) -> Iterator[Diagnostic]:
    """Require the documented form of each `x-` keyword. The mock does not check it again."""
    for kind, node in walk(document.root):
        for name, child in node.items():
            keyword = KEYWORDS.get(name)
            if keyword and kind in keyword.locations and not keyword.fits(child.value):
                yield document.diagnostic(child, f"invalid value of `{name}`.", f"Write {keyword.form}.")


def rate_limit_is_declared(document: Document) -> Iterator[Diagnostic]:
    """Require `x-rate-limit`. The mock enforces it and has no default."""
    if document.root.get("x-rate-limit") is None:
        fix = "Add `x-rate-limit: {requests: 10, seconds: 1}`."
        yield document.diagnostic(document.root, "the root has no `x-rate-limit`.", fix)


_NUMBERS = {word: number for number, word in enumerate("one two three four five six seven eight nine ten".split(), 1)}  # noqa: SIM905 - words
_RATE = re.compile(r"(?P<requests>\w+) requests (?:per|a|each|in|every) (?:(?P<seconds>\w+) )?seconds?\b")


def texts_agree_with_the_rate_limit(document: Document) -> Iterator[Diagnostic]:
    """Require `x-rate-limit` in texts that state a rate, such as "ten requests per second"."""
    node = document.root.get("x-rate-limit")
    if node is None or not _is_rate(node.value):
        return
    requests, seconds = node.value["requests"], node.value["seconds"]
    for text in texts(document.root):
        for found in _RATE.finditer(text.value):
            stated = (_number(found["requests"]), _number(found["seconds"] or "one"))
            if None not in stated and stated != (requests, seconds):
                message = f"the text says `{found[0]}`, but `x-rate-limit` is {requests} requests in {seconds} seconds."
                yield document.diagnostic(text, message, "Write the same rate in both.")


def _number(word: str) -> int | None:
    return int(word) if word.isdecimal() else _NUMBERS.get(word.lower())


RULES = (
    keywords_are_known,
    keywords_have_their_form,
    rate_limit_is_declared,
    texts_agree_with_the_rate_limit,
)
