"""Rules for request bodies and media types."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diff.pair import Finding, Pair
from generator.diff.rules.severity import major_if
from generator.diff.values import same


def request_body_added(pair: Pair) -> Iterator[Finding]:
    """Clients break if the body is required, because old requests have none."""
    if pair.added:
        must = pair.values("required", default=False)[1] is True
        yield pair.finding(major_if(must), f"a{' required' if must else 'n optional'} body is new.")


def request_body_removed(pair: Pair) -> Iterator[Finding]:
    """Clients break because what they send is refused or has no effect."""
    if pair.removed:
        yield pair.finding("major", "the request no longer takes a body.")


def request_body_became_required(pair: Pair) -> Iterator[Finding]:
    """Clients break because a request without a body is refused."""
    if pair.kept and pair.values("required", default=False) == (False, True):
        yield pair.finding("major", "the body is required now.", "required")


def request_body_became_optional(pair: Pair) -> Iterator[Finding]:
    """No client breaks because a request with a body is as right as before."""
    if pair.kept and pair.values("required", default=False) == (True, False):
        yield pair.finding("minor", "the body is no longer required.", "required")


def media_type_removed(pair: Pair) -> Iterator[Finding]:
    """Clients break because the body that they send is refused with 415, or the one that they read does not come."""
    if pair.removed:
        yield pair.finding("major", f"the media type `{pair.label}` is gone.")


def media_type_added(pair: Pair) -> Iterator[Finding]:
    """No client breaks because it sends the old one still, and asks for that with `Accept`."""
    if pair.added:
        yield pair.finding("minor", f"the media type `{pair.label}` is new.")


def encoding_changed(pair: Pair) -> Iterator[Finding]:
    """Clients break because the parts of the body are written in another way."""
    if pair.kept and not same(*pair.values("encoding")):
        yield pair.finding("major", f"the encoding of `{pair.label}` has changed.", "encoding")
