"""Rules for parameters: what a request may or must hold beside its body."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diff.pair import Finding, Pair
from generator.diff.rules.severity import deprecation_notice, major_if
from generator.diff.rules.texts import TEXTS
from generator.diff.values import format_values, same

_OTHER_RULES = frozenset({"name", "in", "required", "schema", "deprecated", *TEXTS})


def parameter_removed(pair: Pair) -> Iterator[Finding]:
    """Clients break because a parameter that is not known is refused."""
    if pair.removed:
        yield pair.finding("major", f"the parameter `{pair.label}` is gone; {deprecation_notice(pair)}.")


def parameter_added(pair: Pair) -> Iterator[Finding]:
    """Clients break if the parameter is required, because old requests do not send it."""
    if pair.added:
        must = pair.required[1]
        what = "the required" if must else "the optional"
        yield pair.finding(major_if(must), f"{what} parameter `{pair.label}` is new.")


def parameter_became_required(pair: Pair) -> Iterator[Finding]:
    """Clients break because a request without the parameter is refused."""
    if pair.kept and pair.required == (False, True):
        yield pair.finding("major", f"the parameter `{pair.label}` is required now.", "required")


def parameter_became_optional(pair: Pair) -> Iterator[Finding]:
    """No client breaks because a request with the parameter is as right as before."""
    if pair.kept and pair.required == (True, False):
        yield pair.finding("minor", f"the parameter `{pair.label}` is no longer required.", "required")


def parameter_renamed(pair: Pair) -> Iterator[Finding]:
    """Clients of the SDK break because the argument has the name of the path parameter."""
    old, new = pair.values("name")
    if pair.kept and str(old).lower() != str(new).lower():
        yield pair.finding("major", f"the path parameter `{old}` is called `{new}`.", "name")


def parameter_serialised_otherwise(pair: Pair) -> Iterator[Finding]:
    """Clients break because the same value is written in another way in the URL (`style`, `explode`, ...)."""
    if not pair.old or not pair.new:
        return
    names = [name for name, _ in (*pair.old.items(), *pair.new.items())]
    changed = [
        name
        for name in dict.fromkeys(names)
        if name not in _OTHER_RULES and name[:2] != "x-" and not same(*pair.values(name))
    ]
    if changed:
        yield pair.finding("major", f"the parameter `{pair.label}` is written otherwise: {format_values(changed)}.")
