"""Rules for statuses, the headers of responses, and links."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diff.pair import Finding, Pair
from generator.diff.rules.severity import major_if
from generator.diff.values import same


def status_removed(pair: Pair) -> Iterator[Finding]:
    """Clients break if it is a success, because what they wait for does not come; an error may well stay away."""
    if pair.removed:
        yield pair.finding(major_if(_is_success(pair.label)), f"the status {pair.label} is no longer answered.")


def status_added(pair: Pair) -> Iterator[Finding]:
    """Clients break if it is a success, because the answer has another meaning; of errors the SDK takes any."""
    if pair.added:
        yield pair.finding(major_if(_is_success(pair.label)), f"the status {pair.label} is new.")


def links_changed(pair: Pair) -> Iterator[Finding]:
    """No client breaks because links only tell what could be asked next."""
    if pair.kept and not same(*pair.values("links", default={})):
        yield pair.finding("minor", "the links of the response have changed.", "links")


def header_removed(pair: Pair) -> Iterator[Finding]:
    """Clients break that reads the header, which was always there; an optional one they have to do without anyway."""
    if pair.removed:
        always = pair.values("required")[0] is True
        yield pair.finding(major_if(always), f"the header `{pair.label}` is gone.")


def header_added(pair: Pair) -> Iterator[Finding]:
    """No client breaks because it ignores headers that it does not know (RFC 9110, 5.1)."""
    if pair.added:
        yield pair.finding("minor", f"the header `{pair.label}` is new.")


def header_became_optional(pair: Pair) -> Iterator[Finding]:
    """Clients break because they read a header that may be missing now."""
    if pair.kept and pair.values("required", default=False) == (True, False):
        yield pair.finding("major", f"the header `{pair.label}` may be missing now.", "required")


def header_became_required(pair: Pair) -> Iterator[Finding]:
    """No client breaks because it only gets what it could get before."""
    if pair.kept and pair.values("required", default=False) == (False, True):
        yield pair.finding("minor", f"the header `{pair.label}` is always there now.", "required")


def _is_success(status: str) -> bool:
    return status[:1] in {"1", "2", "3"} or status == "default"
