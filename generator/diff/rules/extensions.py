"""Rules for the `x-` keywords of ``openapi/EXTENSIONS.md``."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

from generator.diff.change import Severity
from generator.diff.pair import Finding, Pair
from generator.diff.values import as_list, as_number, format_value, same
from generator.document import Node


def rate_limit_changed(pair: Pair) -> Iterator[Finding]:
    """Clients break where it is lower, because one that kept to the old limit runs into 429."""
    old, new = pair.values("x-rate-limit")
    if same(old, new):
        return
    message = f"the rate limit was {_describe_rate(old)} and is {_describe_rate(new)}."
    yield pair.finding("minor" if _still_accepted(_rate(old), _rate(new)) else "major", message, "x-rate-limit")


def action_changed(pair: Pair) -> Iterator[Finding]:
    """Clients of the SDK break because the method is named after the action and does another thing."""
    yield from _meaning(pair, "x-action", "major")


def filter_changed(pair: Pair) -> Iterator[Finding]:
    """Clients break because the same filter finds other items."""
    yield from _meaning(pair, "x-filter", "major")


def days_changed(pair: Pair) -> Iterator[Finding]:
    """Clients break because the same request reports another number of days. New words and old are the enum's."""
    yield from _words(pair, "x-days", "reports {new} days, not {old}")


def set_changed(pair: Pair) -> Iterator[Finding]:
    """Clients break because the same request stores another value. New words and old are the enum's."""
    yield from _words(pair, "x-set", "stores {new}, not {old}")


def generate_changed(pair: Pair) -> Iterator[Finding]:
    """Clients break where the kind is another, because the same property means something else."""
    old, new = pair.values("x-generate")
    kinds = [value.get("kind") if isinstance(value, dict) else None for value in (old, new)]
    changed = kinds[0] != kinds[1] and None not in kinds
    yield from _meaning(pair, "x-generate", "major" if changed else "patch")


def expire_changed(pair: Pair) -> Iterator[Finding]:
    """Clients break where another property tells, because they wait for the wrong one; not where the time differs."""
    old, new = ({**value, "seconds": 0} if isinstance(value, dict) else value for value in pair.values("x-expire"))
    yield from _meaning(pair, "x-expire", "minor" if same(old, new) else "major")


def extension_changed(pair: Pair) -> Iterator[Finding]:
    """Not known to break a client: a keyword that has no rule of its own. Write one when a keyword is added."""
    names = [name for node in (pair.old, pair.new) if node for name, _ in node.items()]
    for name in dict.fromkeys(names):
        if name[:2] == "x-" and name not in RULES_OF_KEYWORDS:
            yield from _meaning(pair, name, "minor")


RULES_OF_KEYWORDS = {
    "x-rate-limit": rate_limit_changed,
    "x-action": action_changed,
    "x-filter": filter_changed,
    "x-days": days_changed,
    "x-set": set_changed,
    "x-generate": generate_changed,
    "x-expire": expire_changed,
}
"""The keywords that have a rule."""


def _meaning(pair: Pair, keyword: str, severity: Severity) -> Iterator[Finding]:
    old, new = pair.values(keyword)
    if pair.kept and not same(old, new):
        was, now = ("none" if value is None else format_value(value) for value in (old, new))
        yield pair.finding(severity, f"`{keyword}` of `{pair.label}` was {was} and is {now}.", keyword)


def _words(pair: Pair, keyword: str, template: str) -> Iterator[Finding]:
    """Compare what a keyword says of each word that was and is a value; other words are told with the enum."""
    old, new = (value if isinstance(value, dict) else {} for value in pair.values(keyword))
    always = _enum(pair.old) & _enum(pair.new)
    for word in {**old, **new} if pair.kept else ():
        is_shared = (word in old and word in new) or word in always
        if is_shared and not same(old.get(word), new.get(word)):
            was, now = (format_value(value[word]) if word in value else "none" for value in (old, new))
            what = template.format(old=was, new=now)
            yield pair.finding("major", f"{format_value(word)} of `{pair.label}` {what}.", keyword)


def _enum(node: Node | None) -> set[str]:
    """Return the words that a schema, or the schema of a parameter, lists."""
    schema = (node.get("schema") or node) if node else None
    enum = schema.get("enum") if schema else None
    return {word for word in as_list(enum.value) if isinstance(word, str)} if enum else set()


def _rate(value: Any) -> tuple[float, float] | None:
    """Give requests and seconds, or None where there is no limit."""
    members: Mapping[str, Any] = value if isinstance(value, dict) else {}
    requests, seconds = (as_number(members.get(name)) for name in ("requests", "seconds"))
    return (requests, seconds) if requests and seconds else None


def _still_accepted(old: tuple[float, float] | None, new: tuple[float, float] | None) -> bool:
    """Return whether all that keeps to the old sliding window keeps to the new one.

    In ``s'`` seconds, a client may send the requests of as many old windows as it takes to cover them.
    """
    if new is None:
        return True
    return old is not None and new[0] >= old[0] * math.ceil(new[1] / old[1])


def _describe_rate(value: Any) -> str:
    rate = _rate(value)
    return f"{rate[0]:g} requests in {rate[1]:g} s" if rate else "none"
