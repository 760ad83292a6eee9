"""The constraints of a schema: each keyword as a label, with values to show as code. No keyword is left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from generator.site.text import to_json


@dataclass(frozen=True, slots=True)
class Fact:
    """One constraint of a value: ``label`` in words, and ``values`` as code."""

    label: str
    values: tuple[str, ...] = ()


# Keywords that a page shows elsewhere: type, texts, examples, subschemas and flags.
_ELSEWHERE = frozenset(
    {
        *("$ref", "type", "format", "title", "description", "example", "examples", "required", "properties", "items"),
        *("allOf", "anyOf", "oneOf", "deprecated", "readOnly", "writeOnly"),
    }
)
_RANGES = {
    ("minimum", "maximum"): "",
    ("minLength", "maxLength"): " characters",
    ("minItems", "maxItems"): " items",
    ("minProperties", "maxProperties"): " properties",
}
_LABELS = {
    "exclusiveMinimum": "More than",
    "exclusiveMaximum": "Less than",
    "multipleOf": "A multiple of",
    "pattern": "Pattern",
    "default": "Default",
    "const": "Always",
}


def facts(schema: Mapping[str, Any]) -> list[Fact]:
    """Return the constraints of a schema, in a fixed order."""
    covered = {keyword for pair in _RANGES for keyword in pair} | {
        *_LABELS,
        "enum",
        "uniqueItems",
        "additionalProperties",
    }
    found = [*_values(schema), *_ranges(schema)]
    found += [Fact(label, (shown(schema[keyword]),)) for keyword, label in _LABELS.items() if keyword in schema]
    if schema.get("uniqueItems") is True:
        found.append(Fact("Unique items"))
    if schema.get("additionalProperties") is False:
        found.append(Fact("No other properties"))
    rest = sorted(key for key in schema if key not in covered | _ELSEWHERE and not key.startswith("x-"))
    return found + [Fact(keyword, (shown(schema[keyword]),)) for keyword in rest]


def shown(value: Any) -> str:
    """Return a value as code: text unchanged, anything else as JSON on one line."""
    return value if isinstance(value, str) else " ".join(to_json(value).split())


def _values(schema: Mapping[str, Any]) -> Iterator[Fact]:
    values = schema.get("enum")
    if values:
        yield Fact("One of" if len(values) > 1 else "Only", tuple(map(shown, values)))


def _ranges(schema: Mapping[str, Any]) -> Iterator[Fact]:
    for (least, most), unit in _RANGES.items():
        low, high = schema.get(least), schema.get(most)
        if low == 1 and high is None and unit:
            yield Fact("Not empty")
        elif low is not None and high is not None:
            yield Fact(f"From {low} to {high}{unit}")
        elif low is not None:
            yield Fact(f"At least {low}{unit}")
        elif high is not None:
            yield Fact(f"At most {high}{unit}")
