"""Hypothesis strategies of schemas over the vocabulary that the lint accepts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from hypothesis import strategies as st

from apivideo_admin_contract.values.samples import sample

_FORMATS: Final = (
    *("date", "date-time", "uuid", "email", "hostname", "ipv4", "ipv6", "uri", "uri-reference", "password"),
    *("time", "duration", "json-pointer", "regex", "idn-email", "iri", "uri-template"),
)
#: Patterns with a text that matches.
_PATTERNS: Final = {
    "^[a-z]{2,5}$": "abc",
    "^(?<year>[0-9]{4})$": "2026",
    "^\\p{Lu}+$": "ABC",
    "b": "abc",
    "^v[0-9]+$": "v1",
}
#: Formats with few values, and the length in characters that a unique text may have at least.
_FEW: Final = ("date", "date-time", "time", "duration", "ipv4")
_LONG: Final = 30


def _bounds(low: str, high: str, values: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Return a strategy for none, one or both of two bounds, in order."""

    def pick(drawn: tuple[Any, Any, int]) -> dict[str, Any]:
        (one, other), which = sorted(drawn[:2]), drawn[2]
        return {name: value for bit, name, value in ((1, low, one), (2, high, other)) if which & bit}

    return st.tuples(values, values, st.integers(0, 3)).map(pick)


_texts = st.one_of(
    st.just({}),
    _bounds("minLength", "maxLength", st.integers(0, 30)),
    st.sampled_from(_FORMATS).map(lambda name: {"format": name}),
    st.builds(
        lambda name, bounds: {"format": name, **bounds}, st.sampled_from(("uri", "email")), st.just({"maxLength": 40})
    ),
    st.sampled_from(sorted(_PATTERNS)).map(lambda one: {"pattern": one, "examples": [_PATTERNS[one]]}),
    st.sampled_from((["a"], ["a", "b"], ["b", "a", "B"], ["one two", "three"])).map(lambda one: {"enum": one}),
    st.just({"const": "fixed"}),
).map(lambda keywords: {"type": "string", **keywords})

_integers = st.one_of(
    st.just({}),
    _bounds("minimum", "maximum", st.integers(-50, 50)),
    _bounds("exclusiveMinimum", "maximum", st.integers(-50, 50)).filter(
        lambda one: one.get("maximum", 99) > one.get("exclusiveMinimum", -99)
    ),
    st.sampled_from((2, 5)).map(lambda step: {"multipleOf": step}),
    st.sampled_from(([1], [3, 1, 2])).map(lambda one: {"enum": one}),
    st.just({"format": "int32", "minimum": 0, "maximum": 2**31 - 1}),
).map(lambda keywords: {"type": "integer", **keywords})

_numbers = st.one_of(
    st.just({}),
    _bounds("minimum", "maximum", st.sampled_from((-2.5, 0, 0.25, 1, 4, 100.5))),
    st.just({"exclusiveMinimum": 0, "maximum": 1}),
    st.just({"exclusiveMinimum": 0, "exclusiveMaximum": 1}),
    st.just({"multipleOf": 0.5}),
).map(lambda keywords: {"type": "number", **keywords})

_booleans = st.just({"type": "boolean"})
scalars = st.one_of(_texts, _integers, _numbers, _booleans)


def _array(items: Mapping[str, Any], bounds: Mapping[str, Any], unique: dict[str, bool]) -> dict[str, Any]:
    return {"type": "array", "items": items, **bounds, **unique}


arrays = st.builds(
    _array, scalars, _bounds("minItems", "maxItems", st.integers(0, 3)), st.sampled_from(({}, {"uniqueItems": True}))
)


@st.composite
def objects(draw: st.DrawFn) -> dict[str, Any]:
    properties = draw(st.dictionaries(st.sampled_from(("width", "height", "unit")), scalars, min_size=1, max_size=3))
    return {
        "type": "object",
        "description": "A part.",
        "required": sorted(name for name in properties if draw(st.booleans())),
        "additionalProperties": False,
        "properties": {name: {**schema, "description": "A value."} for name, schema in properties.items()},
    }


def nullable(schema: dict[str, Any]) -> dict[str, Any]:
    if "$ref" in schema or "const" in schema:
        return {"anyOf": [schema, {"type": "null"}]}
    values = {"enum": [*schema["enum"], None]} if "enum" in schema else {}
    return {**schema, **values, "type": [schema["type"], "null"]}


def value_of(schema: Mapping[str, Any], components: Mapping[str, Any]) -> Any:
    """Return a sample of a schema, or raise UnsupportedError."""
    if "$ref" in schema:
        return sample(components[str(schema["$ref"]).rpartition("/")[2]])
    if "anyOf" in schema:
        return value_of(schema["anyOf"][0], components)
    return sample(schema)


def uniqueness(schema: Mapping[str, Any]) -> st.SearchStrategy[dict[str, bool]]:
    """Return a strategy for the ``x-unique`` of a property, if it can be unique."""
    return st.sampled_from([{}, {}, {"x-unique": True}] if _has_many_texts(schema) else [{}])


def _has_many_texts(schema: Mapping[str, Any]) -> bool:
    """Whether a property can be unique: a text with many values, and without a default."""
    is_limited = {"enum", "const", "pattern", "anyOf", "default"} & {*schema} or schema.get("maxLength", 99) < _LONG
    is_text = schema.get("type") in ("string", ["string", "null"])
    return is_text and not is_limited and schema.get("format") not in _FEW
