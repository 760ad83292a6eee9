"""Rules for texts, examples and deprecation notices."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.diff.pair import Finding, Pair
from generator.diff.values import same

TEXTS = (
    "title",
    "summary",
    "description",
    "x-enum-descriptions",
    "example",
    "examples",
    "externalDocs",
    "termsOfService",
    "contact",
    "license",
    "$comment",
    "$schema",
    "$id",
    "$anchor",
    "$dynamicAnchor",
    "$vocabulary",
    "$self",
    "jsonSchemaDialect",
    "parent",
    "kind",
    "bearerFormat",
)
"""The members that change neither requests nor responses. `parent` and `kind` are of a tag."""
_BY_NAME = frozenset({"properties", "patternProperties", "dependentSchemas", "dependentRequired", "$defs", "mapping"})
_SINGULARS = {"examples": "example", "x-enum-descriptions": "description of the values"}
_NAMELESS = {"response": "the response", "request body": "the request body"}


def text_changed(pair: Pair) -> Iterator[Finding]:
    """No client breaks because only people read it."""
    changed = [name for name in TEXTS if pair.kept and not same(*pair.values(name))]
    if changed:
        # A shared response is reported once, so its status is not in the message.
        label = _NAMELESS.get(pair.kind, f"`{pair.label}`")
        where = changed[0] if len(changed) == 1 else ""
        what = " and ".join(dict.fromkeys(_SINGULARS.get(name, name) for name in changed))
        yield pair.finding("patch", f"the {what} of {label} changed.", where)


def without_texts(value: Any, *, by_name: bool = False) -> Any:
    """Return the value of a keyword without the texts of the schemas in it. With ``by_name``, it maps names to schemas."""
    if isinstance(value, dict):
        return {
            name: without_texts(member, by_name=not by_name and name in _BY_NAME)
            for name, member in value.items()
            if by_name or name not in TEXTS
        }
    return [without_texts(member) for member in value] if isinstance(value, list) else value


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
