"""What the templates show: plain values, with names already fit for Python. Texts are still as the document has them."""

from __future__ import annotations

from dataclasses import dataclass

RUNTIME_ERRORS = frozenset(
    {
        "AdminConnectionError",
        "AdminError",
        "AdminTimeoutError",
        "ApiError",
        "ClientClosedError",
        "ConfigurationError",
        "InvalidResponseError",
        "PagingError",
        "Problem",
    }
)
"""The names that the module of the errors has whatever the document says."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a struct; ``annotation`` and ``default`` are code, ``json_name`` is set where it differs from ``name``."""

    name: str
    annotation: str
    default: str | None
    json_name: str | None
    description: str
    secret: bool


@dataclass(frozen=True, slots=True)
class Struct:
    """A model."""

    name: str
    description: str
    fields: tuple[Field, ...]

    @property
    def secrets(self) -> tuple[str, ...]:
        """The names of the fields that a repr must not show."""
        return tuple(field.name for field in self.fields if field.secret)


@dataclass(frozen=True, slots=True)
class OpenEnum:
    """The values of an enum that the document knows, as code; the server may answer others."""

    name: str
    description: str
    base: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StatusError:
    """The error class of a status."""

    name: str
    status: int
    description: str


@dataclass(frozen=True, slots=True)
class Argument:
    """An argument of a method. ``location`` is ``path``, ``query`` or ``body``; ``default`` is None for one that is required."""

    name: str
    wire_name: str
    location: str
    annotation: str
    default: str | None
    value: str
    description: str
    example: str
    secret: bool


@dataclass(frozen=True, slots=True)
class Result:
    """What a method gives: ``decoded`` is the type in the body, ``annotation`` what the caller gets.

    ``kind`` is ``value``, ``none``, ``pager``, or ``member`` if it is the ``member`` of what was decoded.
    """

    kind: str
    annotation: str
    decoded: str = ""
    member: str = ""
    item: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class Method:
    """A method of a namespace, and its operation."""

    name: str
    constant: str
    operation_id: str
    http_method: str
    path: str
    template: str
    summary: str
    description: str
    has_body: bool
    arguments: tuple[Argument, ...]
    result: Result
    errors: tuple[StatusError, ...]

    @property
    def secrets(self) -> tuple[str, ...]:
        """The names, in the request, of what no message may show."""
        return tuple(argument.wire_name for argument in self.arguments if argument.secret)

    def at(self, location: str) -> tuple[Argument, ...]:
        """Return the arguments that go to one place of the request."""
        return tuple(argument for argument in self.arguments if argument.location == location)


@dataclass(frozen=True, slots=True)
class Namespace:
    """An attribute of the client."""

    name: str
    class_name: str
    description: str
    methods: tuple[Method, ...]


@dataclass(frozen=True, slots=True)
class Sdk:
    """Everything that is rendered."""

    title: str
    description: str
    version: str
    server: str
    rate_limit: tuple[int, float] | None
    namespaces: tuple[Namespace, ...]
    structs: tuple[Struct, ...]
    enums: tuple[OpenEnum, ...]
    errors: tuple[StatusError, ...]

    @property
    def error_classes(self) -> tuple[StatusError, ...]:
        """The error classes, each once: two statuses may share one."""
        return tuple({error.name: error for error in reversed(self.errors)}.values())[::-1]

    @property
    def error_names(self) -> tuple[str, ...]:
        """What the module of the errors exports, sorted."""
        return tuple(sorted({*RUNTIME_ERRORS, *(error.name for error in self.errors)}))

    @property
    def model_names(self) -> tuple[str, ...]:
        """The names of all models and enums, sorted."""
        return tuple(sorted([*(struct.name for struct in self.structs), *(enum.name for enum in self.enums)]))
