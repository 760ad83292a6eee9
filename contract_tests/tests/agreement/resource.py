"""A resource, `things`, of a document that is drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

EXAMPLE_ID: Final = "thing_1CCq9NurjJBRehCVCe8XQY"
EXAMPLE_KEY: Final = "thing1"
#: The actions of each kind of resource: the server chooses the id, the client chooses the key, or one item exists without an id.
ACTIONS: Final = {
    "created": ("list", "count", "create", "get", "update", "delete"),
    "keyed": ("list", "count", "put", "get", "update", "delete"),
    "single": ("get", "update"),
}


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
    ``schemes`` are the HTTP authentication schemes. ``kind`` is one of `ACTIONS`, and ``key`` the characters of a key that clients choose.
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
    kind: str = "created"
    key: str = "A-Za-z0-9-"

    @property
    def actions(self) -> tuple[str, ...]:
        """The actions that the resource has."""
        return tuple(one for one in ACTIONS[self.kind] if one not in self.without)

    @property
    def is_single(self) -> bool:
        """Whether one item exists, without an id."""
        return self.kind == "single"

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
