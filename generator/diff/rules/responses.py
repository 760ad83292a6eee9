"""Rules for statuses, the headers of responses, and links."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diff.pair import Finding, Pair
from generator.diff.rules.severity import major_if
from generator.diff.values import same


def status_removed(pair: Pair) -> Iterator[Finding]:
    """Clients break if it is a success status, because they do not receive it any more. A removed error breaks nothing."""
    if pair.removed:
        yield pair.finding(major_if(_is_success(pair.label)), f"the status {pair.label} was removed.")


def status_added(pair: Pair) -> Iterator[Finding]:
    """Clients break if it is a success status, because it has another meaning. The SDK handles any error status.

    A receiver of a webhook need not return it.
    """
    if pair.added:
        yield pair.finding(
            major_if(_is_success(pair.label) and pair.direction == "response"), f"the status {pair.label} was added."
        )


def links_changed(pair: Pair) -> Iterator[Finding]:
    """No client breaks because links are only hints."""
    if pair.kept and not same(*pair.values("links", default={})):
        yield pair.finding("minor", "the links of the response have changed.", "links")


def header_removed(pair: Pair) -> Iterator[Finding]:
    """Clients break if they read a header that was always sent. An optional one could be missing before."""
    if pair.removed:
        always = pair.values("required")[0] is True and pair.direction == "response"
        yield pair.finding(major_if(always), f"the header `{pair.label}` was removed.")


def header_added(pair: Pair) -> Iterator[Finding]:
    """Clients break if they must send it, in the response to a webhook. Unknown headers are ignored (RFC 9110, 5.1)."""
    if pair.added:
        must = pair.values("required")[1] is True and pair.direction == "request"
        yield pair.finding(major_if(must), f"the header `{pair.label}` was added.")


def header_became_optional(pair: Pair) -> Iterator[Finding]:
    """Clients break because the header can be missing. In the response to a webhook they can still send it."""
    if pair.kept and pair.values("required", default=False) == (True, False):
        yield pair.finding(
            major_if(pair.direction == "response"), f"the header `{pair.label}` is now optional.", "required"
        )


def header_became_required(pair: Pair) -> Iterator[Finding]:
    """Clients break if they must send it, in the response to a webhook. In a response to them it was possible before."""
    if pair.kept and pair.values("required", default=False) == (False, True):
        must = pair.direction == "request"
        what = "required" if must else "always sent"
        yield pair.finding(major_if(must), f"the header `{pair.label}` is now {what}.", "required")


def _is_success(status: str) -> bool:
    return status[:1] in {"1", "2", "3"} or status == "default"
