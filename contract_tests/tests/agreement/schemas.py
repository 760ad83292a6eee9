"""The schemas that a maintainer would write for a resource."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from contract_tests.tests.agreement.resource import (
    EXAMPLE_ID,
    EXAMPLE_KEY,
    Lifetime,
    Report,
    Resource,
    component,
)

_END: Final = {"description": "When it ends."}
_TIME: Final = "2024-02-05T00:00:00+01:00"


def _time(description: str, generate: Mapping[str, Any], *, nullable: bool = False) -> dict[str, Any]:
    return {
        "type": ["string", "null"] if nullable else "string",
        "format": "date-time",
        "readOnly": True,
        "description": description,
        "x-generate": generate,
        "examples": [_TIME],
    }


def _id_of(resource: Resource) -> dict[str, Any]:
    """Return where the id comes from, and its form."""
    if resource.kind == "keyed":
        return {"pattern": f"^[{resource.key}]{{1,35}}$", "examples": [EXAMPLE_KEY]}
    generate = {"kind": "id", "prefix": "thing_"}
    return {"pattern": "^thing_[1-9A-HJ-NP-Za-km-z]{22}$", "x-generate": generate, "examples": [EXAMPLE_ID]}


def _of_lifetime(lifetime: Lifetime) -> dict[str, Any]:
    """Return the properties of a lifetime that the server sets."""
    generate = {"kind": "after", "time": "created_at", "seconds": lifetime.seconds or "ttl"}
    found = {
        "expires_at": _time("The time of its end.", generate, nullable=not (lifetime.seconds or lifetime.required))
    }
    if lifetime.deletes and lifetime.marked:
        flag = {"type": "boolean", "default": False, "readOnly": True, "description": "Whether its time is over."}
        found["expired"] = flag
    return found


def schemas_of(resource: Resource) -> dict[str, Any]:
    """Return the schemas of the resource by name."""
    generated = {
        "thing_id": {"type": "string", "readOnly": True, "description": "The id of the thing.", **_id_of(resource)},
        "created_at": _time("The time of its creation.", {"kind": "now"}),
    }
    if resource.updated:
        generated["updated_at"] = _time("The time of its last update.", {"kind": "updated"})
    lifetime = resource.lifetime
    if lifetime is not None:
        generated |= _of_lifetime(lifetime)
    generated |= {name: {**one, "readOnly": True} for name, one in resource.served.items()}
    if resource.ends:
        generated["ends_at"] = {**_END, "type": ["string", "null"], "format": "date-time", "default": None}
    everything = {name: dict(one.schema) for name, one in resource.properties.items()}
    always = [name for name, one in resource.properties.items() if one.present]
    own = {name: schema for name, schema in everything.items() if name not in resource.inherited}
    thing: dict[str, Any] = {
        "type": "object",
        "description": "A thing.",
        "required": ["thing_id", "created_at", *resource.served, *(name for name in always if name in own)],
        "properties": generated | own,
    }
    if lifetime is not None and lifetime.deletes:
        marked = {"flag": "expired", "seconds": lifetime.marked} if lifetime.marked else {}
        thing["x-expire"] = {"at": "expires_at", **marked}
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
    schemas["ThingPut" if resource.kind == "keyed" else "ThingCreate"] = {
        "type": "object",
        "description": "A new thing.",
        "required": [name for name, one in creates.items() if one.create == "required"],
        "additionalProperties": False,
        "properties": {name: _without(one.schema, "x-unique") for name, one in creates.items()},
    }
    updates = {name: one for name, one in resource.properties.items() if one.update}
    schemas["ThingUpdate"] = {
        "type": "object",
        "description": "What to change.",
        "required": [],
        "additionalProperties": False,
        "properties": {name: _without(one.schema, "x-unique", "default") for name, one in updates.items()},
    }
    if resource.ends:
        word = {**_END, "type": "string", "enum": ["next"], "x-set": {"next": "start_of_next_month"}}
        schemas["ThingUpdate"]["properties"]["ends_at"] = word
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
    lacking = {"ThingUpdate"} if "update" in resource.without else set()
    lacking |= {"ThingCreate", "ThingPage"} if resource.is_single else set()
    schemas = {name: one for name, one in schemas.items() if name not in lacking}
    return schemas | dict(resource.components) | (_schemas_of_report(resource.report) if resource.report else {})


def _without(schema: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in schema.items() if name not in names}


def _schemas_of_report(report: Report) -> dict[str, Any]:
    row: dict[str, Any] = {
        name: {"type": "string", "enum": list(values), "description": "A group.", "x-generate": {"kind": "group"}}
        for name, values in report.groups.items()
    }
    if report.has_day:
        row["day"] = {"type": "string", "format": "date", "description": "The day.", "x-generate": {"kind": "day"}}
    amount = {"kind": report.figure, "low": 0, "high": 50}
    splits = [] if report.is_grouped else [*row]
    row["plays"] = {"type": "integer", "minimum": 0, "description": "The plays.", "x-generate": amount}
    items = {"type": "array", "description": "The rows.", "items": component("schemas", "PlaysRow")}
    return {
        "PlaysRow": {"type": "object", "description": "A row.", "required": [*splits, "plays"], "properties": row},
        "Plays": {"type": "object", "description": "Plays.", "required": ["items"], "properties": {"items": items}},
    }
