"""Rules for texts, examples and deprecation notices."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diff.pair import Finding, Pair
from generator.diff.values import same

TEXTS = (
    "title",
    "summary",
    "description",
    "example",
    "examples",
    "externalDocs",
    "termsOfService",
    "contact",
    "license",
    "$comment",
)
_NAMELESS = {"response": "the response", "request body": "the request body"}


def text_changed(pair: Pair) -> Iterator[Finding]:
    """No client breaks because only people read it."""
    changed = [name for name in TEXTS if pair.kept and not same(*pair.values(name))]
    if changed:
        # A shared response is reported once, so its status is not in the message.
        label = _NAMELESS.get(pair.kind, f"`{pair.label}`")
        where = changed[0] if len(changed) == 1 else ""
        yield pair.finding("patch", f"{label} has a changed {' and '.join(changed)}.", where)


def deprecated(pair: Pair) -> Iterator[Finding]:
    """No client breaks because the behaviour stays. Deprecation announces a removal."""
    old, new = pair.values("deprecated", default=False)
    if pair.kept and old is not new and (old is True or new is True):
        message = f"`{pair.label}` is {'' if new is True else 'no longer '}deprecated."
        yield pair.finding("minor", message, "deprecated")


def access_changed(pair: Pair) -> Iterator[Finding]:
    """No client breaks because `readOnly` does not affect responses, and `writeOnly` does not affect requests.

    In the affected direction, it is reported as an added or removed property.
    """
    keyword = "readOnly" if pair.direction == "response" else "writeOnly"
    old, new = pair.values(keyword, default=False)
    if pair.kept and old is not new and (old is True or new is True):
        yield pair.finding("patch", f"`{pair.label}` is {'' if new is True else 'no longer '}{keyword}.", keyword)
