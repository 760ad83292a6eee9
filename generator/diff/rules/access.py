"""Rules for authentication and servers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.diff.pair import Finding, Pair
from generator.diff.rules.texts import TEXTS
from generator.diff.values import as_list, canonical, format_values, without


def security_changed(pair: Pair) -> Iterator[Finding]:
    """Clients break if a security requirement is removed that they may use."""
    old, new = (as_list(value) or [{}] for value in _values(pair))
    removed, added = without(old, new), without(new, old)
    if {} in old and {} not in new:
        yield pair.finding("major", f"authentication is now required: {format_values(new)}.")
    elif removed and {} not in new:
        yield pair.finding("major", f"authentication with {format_values(removed)} is no longer accepted.")
    elif removed or added:
        what = ", ".join(format_requirement(way) for way in added or removed)
        yield pair.finding("minor", f"authentication has changed without breaking clients: {what}.")


def security_scheme_changed(pair: Pair) -> Iterator[Finding]:
    """Clients break because they send the credentials in the old way."""
    if not pair.old or not pair.new:
        return
    names = [name for name, _ in (*pair.old.items(), *pair.new.items()) if name not in TEXTS]
    changed = [
        name for name in dict.fromkeys(names) if canonical(pair.values(name)[0]) != canonical(pair.values(name)[1])
    ]
    if changed:
        yield pair.finding("major", f"the security scheme `{pair.label}` differs in {format_values(changed)}.")


def server_removed(pair: Pair) -> Iterator[Finding]:
    """Clients break because they send their requests to the removed server."""
    removed = without(*_urls(pair))
    if removed:
        yield pair.finding("major", f"the server {format_values(removed)} was removed.")


def server_added(pair: Pair) -> Iterator[Finding]:
    """No client breaks because it keeps using its server."""
    old, new = _urls(pair)
    added = without(new, old)
    if added:
        yield pair.finding("minor", f"the server {format_values(added)} was added.")


def format_requirement(way: object) -> str:
    """Return a security requirement as text. An empty one means no authentication (OpenAPI 3.1, security requirement object)."""
    return "no authentication" if way == {} else format_values([way])


def _values(pair: Pair) -> tuple[object, object]:
    return pair.old and pair.old.value, pair.new and pair.new.value


def _urls(pair: Pair) -> tuple[list[Any], list[Any]]:
    # The default server is `/` (OpenAPI 3.1, `servers`).
    old, new = ([one.get("url") for one in as_list(value) if isinstance(one, dict)] for value in _values(pair))
    default: list[Any] = ["/"]
    return old or default, new or default
