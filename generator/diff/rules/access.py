"""Rules for access: how a client authenticates, and where the server is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.diff.pair import Finding, Pair
from generator.diff.rules.texts import TEXTS
from generator.diff.values import as_list, canonical, format_values, without


def security_changed(pair: Pair) -> Iterator[Finding]:
    """Clients break where a way to authenticate is gone, because it may be the one that the client uses."""
    old, new = (as_list(value) or [{}] for value in _values(pair))
    removed, added = without(old, new), without(new, old)
    if {} in old and {} not in new:
        yield pair.finding("major", f"it cannot be called without authentication now, but with {format_values(new)}.")
    elif removed and {} not in new:
        yield pair.finding("major", f"authentication with {format_values(removed)} is no longer taken.")
    elif removed or added:
        what = ", ".join(format_requirement(way) for way in added or removed)
        yield pair.finding("minor", f"authentication has changed, and every client may go on: {what}.")


def security_scheme_changed(pair: Pair) -> Iterator[Finding]:
    """Clients break because the same credentials are sent in another way."""
    if not pair.old or not pair.new:
        return
    names = [name for name, _ in (*pair.old.items(), *pair.new.items()) if name not in TEXTS]
    changed = [
        name for name in dict.fromkeys(names) if canonical(pair.values(name)[0]) != canonical(pair.values(name)[1])
    ]
    if changed:
        yield pair.finding("major", f"the security scheme `{pair.label}` differs in {format_values(changed)}.")


def server_removed(pair: Pair) -> Iterator[Finding]:
    """Clients break because they send their requests there."""
    removed = without(*_urls(pair))
    if removed:
        yield pair.finding("major", f"the server {format_values(removed)} is gone.")


def server_added(pair: Pair) -> Iterator[Finding]:
    """No client breaks because it keeps to the server that it has."""
    old, new = _urls(pair)
    added = without(new, old)
    if added:
        yield pair.finding("minor", f"the server {format_values(added)} is new.")


def format_requirement(way: object) -> str:
    """Show one way to authenticate; none at all is a way, too (OpenAPI 3.1, security requirement object)."""
    return "none at all" if way == {} else format_values([way])


def _values(pair: Pair) -> tuple[object, object]:
    return pair.old and pair.old.value, pair.new and pair.new.value


def _urls(pair: Pair) -> tuple[list[Any], list[Any]]:
    # Without servers the requests go to where the document lies (OpenAPI 3.1, `servers`).
    old, new = ([one.get("url") for one in as_list(value) if isinstance(one, dict)] for value in _values(pair))
    default: list[Any] = ["/"]
    return old or default, new or default
