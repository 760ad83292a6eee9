"""A Hypothesis strategy of resources over the vocabulary of schemas that the lint accepts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from hypothesis import strategies as st

from apivideo_admin_contract.document.references import UnsupportedError
from apivideo_admin_contract.values.samples import sample
from contract_tests.tests.agreement.filters import COMPARISONS, filter_by, other_filters, plain_type, reports
from contract_tests.tests.agreement.resource import Lifetime, Perform, Property, Resource, of_seconds

_PLAIN: Final = {"string", "integer", "number", "boolean"}
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
#: The actions that a resource may lack.
_WITHOUT: Final = ((), (), ("count",), ("get",), ("get", "count"), ("get", "update"))
#: Formats with few values, and the length in characters that a unique text may have at least.
_FEW: Final = ("date", "date-time", "time", "duration", "ipv4")
_LONG: Final = 30
_NAMES: Final = ("alpha", "beta", "gamma", "delta", "class", "for_name", "items", "links")


#: Properties that no request sets.
_SERVED: Final[Mapping[str, Mapping[str, Any]]] = {
    "token": {
        "type": "string",
        "format": "password",
        "description": "A secret.",
        "x-generate": {"kind": "secret", "length": 12},
        "examples": ["exampleexamp"],
    },
    "state": {"type": "string", "enum": ["new", "old"], "default": "new", "description": "The state."},
    "uses": {"type": "integer", "minimum": 0, "default": 0, "description": "How often it was used.", "examples": [0]},
    "notes": {"type": ["string", "null"], "default": None, "description": "Some notes.", "examples": ["a"]},
    "labels": {"type": "array", "items": {"type": "string"}, "default": [], "description": "Some labels."},
}


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
_scalars = st.one_of(_texts, _integers, _numbers, _booleans)


def _array(items: Mapping[str, Any], bounds: Mapping[str, Any], unique: dict[str, bool]) -> dict[str, Any]:
    return {"type": "array", "items": items, **bounds, **unique}


_arrays = st.builds(
    _array, _scalars, _bounds("minItems", "maxItems", st.integers(0, 3)), st.sampled_from(({}, {"uniqueItems": True}))
)


@st.composite
def _objects(draw: st.DrawFn) -> dict[str, Any]:
    properties = draw(st.dictionaries(st.sampled_from(("width", "height", "unit")), _scalars, min_size=1, max_size=3))
    return {
        "type": "object",
        "description": "A part.",
        "required": sorted(name for name in properties if draw(st.booleans())),
        "additionalProperties": False,
        "properties": {name: {**schema, "description": "A value."} for name, schema in properties.items()},
    }


def _nullable(schema: dict[str, Any]) -> dict[str, Any]:
    if "$ref" in schema or "const" in schema:
        return {"anyOf": [schema, {"type": "null"}]}
    values = {"enum": [*schema["enum"], None]} if "enum" in schema else {}
    return {**schema, **values, "type": [schema["type"], "null"]}


def _value(schema: Mapping[str, Any], components: Mapping[str, Any]) -> Any:
    """Return a sample of a schema, or raise UnsupportedError."""
    if "$ref" in schema:
        return sample(components[str(schema["$ref"]).rpartition("/")[2]])
    if "anyOf" in schema:
        return _value(schema["anyOf"][0], components)
    return sample(schema)


@st.composite
def resources(draw: st.DrawFn) -> Resource:
    """Draw a resource. Its examples are valid: a schema without a sample is left out."""
    components: dict[str, Any] = {}
    if draw(st.booleans()):
        components["Part"] = draw(_objects())
    part = {"$ref": "#/components/schemas/Part"}
    properties: dict[str, Property] = {}
    for name in draw(st.lists(st.sampled_from(_NAMES), min_size=1, max_size=4, unique=True)):
        schema = draw(st.one_of(_scalars, _scalars, _arrays, *([st.just(dict(part))] if components else [])))
        if is_nullable := draw(st.integers(0, 3)) == 0:
            schema = _nullable(schema)
        try:
            value = _value(schema, components)
        except UnsupportedError:
            continue
        create = draw(st.sampled_from(("required", "optional")))
        written = {"examples": [value], **schema, "description": f"The {name}."}
        has_default = create == "optional" and not is_nullable and draw(st.integers(0, 3)) == 0 and "$ref" not in schema
        if has_default:
            written["default"] = value
        present = create == "required" or has_default
        written |= draw(_uniqueness(written))
        properties[name] = Property(written, create, update=not properties or draw(st.booleans()), present=present)
    if not properties:
        properties["alpha"] = Property({"type": "string", "description": "The alpha.", "examples": ["a"]})
    if components and not any("Part" in str(one.schema) for one in properties.values()):
        components = {}
    plain = [name for name, one in properties.items() if plain_type(one.schema) in _PLAIN]
    filters = {
        name: "equals" for name in plain if draw(st.booleans()) and "null" not in str(properties[name].schema["type"])
    }
    filters |= {
        name: "contains"
        for name in filters
        if plain_type(properties[name].schema) == "string"
        and properties[name].schema.get("format") not in {"date", "date-time"}
        and draw(st.booleans())
    }
    sorts = ("created_at", *(name for name in plain if draw(st.booleans())))
    inherited = frozenset(name for name in properties if draw(st.integers(0, 4)) == 0)
    lifetime = draw(st.none() | _lifetimes)
    if lifetime is not None and not lifetime.seconds:
        properties["ttl"] = of_seconds(lifetime, update=draw(st.booleans()))
    without, report = frozenset(draw(st.sampled_from(_WITHOUT))), draw(st.none() | reports())
    updated, expand = "update" not in without and draw(st.booleans()), draw(st.integers(0, 4)) == 0
    sorts += ("updated_at",) if updated and draw(st.booleans()) else ()
    sorts += ("expires_at",) if lifetime and draw(st.booleans()) else ()
    others = [
        one
        for name, two in properties.items()
        for one in other_filters(name, two.schema, components)
        if draw(st.booleans())
    ]
    if draw(st.booleans()):
        match = draw(st.sampled_from(COMPARISONS))
        others.append(filter_by("made", match, "created_at", {"type": "string", "format": "date-time"}))
    performs = draw(_performs(properties)) if "get" not in without else {}
    served = {name: schema for name, schema in _SERVED.items() if draw(st.integers(0, 3)) == 0}
    ends = "update" not in without and draw(st.integers(0, 3)) == 0
    return Resource(
        properties,
        filters,
        sorts,
        inherited,
        components,
        expand,
        updated,
        lifetime,
        others,
        without,
        report,
        performs,
        served,
        ends,
        draw(st.sampled_from((("basic",), ("basic",), ("bearer",), ("bearer", "basic")))),
    )


def _uniqueness(schema: Mapping[str, Any]) -> st.SearchStrategy[dict[str, bool]]:
    """Return a strategy for the ``x-unique`` of a property, if it can be unique."""
    return st.sampled_from([{}, {}, {"x-unique": True}] if _has_many_texts(schema) else [{}])


def _has_many_texts(schema: Mapping[str, Any]) -> bool:
    """Whether a property can be unique: a text with many values, and without a default."""
    is_limited = {"enum", "const", "pattern", "anyOf", "default"} & {*schema} or schema.get("maxLength", 99) < _LONG
    is_text = schema.get("type") in ("string", ["string", "null"])
    return is_text and not is_limited and schema.get("format") not in _FEW


@st.composite
def _performs(draw: st.DrawFn, properties: Mapping[str, Property]) -> dict[str, Perform]:
    """Draw custom actions that set some of these properties to their examples, or `created_at` to the present."""
    found = {}
    for name in draw(st.sets(st.sampled_from(("send", "try_again")), max_size=2)):
        settable = [one for one, two in properties.items() if "examples" in two.schema and "x-unique" not in two.schema]
        sets = [one for one in settable if draw(st.booleans())]
        values = {one: properties[one].schema["examples"][0] for one in sets if one != "ttl"}
        now = ["created_at"] if draw(st.booleans()) else []
        effect = {**({"set": values} if values else {}), **({"now": now} if now else {})}
        found[name.replace("_", "-")] = Perform(effect or "none", returns=draw(st.booleans()))
    return found


_lifetimes = st.builds(
    Lifetime,
    seconds=st.none() | st.sampled_from((1, 3600, 3_155_760_000)),
    bounds=st.sampled_from(((0, 3600), (1, 2**31 - 1), (60, 3_155_760_000))),
    required=st.booleans(),
    deletes=st.booleans(),
    marked=st.sampled_from((0, 60)),
)
