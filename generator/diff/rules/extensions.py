"""Rules for the `x-` keywords of ``openapi/EXTENSIONS.md``."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

from generator.diff.pair import Finding, Pair
from generator.diff.rules.texts import text_changed
from generator.diff.values import as_list, as_number, format_value, same
from generator.document import Node
from generator.versions import Severity


def rate_limit_changed(pair: Pair) -> Iterator[Finding]:
    """Clients break if the limit is lower, because a client that follows the old limit receives 429s."""
    old, new = pair.values("x-rate-limit")
    if same(old, new):
        return
    message = f"the rate limit changed from {_describe_rate(old)} to {_describe_rate(new)}."
    yield pair.finding("minor" if _still_accepted(_rate(old), _rate(new)) else "major", message, "x-rate-limit")


def action_changed(pair: Pair) -> Iterator[Finding]:
    """Clients of the SDK break because the name and the behaviour of the method depend on the action."""
    yield from _meaning(pair, "x-action", "major")


def filter_changed(pair: Pair) -> Iterator[Finding]:
    """Clients break because the same filter matches other items."""
    old, new = (
        {"match": value, "property": name} if isinstance(value, str) else value
        for value, name in zip(pair.values("x-filter"), pair.values("name"), strict=True)
    )
    if not same(old, new):
        yield from _meaning(pair, "x-filter", "major")


def effect_changed(pair: Pair) -> Iterator[Finding]:
    """Clients break if a custom action changes other properties. Of a parameter, the keyword only says what the mock does."""
    is_changed = any(isinstance(value, dict) for value in pair.values("x-effect"))
    yield from _meaning(pair, "x-effect", "major" if is_changed else "patch")


def days_changed(pair: Pair) -> Iterator[Finding]:
    """Clients break because the same request returns another number of days. Added and removed words are changes of the enum."""
    yield from _words(pair, "x-days", "reports {new} days, not {old}")


def set_changed(pair: Pair) -> Iterator[Finding]:
    """Clients break because the same request stores another value. Added and removed words are changes of the enum."""
    yield from _words(pair, "x-set", "stores {new}, not {old}")


def generate_changed(pair: Pair) -> Iterator[Finding]:
    """Clients break if the kind changes, because the property has another meaning."""
    old, new = pair.values("x-generate")
    kinds = [value.get("kind") if isinstance(value, dict) else None for value in (old, new)]
    changed = kinds[0] != kinds[1] and None not in kinds
    yield from _meaning(pair, "x-generate", "major" if changed else "patch")


def expire_changed(pair: Pair) -> Iterator[Finding]:
    """Clients break if other properties signal the expiry. Another delay does not break them."""
    old, new = ({**value, "seconds": 0} if isinstance(value, dict) else value for value in pair.values("x-expire"))
    yield from _meaning(pair, "x-expire", "minor" if same(old, new) else "major")


def unique_changed(pair: Pair) -> Iterator[Finding]:
    """Clients break if a property becomes unique, because requests with a value that another item has are refused then."""
    new = pair.values("x-unique")[1]
    yield from _meaning(pair, "x-unique", "major" if new is True else "minor")


def sunset_changed(pair: Pair) -> Iterator[Finding]:
    """Clients break if the date of the removal is earlier than announced, because they planned with the old date."""
    old, new = (str(value) if value is not None else "" for value in pair.values("x-sunset"))
    if pair.kept and old != new:
        was, now = old or "none", new or "none"
        message = f"the sunset of `{pair.label}` changed from {was} to {now}."
        earlier = bool(old) and bool(new) and new < old  # ISO 8601
        yield pair.finding("major" if earlier else "minor", message, "x-sunset")


def extension_changed(pair: Pair) -> Iterator[Finding]:
    """No client is known to break: the keyword has no rule. Add a rule with each new keyword."""
    names = [name for node in (pair.old, pair.new) if node for name, _ in node.items()]
    for name in dict.fromkeys(names):
        if name[:2] == "x-" and name not in RULES_OF_KEYWORDS:
            yield from _meaning(pair, name, "minor")


RULES_OF_KEYWORDS = {
    "x-rate-limit": rate_limit_changed,
    "x-action": action_changed,
    "x-filter": filter_changed,
    "x-effect": effect_changed,
    "x-days": days_changed,
    "x-set": set_changed,
    "x-generate": generate_changed,
    "x-expire": expire_changed,
    "x-unique": unique_changed,
    "x-enum-descriptions": text_changed,
    "x-sunset": sunset_changed,
}
"""The keywords that have a rule."""


def _meaning(pair: Pair, keyword: str, severity: Severity) -> Iterator[Finding]:
    old, new = pair.values(keyword)
    if pair.kept and not same(old, new):
        was, now = ("none" if value is None else format_value(value) for value in (old, new))
        how = "changed." if was == now else f"changed from {was} to {now}."  # equal where both are shortened
        yield pair.finding(severity, f"`{keyword}` of `{pair.label}` {how}", keyword)


def _words(pair: Pair, keyword: str, template: str) -> Iterator[Finding]:
    """Compare the values of a keyword for each word that both documents have. Other words are changes of the enum."""
    old, new = (value if isinstance(value, dict) else {} for value in pair.values(keyword))
    always = _enum(pair.old) & _enum(pair.new)
    for word in {**old, **new} if pair.kept else ():
        is_shared = (word in old and word in new) or word in always
        if is_shared and not same(old.get(word), new.get(word)):
            was, now = (format_value(value[word]) if word in value else "none" for value in (old, new))
            what = template.format(old=was, new=now)
            yield pair.finding("major", f"{format_value(word)} of `{pair.label}` {what}.", keyword)


def _enum(node: Node | None) -> set[str]:
    """Return the values of the enum of a schema or of a parameter's schema."""
    schema = (node.get("schema") or node) if node else None
    enum = schema.get("enum") if schema else None
    return {word for word in as_list(enum.value) if isinstance(word, str)} if enum else set()


def _rate(value: Any) -> tuple[float, float] | None:
    """Return requests and seconds, or None if there is no limit."""
    members: Mapping[str, Any] = value if isinstance(value, dict) else {}
    requests, seconds = (as_number(members.get(name)) for name in ("requests", "seconds"))
    return (requests, seconds) if requests and seconds else None


def _still_accepted(old: tuple[float, float] | None, new: tuple[float, float] | None) -> bool:
    """Return whether every client that follows the old sliding window also follows the new one.

    In the seconds of the new window, a client can send the requests of all old windows that cover them.
    """
    if new is None:
        return True
    return old is not None and new[0] >= old[0] * math.ceil(new[1] / old[1])


def _describe_rate(value: Any) -> str:
    rate = _rate(value)
    return f"{rate[0]:g} requests in {rate[1]:g} s" if rate else "none"
