"""The constraints of a schema in words: range, allowed values and default."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from generator.render.text import plain, sentence

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


_OTHER_BOUNDS = {"exclusiveMinimum": "More than", "exclusiveMaximum": "Less than", "multipleOf": "A multiple of"}
_SENTENCE = re.compile(r"(?<=[.!?])\s+")

#: Of int32, of int64, and of a number that JavaScript holds exactly (RFC 8259, section 6).
_LARGEST = frozenset({2**31 - 1, 2**53 - 1, 2**63 - 1, float(2**63)})


def describe(description: str, schema: Mapping[str, Any], *, deprecated: bool = False) -> str:
    """Return the description and the constraints of a schema in one paragraph."""
    sentences = [sentence(description), *map(sentence, _facts(schema))]
    is_deprecated = deprecated or schema.get("deprecated") is True
    if is_deprecated and not description.lower().startswith("deprecated"):
        sentences.append("Deprecated.")
    return " ".join(text for text in sentences if text)


def deprecation(description: str) -> str:
    """Return the sentences of a description that say why something is deprecated, or that it is."""
    found = [text for text in _SENTENCE.split(plain(description)) if "deprecated" in text.lower()]
    return sentence(" ".join(found)) or "Deprecated."


def _facts(schema: Mapping[str, Any]) -> Iterator[str]:
    enum = schema.get("enum")
    if values := [one for one in enum if one is not None] if isinstance(enum, list) else []:
        yield ("One of " if len(values) > 1 else "Always ") + ", ".join(map(_shown, values))
    if "const" in schema:
        yield f"Always {_shown(schema['const'])}"
    yield from _range("", *(_stated(schema.get(name)) for name in ("minimum", "maximum")))
    for name, words in _OTHER_BOUNDS.items():
        if (bound := _stated(schema.get(name))) is not None:
            yield f"{words} {bound}"
    yield from _range(" characters", schema.get("minLength"), schema.get("maxLength"))
    yield from _range(" items", schema.get("minItems"), schema.get("maxItems"))
    if schema.get("default") is not None:
        yield f"Default of the server: {_shown(schema['default'])}"


def _stated(bound: Any) -> Any:
    """Return a bound as it is written in the document, or None for the largest number of a format, which restricts no caller."""
    if not isinstance(bound, int | float) or abs(bound) in _LARGEST or abs(bound) - 1 in _LARGEST:
        return None
    return int(bound) if bound == int(bound) else bound


def _range(unit: str, low: Any, high: Any) -> Iterator[str]:
    if low == 1 and high is None and unit:
        yield "Not empty"
    elif low is not None and high is not None:
        yield f"From {low} to {high}{unit}"
    elif low is not None:
        yield f"At least {low}{unit}"
    elif high is not None:
        yield f"At most {high}{unit}"


def _shown(value: Any) -> str:
    return f"`{plain(str(value))}`"


def example_of(described: Mapping[str, Any], schema: Mapping[str, Any]) -> Any:
    """Return an example value: that of the parameter, else of the schema, else its first enum value, else None."""
    for holder in (described, schema):
        if "example" in holder:
            return holder["example"]
        examples = holder.get("examples")
        if isinstance(examples, list) and examples:
            return examples[0]
    values = schema.get("enum")
    return values[0] if isinstance(values, list) and values else None
