"""Strategies for schemas of every valid form and for some invalid ones."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from generator.tests.fuzz.texts import NAMES, PLAIN_NAMES, PYTHON_NAMES, TEXTS

Json = dict[str, Any]

_NAMES = (*PLAIN_NAMES, *NAMES, *PYTHON_NAMES)


# Composites, so that hypothesis shows the name of the strategy instead of hundreds of values.
@st.composite
def _some_name(draw: st.DrawFn) -> str:
    return draw(st.sampled_from(_NAMES))


@st.composite
def _some_text(draw: st.DrawFn) -> str:
    return draw(st.sampled_from(TEXTS) | st.text(max_size=8))


names = _some_name()
texts = _some_text()
numbers = st.sampled_from(
    (0, -0.0, 1, -1, 0.5, 100, 2**31, 2**53 + 1, 10**400, -(10**40), 1e-300, 1e300, 1.0, float(2**63))
)
scalars = texts | numbers | names | st.sampled_from((None, True, False))
values = scalars | st.lists(scalars, max_size=2) | st.dictionaries(names, scalars, max_size=2) | st.just([[[{}]]])

types = st.sampled_from(("string", "integer", "number", "boolean", "array", "object", "null"))
formats = st.sampled_from(
    ("date", "date-time", "uuid", "password", "uri", "binary", "byte", "int32", "double", "email", "nonsense", "")
)

_FACTS: tuple[tuple[str, st.SearchStrategy[Any]], ...] = (
    ("title", texts | names),
    ("description", texts),
    ("default", values),
    ("example", values),
    ("examples", st.lists(values, max_size=2)),
    ("deprecated", st.booleans()),
    ("readOnly", st.booleans()),
    ("minimum", numbers),
    ("maxLength", st.sampled_from((0, 1, 10**30))),
    ("pattern", st.sampled_from(("^a$", "(?i)x", '"', "\\d+", '"""', "\\", "[", "\\p{L}", "(?P<a>b)"))),
    ("format", formats),
    ("nullable", st.booleans()),
    ("discriminator", st.just({"propertyName": "kind"})),
    ("$comment", texts),
    ("uniqueItems", st.booleans()),
    ("required", st.lists(names, max_size=3)),
)
facts = st.sampled_from(_FACTS).flatmap(lambda fact: fact[1].map(lambda value: {fact[0]: value}))


def references(schema_names: tuple[str, ...]) -> st.SearchStrategy[Json]:
    """Return references to these schemas, including recursive ones."""
    return st.sampled_from([{"$ref": f"#/components/schemas/{name}"} for name in schema_names])


def _leaves(schema_names: tuple[str, ...]) -> st.SearchStrategy[Json]:
    simple = st.builds(lambda kind: {"type": kind}, types)
    several = st.builds(lambda kinds: {"type": kinds}, st.lists(types, min_size=1, max_size=3, unique=True))
    enums = st.builds(lambda found: {"enum": found}, st.lists(scalars, min_size=1, max_size=3))
    words = st.builds(
        lambda found: {"type": "string", "enum": found}, st.lists(texts | names, min_size=1, max_size=4, unique=True)
    )
    numbered = st.builds(lambda found: {"type": "integer", "enum": found}, st.lists(numbers, min_size=1, max_size=3))
    constants = st.builds(lambda value: {"const": value}, scalars)
    formatted = st.builds(lambda form: {"type": "string", "format": form}, formats)
    plain = simple | formatted | several | enums | words | numbered | constants | references(schema_names) | st.just({})
    return plain | st.builds(lambda schema, fact: schema | fact, plain, facts)


def _containers(inner: st.SearchStrategy[Json]) -> st.SearchStrategy[Json]:
    members = st.dictionaries(names, inner, max_size=3)
    objects = st.builds(
        lambda found, more: {"type": "object", "properties": found, "required": [*found][::2]} | more,
        members,
        st.sampled_from(({}, {"additionalProperties": False}, {"additionalProperties": True}, {"title": "class"})),
    )
    maps = st.builds(lambda of: {"type": "object", "additionalProperties": of}, inner)
    arrays = st.builds(lambda of: {"type": "array", "items": of}, inner)
    tuples = st.builds(lambda of: {"type": "array", "prefixItems": of}, st.lists(inner, min_size=1, max_size=2))
    choices = st.builds(
        lambda keyword, of: {keyword: of},
        st.sampled_from(("allOf", "anyOf", "oneOf")),
        st.lists(inner, min_size=1, max_size=3),
    )
    mixed = st.builds(lambda one, other: one | other, choices, objects)
    odd = st.builds(
        lambda keyword, of: {keyword: of}, st.sampled_from(("not", "if", "contains", "propertyNames", "items")), inner
    )
    return objects | maps | arrays | tuples | choices | mixed | odd


@st.composite
def schemas(draw: st.DrawFn, schema_names: tuple[str, ...]) -> Json:
    """Return a schema that can refer to schemas of these names."""
    return draw(st.recursive(_leaves(schema_names), _containers, max_leaves=5))
