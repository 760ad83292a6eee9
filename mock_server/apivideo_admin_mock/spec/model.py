"""The compiled document: frozen values, independent of YAML."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from apivideo_admin_mock.errors import MockError
from apivideo_admin_mock.shorten import shorten
from apivideo_admin_mock.spec.extensions import Effect, Expire, Generate, GenerateCumulative, Match
from apivideo_admin_mock.spec.problems import Kind, ProblemType
from apivideo_admin_mock.spec.schemas import SchemaRegistry
from apivideo_admin_mock.spec.security import Scheme
from apivideo_admin_mock.suggest import did_you_mean

#: The id of the record of a resource without an id.
SINGLE_ID: Final = "-"


class Action(StrEnum):
    """What an operation does (``x-action``)."""

    LIST = "list"
    COUNT = "count"
    GET = "get"
    CREATE = "create"
    UPDATE = "update"
    PUT = "put"
    DELETE = "delete"
    PERFORM = "perform"
    REPORT = "report"


@dataclass(frozen=True, slots=True)
class Filtering:
    """What a query parameter filters by (``x-filter``). ``property`` is the path of a property, with a dot between names.

    ``is_moment`` is whether its values are date-times, which are compared by time.
    """

    match: Match
    property: str
    is_moment: bool


@dataclass(frozen=True, slots=True)
class Parameter:
    """A query parameter. ``schema`` is its JSON Schema, ``filter`` its ``x-filter``, ``days`` its ``x-days``.

    ``items`` is the schema of each value of a list, None for a single value. With ``commas`` the values of a list are
    separated by commas (``explode: false``); without it, each is a parameter of its own. ``groups`` is whether it names the
    properties that split the rows of a report (``x-effect: group``). ``deprecated`` is whether it is deprecated.
    """

    name: str
    schema: Mapping[str, Any]
    required: bool = False
    filter: Filtering | None = None
    days: Mapping[str, int] | None = None
    items: Mapping[str, Any] | None = None
    commas: bool = False
    groups: bool = False
    deprecated: bool = False


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
    """The items of a collection. ``id_field`` is the property that the last path parameter identifies, empty for a single resource.

    ``following`` are the fields whose value every write sets again (`kind: updated`, `kind: after`), ``unique`` the names of
    those whose value no two items of the collection share (``x-unique``).
    """

    name: str
    id_field: str
    fields: tuple[Field, ...]
    expire: Expire | None
    schema: Mapping[str, Any]
    following: tuple[Field, ...]
    unique: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Collection:
    """A path that lists resources. ``parents`` are the collections above it, outermost first.

    With ``is_single``, it is the path of one resource without an id, such as `/account`: its table has one record, `SINGLE_ID`.
    """

    path: str
    name: str
    resource: Resource
    parents: tuple[Collection, ...]
    is_single: bool = False


@dataclass(frozen=True, slots=True)
class Payload:
    """The JSON payload of an operation. ``sets`` are the ``x-set`` of its properties, ``deprecated`` the names of the deprecated ones."""

    schema: Mapping[str, Any]
    sets: Mapping[str, Mapping[str, str]]
    deprecated: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, eq=False)
class Report:
    """A report: the days that it covers, and the properties of a row with their generators.

    ``name`` is its name in a scenario. The days are those of the value of ``interval``, or the last ``window``. ``day`` is the property
    with the day, ``groups`` are the values of each property with a group, ``group_by`` is the parameter that names the
    properties that split the rows, and ``schema`` is the schema of a row.
    """

    name: str
    interval: Parameter | None
    day: str | None
    fields: Mapping[str, Generate]
    schema: Mapping[str, Any]
    window: int | None = None
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    group_by: Parameter | None = None

    @property
    def dimensions(self) -> list[str]:
        """The names of the properties that split the rows, in the order of the document."""
        return [name for name in self.fields if name == self.day or name in self.groups]

    @property
    def totals(self) -> list[str]:
        """The names of the figures that never fall."""
        return [name for name, generate in self.fields.items() if isinstance(generate, GenerateCumulative)]


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation. ``owners`` are the collections whose items the path contains, outermost first.

    ``effect`` is what a custom action changes: nothing, if it is empty, and None for any other action. ``deprecated`` is whether the
    operation is deprecated, ``deprecated_parameters`` are the names of its deprecated query parameters, and ``mentions_deprecated`` is
    whether the operation, one of its parameters or a property of its payload is deprecated.
    """

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
    effect: Effect | None = None
    deprecated: bool = False
    deprecated_parameters: frozenset[str] = frozenset()
    mentions_deprecated: bool = False


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

    ``schemes`` are the authentication schemes, the preferred one first. ``secrets`` are the names with ``format: password``, whose values are masked.
    """

    version: str
    rate_limit: RateLimit
    schemes: tuple[Scheme, ...]
    realm: str
    operations: tuple[Operation, ...]
    collections: tuple[Collection, ...]
    problems: Mapping[Kind, ProblemType]
    schemas: SchemaRegistry
    secrets: frozenset[str]
    document: Mapping[str, Any]

    def check_operation(self, operation_id: str | None) -> None:
        """Raise MockError for the id of an unknown operation. None stands for any operation."""
        known = [operation.id for operation in self.operations]
        if operation_id is not None and operation_id not in known:
            hint = did_you_mean(operation_id, known) or f" Known operations: {', '.join(known)}"
            raise MockError(f"{shorten(operation_id)!r} is not an operation.{hint}")
