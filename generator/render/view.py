"""The view that the templates render: plain values with valid Python names. Texts are not escaped."""

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
"""The names that the errors module always has."""


@dataclass(frozen=True, slots=True)
class Input:
    """How a command line reads a value: its JSON types or formats, the accepted values, the bounds of a number, the items of a list."""

    kinds: tuple[str, ...]
    choices: tuple[str | int, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    items: Input | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a struct. ``annotation`` and ``default`` are code. ``json_name`` is set if it differs from ``name``."""

    name: str
    annotation: str
    default: str | None
    json_name: str | None
    description: str
    secret: bool

    @property
    def wire_name(self) -> str:
        """The name in a response."""
        return self.name if self.json_name is None else self.json_name.strip('"')


@dataclass(frozen=True, slots=True)
class Struct:
    """A model."""

    name: str
    description: str
    fields: tuple[Field, ...]

    @property
    def secrets(self) -> tuple[str, ...]:
        """The names of the fields that a repr hides."""
        return tuple(field.name for field in self.fields if field.secret)


@dataclass(frozen=True, slots=True)
class OpenEnum:
    """The documented values of an enum, as code. The server can return others."""

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
    """An argument of a method. ``location`` is ``path``, ``query`` or ``body``. ``default`` is None for a required argument."""

    name: str
    wire_name: str
    location: str
    annotation: str
    default: str | None
    value: str
    description: str
    example: str
    secret: bool
    input: Input


@dataclass(frozen=True, slots=True)
class Result:
    """The result of a method. ``decoded`` is the type of the body, ``annotation`` the return type.

    ``kind`` is ``value``, ``none``, ``pager``, or ``member`` if the result is a member of the decoded body.
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
    action: str
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
        """The names of the secret values in the request, which messages hide."""
        return tuple(argument.wire_name for argument in self.arguments if argument.secret)

    def at(self, location: str) -> tuple[Argument, ...]:
        """Return the arguments in one location of the request."""
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

    def columns(self, method: Method) -> tuple[str, ...]:
        """Return the fields of the object that a method returns, or of its items; none if it returns no object."""
        result = method.result
        model = (result.item or result.annotation).removeprefix("models.")
        return next(
            (tuple(one.wire_name for one in struct.fields) for struct in self.structs if struct.name == model), ()
        )

    @property
    def error_classes(self) -> tuple[StatusError, ...]:
        """The error classes without duplicates: two statuses can share one."""
        return tuple({error.name: error for error in reversed(self.errors)}.values())[::-1]

    @property
    def error_names(self) -> tuple[str, ...]:
        """The exports of the errors module, sorted."""
        return tuple(sorted({*RUNTIME_ERRORS, *(error.name for error in self.errors)}))

    @property
    def model_names(self) -> tuple[str, ...]:
        """The names of all models and enums, sorted."""
        return tuple(sorted([*(struct.name for struct in self.structs), *(enum.name for enum in self.enums)]))
