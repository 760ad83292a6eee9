"""The compiled document: frozen values, independent of YAML."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal

from apivideo_admin_mock.spec.extensions import Expire, Generate, GenerateCumulative
from apivideo_admin_mock.spec.problems import Kind, ProblemType
from apivideo_admin_mock.spec.schemas import SchemaRegistry


class Action(StrEnum):
    """What an operation does (``x-action``)."""

    LIST = "list"
    COUNT = "count"
    GET = "get"
    CREATE = "create"
    UPDATE = "update"
    DELETE = "delete"
    REPORT = "report"


@dataclass(frozen=True, slots=True)
class Parameter:
    """A query parameter. ``schema`` is its JSON Schema, ``match`` its ``x-filter``, ``days`` its ``x-days``."""

    name: str
    schema: Mapping[str, Any]
    required: bool
    match: Literal["contains", "equals"] | None
    days: Mapping[str, int] | None


def query_schema(parameters: Sequence[Parameter]) -> dict[str, Any]:
    """Return the JSON Schema of a parsed query, an object with these parameters."""
    return {
        "type": "object",
        "properties": {parameter.name: parameter.schema for parameter in parameters},
        "required": [parameter.name for parameter in parameters if parameter.required],
        "additionalProperties": False,
    }


@dataclass(frozen=True, slots=True)
class Field:
    """A property of a resource and the sources of its initial value.

    The first source that has a value is used: the payload, if ``writable`` (required there, if ``needed``); the path parameter of
    the same name, if ``from_path``; ``generate``; ``default``.
    """

    name: str
    writable: bool
    from_path: bool
    generate: Generate | None
    default: Any
    nullable: bool
    needed: bool


@dataclass(frozen=True, slots=True)
class Resource:
    """The items of a collection. ``id_field`` is the property that the last path parameter identifies.

    ``following`` are the fields whose value every write sets again (`kind: updated`, `kind: after`).
    """

    name: str
    id_field: str
    fields: tuple[Field, ...]
    expire: Expire | None
    schema: Mapping[str, Any]
    following: tuple[Field, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Collection:
    """A path that lists resources. ``parents`` are the collections above it, outermost first."""

    path: str
    name: str
    resource: Resource
    parents: tuple[Collection, ...]


@dataclass(frozen=True, slots=True)
class Payload:
    """The JSON payload of an operation. ``sets`` are the ``x-set`` of its properties."""

    schema: Mapping[str, Any]
    sets: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True, eq=False)
class Report:
    """A report: the parameter that selects the days, and the properties of an item with their generators.

    ``name`` is its name in a scenario, ``day`` the property with the day, and ``schema`` the schema of an item.
    """

    name: str
    interval: Parameter
    day: str
    fields: Mapping[str, Generate]
    schema: Mapping[str, Any]

    @property
    def totals(self) -> list[str]:
        """The names of the figures that never fall."""
        return [name for name, generate in self.fields.items() if isinstance(generate, GenerateCumulative)]


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation. ``owners`` are the collections whose items the path contains, outermost first."""

    id: str
    method: str
    path: str
    action: Action
    parameters: tuple[Parameter, ...]
    payload: Payload | None
    status: int
    owners: tuple[Collection, ...]
    collection: Collection | None
    report: Report | None


@dataclass(frozen=True, slots=True)
class RateLimit:
    """A maximum number of ``requests`` in any period of ``seconds``."""

    requests: int
    seconds: float

    def __str__(self) -> str:
        return f"{self.requests}/s" if self.seconds == 1 else f"{self.requests}/{self.seconds:g}s"


@dataclass(frozen=True, slots=True, eq=False)
class Api:
    """The whole document, compared by identity. Its schemas are parts of the document, and ``schemas`` compiles them.

    ``secrets`` are the names with ``format: password``, whose values are masked.
    """

    version: str
    rate_limit: RateLimit
    realm: str
    operations: tuple[Operation, ...]
    collections: tuple[Collection, ...]
    problems: Mapping[Kind, ProblemType]
    schemas: SchemaRegistry
    secrets: frozenset[str]
    document: Mapping[str, Any]
