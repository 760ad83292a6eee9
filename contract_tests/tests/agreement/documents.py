"""A Hypothesis strategy of resources over the vocabulary of schemas that the lint accepts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from hypothesis import strategies as st

from apivideo_admin_contract.document.references import UnsupportedError
from contract_tests.tests.agreement.filters import COMPARISONS, filter_by, other_filters, plain_type, reports
from contract_tests.tests.agreement.resource import Lifetime, Perform, Property, Resource, of_seconds
from contract_tests.tests.agreement.values import arrays, nullable, objects, scalars, uniqueness, value_of

#: The kinds of resource that are drawn. The others of `ACTIONS` have cases in `test_agreement`.
_KINDS: Final = ("created",)
_PLAIN: Final = {"string", "integer", "number", "boolean"}
#: The actions that a resource may lack.
_WITHOUT: Final = ((), (), ("count",), ("get",), ("get", "count"), ("get", "update"))
_WITHOUT_OF_KEYED: Final = (("update",), ("update",), (), ("count", "update"), ("get", "update"), ("delete",))
#: The characters of a key.
_KEYS: Final = ("A-Za-z0-9-", "A-Za-z0-9_.-", "A-Za-z0-9")
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


@st.composite
def resources(draw: st.DrawFn) -> Resource:
    """Draw a resource: a collection, whose items have an id or a key that the client chooses, or an item without an id."""
    components = {"Part": draw(objects())} if draw(st.booleans()) else {}
    kind = draw(st.sampled_from(_KINDS))
    properties = draw(_properties(components, is_single=kind == "single"))
    if components and not any("Part" in str(one.schema) for one in properties.values()):
        components = {}
    schemes = draw(st.sampled_from((("basic",), ("basic",), ("bearer",), ("bearer", "basic"))))
    shared = {
        "components": components,
        "inherited": frozenset(name for name in properties if draw(st.integers(0, 4)) == 0),
        "expand": draw(st.integers(0, 4)) == 0,
        "report": draw(st.none() | reports()),
        "served": {name: schema for name, schema in _SERVED.items() if draw(st.integers(0, 3)) == 0},
        "schemes": schemes,
        "kind": kind,
    }
    if kind == "single":
        return draw(_singles(properties, shared))
    return draw(_collections(properties, shared))


@st.composite
def _singles(draw: st.DrawFn, properties: Mapping[str, Property], shared: Mapping[str, Any]) -> Resource:
    """Draw an item without an id, which no request creates or deletes."""
    without = frozenset(draw(st.sampled_from(((), (), ("update",), ("get",)))))
    can_change = "update" not in without
    return Resource(
        properties,
        sorts=(),
        without=without,
        updated=can_change and draw(st.booleans()),
        lifetime=draw(st.none() | st.just(Lifetime(3600, deletes=False))),
        ends=can_change and draw(st.integers(0, 3)) == 0,
        **shared,
    )


@st.composite
def _collections(draw: st.DrawFn, properties: dict[str, Property], shared: Mapping[str, Any]) -> Resource:
    """Draw a collection, with filters, sorts, lifetimes and custom actions."""
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
    is_keyed = shared["kind"] == "keyed"
    without = frozenset(draw(st.sampled_from(_WITHOUT_OF_KEYED if is_keyed else _WITHOUT)))
    can_change = "update" not in without
    lifetime = draw(st.none() | _lifetimes)
    if lifetime is not None and not lifetime.seconds:
        properties = {**properties, "ttl": of_seconds(lifetime, update=draw(st.booleans()))}
    updated = (can_change or is_keyed) and draw(st.booleans())
    sorts += ("updated_at",) if updated and draw(st.booleans()) else ()
    sorts += ("expires_at",) if lifetime and draw(st.booleans()) else ()
    others = [
        one
        for name, two in properties.items()
        for one in other_filters(name, two.schema, shared["components"])
        if draw(st.booleans())
    ]
    if draw(st.booleans()):
        match = draw(st.sampled_from(COMPARISONS))
        others.append(filter_by("made", match, "created_at", {"type": "string", "format": "date-time"}))
    return Resource(
        properties,
        filters,
        sorts,
        updated=updated,
        lifetime=lifetime,
        other_filters=others,
        without=without,
        performs=draw(_performs(properties)) if "get" not in without else {},
        ends=can_change and draw(st.integers(0, 3)) == 0,
        key=draw(st.sampled_from(_KEYS)),
        **shared,
    )


@st.composite
def _properties(draw: st.DrawFn, components: Mapping[str, Any], *, is_single: bool) -> dict[str, Property]:
    """Draw properties with valid examples: a schema without a sample is left out.

    Those of an item without an id have defaults, as no request creates it.
    """
    part = {"$ref": "#/components/schemas/Part"}
    properties: dict[str, Property] = {}
    for name in draw(st.lists(st.sampled_from(_NAMES), min_size=1, max_size=4, unique=True)):
        schema = draw(st.one_of(scalars, scalars, arrays, *([st.just(dict(part))] if components else [])))
        is_nullable = draw(st.integers(0, 3)) == 0 or (is_single and "$ref" in schema)
        if is_nullable:
            schema = nullable(schema)
        try:
            value = value_of(schema, components)
        except UnsupportedError:
            continue
        written = {"examples": [value], **schema, "description": f"The {name}."}
        update = not properties or draw(st.booleans())
        if is_single:
            written["default"] = None if is_nullable else value
            properties[name] = Property(written, "never", update, present=True)
            continue
        create = draw(st.sampled_from(("required", "optional")))
        has_default = create == "optional" and not is_nullable and draw(st.integers(0, 3)) == 0 and "$ref" not in schema
        if has_default:
            written["default"] = value
        written |= draw(uniqueness(written))
        properties[name] = Property(written, create, update, present=create == "required" or has_default)
    if not properties:
        default = {"default": "a"} if is_single else {}
        alpha = {"type": "string", "description": "The alpha.", "examples": ["a"], **default}
        properties["alpha"] = Property(alpha, "never" if is_single else "optional", present=is_single)
    return properties


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
