"""A resource, `things`, and the schemas that a maintainer would write for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

EXAMPLE_ID: Final = "thing_1CCq9NurjJBRehCVCe8XQY"
_TIME: Final = "2024-02-05T00:00:00+01:00"


@dataclass(frozen=True, slots=True)
class Property:
    """A property of the resource: its schema, and whether a create and an update take it.

    ``create`` is ``required``, ``optional`` or ``never``; ``present`` is whether every item has it.
    """

    schema: Mapping[str, Any]
    create: str = "optional"
    update: bool = True
    present: bool = False


@dataclass(frozen=True, slots=True)
class Resource:
    """The resource. ``filters`` maps properties to their ``x-filter``; ``inherited`` properties are in an `allOf`.

    ``components`` are other schemas by name. With ``expand``, operations have a query parameter without effect.
    """

    properties: Mapping[str, Property]
    filters: Mapping[str, str] = field(default_factory=dict)
    sorts: Sequence[str] = ("created_at",)
    inherited: frozenset[str] = frozenset()
    components: Mapping[str, Any] = field(default_factory=dict)
    expand: bool = False


def component(kind: str, name: str) -> dict[str, str]:
    """Return a reference to a component."""
    return {"$ref": f"#/components/{kind}/{name}"}


def schemas_of(resource: Resource) -> dict[str, Any]:
    """Return the schemas of the resource by name."""
    generated = {
        "thing_id": {
            "type": "string",
            "pattern": "^thing_[1-9A-HJ-NP-Za-km-z]{22}$",
            "readOnly": True,
            "description": "The id of the thing.",
            "x-generate": {"kind": "id", "prefix": "thing_"},
            "examples": [EXAMPLE_ID],
        },
        "created_at": {
            "type": "string",
            "format": "date-time",
            "readOnly": True,
            "description": "The time of its creation.",
            "x-generate": {"kind": "now"},
            "examples": [_TIME],
        },
    }
    everything = {name: dict(one.schema) for name, one in resource.properties.items()}
    always = [name for name, one in resource.properties.items() if one.present]
    own = {name: schema for name, schema in everything.items() if name not in resource.inherited}
    thing: dict[str, Any] = {
        "type": "object",
        "description": "A thing.",
        "required": ["thing_id", "created_at", *(name for name in always if name in own)],
        "properties": generated | own,
    }
    schemas: dict[str, Any] = {}
    if resource.inherited:
        thing["allOf"] = [component("schemas", "Base")]
        schemas["Base"] = {
            "type": "object",
            "description": "What things share.",
            "required": [name for name in always if name not in own],
            "properties": {name: everything[name] for name in everything if name not in own},
        }
    creates = {name: one for name, one in resource.properties.items() if one.create != "never"}
    schemas["Thing"] = thing
    schemas["ThingCreate"] = {
        "type": "object",
        "description": "A new thing.",
        "required": [name for name, one in creates.items() if one.create == "required"],
        "additionalProperties": False,
        "properties": {name: dict(one.schema) for name, one in creates.items()},
    }
    updates = {name: one for name, one in resource.properties.items() if one.update}
    schemas["ThingUpdate"] = {
        "type": "object",
        "description": "What to change.",
        "required": [],
        "additionalProperties": False,
        "properties": {
            name: {key: value for key, value in one.schema.items() if key != "default"} for name, one in updates.items()
        },
    }
    schemas["ThingPage"] = {
        "type": "object",
        "description": "A page of things.",
        "required": ["items", "pagination", "links"],
        "properties": {
            "items": {
                "type": "array",
                "maxItems": 100,
                "description": "The things.",
                "items": component("schemas", "Thing"),
            },
            "pagination": component("schemas", "Pagination"),
            "links": {"type": "array", "description": "Links.", "items": component("schemas", "Link")},
        },
    }
    return schemas | dict(resource.components)
