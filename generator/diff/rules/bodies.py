"""Rules for request bodies and media types."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diff.pair import Finding, Pair
from generator.diff.rules.severity import major_if
from generator.diff.values import same


def request_body_added(pair: Pair) -> Iterator[Finding]:
    """Clients break if the body is required, because their requests have none. The body of a webhook breaks nothing."""
    if pair.added:
        must = pair.values("required", default=False)[1] is True
        yield pair.finding(
            major_if(must and pair.direction == "request"),
            f"a{' required' if must else 'n optional'} request body was added.",
        )


def request_body_removed(pair: Pair) -> Iterator[Finding]:
    """Clients break because their body is rejected or has no effect."""
    if pair.removed:
        yield pair.finding("major", "the request body was removed.")


def request_body_became_required(pair: Pair) -> Iterator[Finding]:
    """Clients break because a request without a body is rejected. A webhook with a body was possible before."""
    if pair.kept and pair.values("required", default=False) == (False, True):
        yield pair.finding(major_if(pair.direction == "request"), "the request body is now required.", "required")


def request_body_became_optional(pair: Pair) -> Iterator[Finding]:
    """Clients break if they receive the requests, of a webhook, because one can be without a body. One with a body is still valid."""
    if pair.kept and pair.values("required", default=False) == (True, False):
        yield pair.finding(
            major_if(pair.direction == "response"), "the request body is no longer required.", "required"
        )


def media_type_removed(pair: Pair) -> Iterator[Finding]:
    """Clients break because the server rejects their body with a 415, or no longer sends the media type that they read."""
    if pair.removed:
        yield pair.finding("major", f"the media type `{pair.label}` was removed.")


def media_type_added(pair: Pair) -> Iterator[Finding]:
    """No client breaks because it still sends and requests the old one."""
    if pair.added:
        yield pair.finding("minor", f"the media type `{pair.label}` was added.")


def encoding_changed(pair: Pair) -> Iterator[Finding]:
    """Clients break because they encode the parts of the body in the old way."""
    for keyword in ("encoding", "prefixEncoding", "itemEncoding"):
        if pair.kept and not same(*pair.values(keyword)):
            yield pair.finding("major", f"the {keyword} of `{pair.label}` has changed.", keyword)
