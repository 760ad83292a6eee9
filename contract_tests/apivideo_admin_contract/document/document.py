"""The document: its operations and collections. `reading` parses it, independently of the mock's own parser."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from apivideo_admin_contract.document.parameter import Parameter, Schema
from apivideo_admin_contract.document.security import Scheme

Row = dict[str, Any]
"""An item as JSON."""

Ids = tuple[str, ...]
"""The ids in a path, the outermost first."""

_PATH_PARAMETER = re.compile(r"\{([^{}]+)\}")
#: The keyword that `read_document` adds to the seconds that an item exists: the least number to send, so that it outlives a check.
LONG_LIFE: Final = "x-long-life"
#: A key that no check creates an item under. Keys have letters and digits only, which every key can have.
NEW_KEY: Final = "key0"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Operation:
    """An operation.

    ``node`` is its JSON object with every ``$ref`` resolved, ``action`` its ``x-action``. ``status`` is the documented success status, and
    ``statuses`` are all documented ones. ``payload`` and ``response`` are the schemas of the request body and of the success response.

    A put is a create too, with the path of an item: ``key`` is the name of the path parameter that the client chooses, empty for any other
    operation, and its ``status`` is that of a new item.
    """

    id: str
    method: str
    path: str
    action: str
    node: Mapping[str, Any]
    query: tuple[Parameter, ...]
    payload: Schema | None
    status: int
    statuses: frozenset[int]
    response: Schema | None
    key: str = ""

    def __repr__(self) -> str:
        return self.id

    @property
    def successes(self) -> frozenset[int]:
        """The documented success statuses: two of a put, one of any other operation."""
        return frozenset(status for status in self.statuses if status < 300)

    @property
    def path_parameters(self) -> tuple[str, ...]:
        """The names of the path parameters, outermost first."""
        return tuple(_PATH_PARAMETER.findall(self.path))

    @property
    def filters(self) -> tuple[Parameter, ...]:
        """The query parameters with an ``x-filter``."""
        return tuple(parameter for parameter in self.query if parameter.match)

    @property
    def parameters(self) -> Mapping[str, Parameter]:
        """The query parameters by name."""
        return {parameter.name: parameter for parameter in self.query}

    @property
    def properties(self) -> Mapping[str, Schema]:
        """The properties of the request body; empty for an operation without one."""
        return self.payload.get("properties", {}) if self.payload else {}

    @property
    def effect(self) -> Mapping[str, Any]:
        """What a custom action changes (``x-effect``): properties to ``set``, and names of properties to set to the present, ``now``."""
        effect = self.node.get("x-effect")
        return effect if isinstance(effect, Mapping) else {}

    @property
    def required(self) -> tuple[str, ...]:
        """The required properties of the request body."""
        return tuple(self.payload.get("required", ())) if self.payload else ()

    def path_for(self, ids: tuple[str, ...]) -> str:
        """Return the path with these ids filled in. The ids are not percent-encoded. Without the key of a put, it is `NEW_KEY`."""
        values = iter((*ids, NEW_KEY))
        return _PATH_PARAMETER.sub(lambda _: next(values), self.path)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Collection:
    """A path with items below it. ``parents`` are the collections above it, outermost first; ``operations`` are by action.

    ``performs`` are the custom actions of an item. An item without an id, such as ``/account``, is a collection too, with an empty ``id_name``:
    its path is that of the item.
    """

    path: str
    id_name: str
    resource: Schema
    parents: tuple[Collection, ...]
    operations: Mapping[str, Operation]
    performs: tuple[Operation, ...] = ()

    def __repr__(self) -> str:
        return self.path

    @property
    def is_single(self) -> bool:
        """Whether this is one item without an id."""
        return not self.id_name

    @property
    def name(self) -> str:
        """The last segment of the path, for example ``api-keys``."""
        return self.path.rpartition("/")[2]

    @property
    def properties(self) -> Mapping[str, Schema]:
        """The properties of an item."""
        properties: Mapping[str, Schema] = self.resource["properties"]
        return properties

    @property
    def writable(self) -> Mapping[str, Schema]:
        """The properties that a create accepts."""
        return self.operations["create"].properties

    @property
    def changeable(self) -> Mapping[str, Schema]:
        """The properties that an update accepts; empty without an update operation."""
        return self.operations["update"].properties if "update" in self.operations else {}

    @property
    def key(self) -> str:
        """The property with the key that a client chooses in a put; empty where the server chooses the id."""
        return self.operations["create"].key if "create" in self.operations else ""

    @property
    def unique(self) -> tuple[str, ...]:
        """The properties of which no two items have the same value (``x-unique``)."""
        return tuple(name for name, one in self.properties.items() if one.get("x-unique") is True)

    @property
    def end(self) -> str | None:
        """The property with the time at which an item expires because of its age (``x-expire`` at a ``kind: after``), or None."""
        at: str | None = self.resource.get("x-expire", {}).get("at")
        generate = self.properties.get(at or "", {}).get("x-generate", {})
        return at if generate.get("kind") == "after" else None

    @property
    def lifetime(self) -> str | None:
        """The property with the number of seconds until that time, or None, also where the number is the same for all items."""
        seconds = self.properties[self.end]["x-generate"]["seconds"] if self.end else None
        return seconds if isinstance(seconds, str) else None

    def sort_properties(self) -> tuple[str, ...]:
        """Return the values of ``sort_by``; empty for a collection without a sorted list."""
        sort_by = self.operations["list"].parameters.get("sort_by") if "list" in self.operations else None
        return tuple(sort_by.schema["enum"]) if sort_by else ()


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Document:
    """The whole document. The server accepts ``limit`` requests in any ``seconds`` seconds (``x-rate-limit``).

    ``singles`` are the items without an id, ``schemes`` the authentication schemes that it accepts, the preferred one first.
    """

    node: Mapping[str, Any]
    operations: tuple[Operation, ...]
    collections: tuple[Collection, ...]
    limit: int
    seconds: float
    singles: tuple[Collection, ...] = ()
    schemes: tuple[Scheme, ...] = (Scheme.BASIC,)

    def authorization(self, key: str) -> str:
        """Return the value of the ``Authorization`` header for a key, in the preferred scheme."""
        return self.schemes[0].header(key)

    def __repr__(self) -> str:
        return f"Document({', '.join(one.id for one in self.operations)})"

    def by_path(self) -> Mapping[str, tuple[Operation, ...]]:
        """Return the operations of each path."""
        paths: dict[str, tuple[Operation, ...]] = {}
        for operation in self.operations:
            paths[operation.path] = (*paths.get(operation.path, ()), operation)
        return paths

    def methods(self, path: str) -> set[str]:
        """Return the methods that a path supports. A GET implies a HEAD; OPTIONS is always supported (RFC 9110, section 9)."""
        methods = {operation.method for operation in self.by_path()[path]}
        return methods | {"OPTIONS"} | ({"HEAD"} if "GET" in methods else set())

    def collection_of(self, operation: Operation) -> Collection | None:
        """Return the collection or the item without an id that an operation acts on, or None for a report."""
        every = (*self.collections, *self.singles)
        found = (one for one in every if operation in (*one.operations.values(), *one.performs))
        return next(found, None)

    def children_of(self, collection: Collection) -> tuple[Collection, ...]:
        """Return the collections directly below an item of a collection."""
        return tuple(one for one in self.collections if one.parents[-1:] == (collection,))

    def parents_of(self, operation: Operation) -> tuple[Collection, ...]:
        """Return the collections whose item ids are in the path of an operation, outermost first."""
        by_id = {one.id_name: one for one in self.collections if one.id_name in operation.path_parameters}
        return tuple(by_id[name] for name in operation.path_parameters)
