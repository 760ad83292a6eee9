"""Rules for authentication and servers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.diff.pair import Finding, Pair
from generator.diff.rules.severity import major_if
from generator.diff.rules.texts import TEXTS
from generator.diff.values import as_list, format_values, same, without

_NOT_OF_SCHEMES = frozenset({*TEXTS, "deprecated"})
"""The members of a security scheme that do not change what a client sends."""


def security_changed(pair: Pair) -> Iterator[Finding]:
    """Clients break if a security requirement is removed that they may use."""
    old, new = (as_list(value) or [{}] for value in _values(pair))
    removed, added = without(old, new), without(new, old)
    if pair.direction == "response":  # the credentials that a webhook sends
        if removed or added:
            message = f"the authentication of the request changed from {_listed(old)} to {_listed(new)}."
            yield pair.finding(major_if(bool(removed)), message)
    elif {} in old and {} not in new:
        yield pair.finding("major", f"authentication is now required: {format_values(new)}.")
    elif removed and {} not in new:
        yield pair.finding("major", f"authentication with {format_values(removed)} is no longer accepted.")
    elif removed or added:
        yield pair.finding(
            "minor", f"authentication has changed without breaking clients: {_listed(added or removed)}."
        )


def security_scheme_changed(pair: Pair) -> Iterator[Finding]:
    """Clients break because they send the credentials in the old way. A new flow or scope breaks nothing."""
    if not pair.old or not pair.new:
        return
    names = dict.fromkeys(name for name, _ in (*pair.old.items(), *pair.new.items()))
    changed = [
        name for name in names if name not in _NOT_OF_SCHEMES and name[:2] != "x-" and not same(*pair.values(name))
    ]
    if changed:
        only_more = changed == ["flows"] and _contains(*pair.values("flows"))
        message = f"the security scheme `{pair.label}` differs in {format_values(changed)}."
        yield pair.finding(major_if(not only_more), message)


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


def server_variable_changed(pair: Pair) -> Iterator[Finding]:
    """Clients break if a variable is removed, has another default, or no longer accepts a value."""
    old, new = (value if isinstance(value, dict) else {} for value in pair.values("variables"))
    if not same(old, new):
        breaks = (
            any(not _still_accepts(value, new.get(name)) for name, value in old.items()) or not old.keys() >= new.keys()
        )
        yield pair.finding(major_if(breaks), f"the variables of the server `{pair.label}` changed.", "variables")


def _still_accepts(old: Any, new: Any) -> bool:
    """Return whether a variable of a server accepts its old values and has its old default."""
    if not isinstance(old, dict) or not isinstance(new, dict):
        return False
    before, after = old.get("enum"), new.get("enum")
    narrowed = after is not None and (before is None or bool(without(as_list(before), as_list(after))))
    return same(old.get("default"), new.get("default")) and not narrowed


def _contains(old: Any, new: Any) -> bool:
    """Return whether a value has everything of another one, and possibly more members."""
    if isinstance(old, dict) and isinstance(new, dict):
        return all(name in new and _contains(value, new[name]) for name, value in old.items())
    return same(old, new) or (isinstance(old, str) and isinstance(new, str) and "://" not in f"{old}{new}")


def _listed(ways: list[Any]) -> str:
    return ", ".join(format_requirement(way) for way in ways)


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
