"""What is known of a new resource before its files are written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from generator.scaffold.names import Names

Schema = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Parent:
    """An item above the collection: the name of its id, the component of its path parameter, and the property with the id."""

    id_name: str
    component: str
    property: Schema


@dataclass(frozen=True, slots=True)
class Place:
    """Where the collection is: its path, the items above it (outermost first), and the name of the nearest one in texts."""

    path: str
    parents: tuple[Parent, ...] = ()
    owner: str = ""

    @property
    def owned_by(self) -> str:
        """The owner in a text: ``a project``, or ``the account``."""
        return f"a {self.owner}" if self.owner else "the account"


@dataclass(slots=True)
class Object:
    """The properties of an object, and which of them are required."""

    properties: dict[str, Schema] = field(default_factory=dict)
    required: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Texts:
    """The summary and the description of an operation."""

    summary: str
    description: str


@dataclass(frozen=True, slots=True)
class Perform:
    """A custom action: its texts, and whether it returns the item."""

    texts: Texts
    returns: bool


@dataclass(slots=True)
class Notes:
    """What was inferred and should be checked, and what was left out. Each is one line."""

    inferred: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Draft:
    """A resource in house style.

    ``texts`` has an entry for each action that the resource has. ``filters`` maps names of components to query parameters,
    ``performs`` maps the last segments of custom actions to them, and ``components`` names of schemas to schemas. ``shared`` are the filters
    that the document has already. With ``is_single``, the resource is one item without an id.
    """

    names: Names
    place: Place
    id_example: str
    item: Object
    create: Object | None
    update: Object | None
    texts: Mapping[str, Texts]
    performs: Mapping[str, Perform]
    filters: Mapping[str, Schema]
    sorts: list[str]
    components: Mapping[str, Schema]
    notes: Notes
    shared: frozenset[str] = frozenset()
    put: Object | None = None
    is_single: bool = False
