"""A resource, `things`, and the schemas that a maintainer would write for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

EXAMPLE_ID: Final = "thing_1CCq9NurjJBRehCVCe8XQY"
_END: Final = {"description": "When it ends."}
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
class Lifetime:
    """A time some seconds after the creation: a constant number, or the property ``ttl`` with these bounds.

    With ``deletes``, an item is deleted then, or marked and deleted ``marked`` seconds later, if these are not 0.
    """

    seconds: int | None = None
    bounds: tuple[int, int] = (1, 2**31 - 1)
    required: bool = False
    deletes: bool = True
    marked: int = 0


@dataclass(frozen=True, slots=True)
class Report:
    """A report of the account: the values of its groups, whether rows have a day, and its query parameters."""

    groups: Mapping[str, Sequence[str]]
    has_day: bool
    figure: str
    parameters: Sequence[Mapping[str, Any]]

    @property
    def is_grouped(self) -> bool:
        """Whether a parameter splits the rows."""
        return any(one.get("x-effect") == "group" for one in self.parameters)


@dataclass(frozen=True, slots=True)
class Perform:
    """A custom action: its `x-effect`, and whether it returns the item."""

    effect: Any
    returns: bool = True


@dataclass(frozen=True, slots=True)
class Resource:
    """The resource. ``filters`` maps properties to their ``x-filter``; ``inherited`` properties are in an `allOf`.

    ``components`` are other schemas by name. With ``expand``, operations have a query parameter without effect. With ``updated``, items
    have the time of their last update. ``other_filters`` are query parameters that filter by another or a nested property. ``without`` are
    the actions that the resource lacks. ``report`` is a report of the account. ``performs`` are custom
    actions by name. ``served`` are properties that no request sets. With ``ends``, an update can set a time by a word.
    ``schemes`` are the HTTP authentication schemes.
    """

    properties: Mapping[str, Property]
    filters: Mapping[str, str] = field(default_factory=dict)
    sorts: Sequence[str] = ("created_at",)
    inherited: frozenset[str] = frozenset()
    components: Mapping[str, Any] = field(default_factory=dict)
    expand: bool = False
    updated: bool = False
    lifetime: Lifetime | None = None
    other_filters: Sequence[Mapping[str, Any]] = ()
    without: frozenset[str] = frozenset()
    report: Report | None = None
    performs: Mapping[str, Perform] = field(default_factory=dict)
    served: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    ends: bool = False
    schemes: Sequence[str] = ("basic",)

    @property
    def is_unique(self) -> bool:
        """Whether a property is unique (``x-unique``), so that a create or an update can be a 409."""
        return any("x-unique" in one.schema for one in self.properties.values())


def of_seconds(lifetime: Lifetime, *, update: bool) -> Property:
    """Return the property with the seconds of a lifetime."""
    low, high = lifetime.bounds
    types = "integer" if lifetime.required else ["integer", "null"]
    schema = {"type": types, "minimum": low, "maximum": high, "description": "A lifetime.", "examples": [high]}
    return Property(schema, "required" if lifetime.required else "optional", update, present=lifetime.required)


def component(kind: str, name: str) -> dict[str, str]:
    """Return a reference to a component."""
    return {"$ref": f"#/components/{kind}/{name}"}


def _time(description: str, generate: Mapping[str, Any], *, nullable: bool = False) -> dict[str, Any]:
    return {
        "type": ["string", "null"] if nullable else "string",
        "format": "date-time",
        "readOnly": True,
        "description": description,
        "x-generate": generate,
        "examples": [_TIME],
    }


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
        "thing_id": {
            "type": "string",
            "pattern": "^thing_[1-9A-HJ-NP-Za-km-z]{22}$",
            "readOnly": True,
            "description": "The id of the thing.",
            "x-generate": {"kind": "id", "prefix": "thing_"},
            "examples": [EXAMPLE_ID],
        },
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
    schemas["ThingCreate"] = {
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
    if "update" in resource.without:
        del schemas["ThingUpdate"]
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
