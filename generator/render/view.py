"""The view that the templates render: plain values with valid Python names. Texts are not escaped."""

from __future__ import annotations

from ast import literal_eval
from dataclasses import dataclass

from generator.render.reserved import EXPORTS, RUNTIME_ERRORS

FIRST_SERVER_ERROR = 500


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
        """The name in JSON."""
        return self.name if self.json_name is None else str(literal_eval(self.json_name))


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

    @property
    def base(self) -> str:
        """The base class: every status of a server error (5xx) is a ``ServerError``."""
        return "ServerError" if self.status >= FIRST_SERVER_ERROR else "APIStatusError"


SERVER_ERRORS = (
    StatusError("InternalServerError", 500, "The server failed."),
    StatusError("BadGatewayError", 502, "A gateway got no valid response from the server."),
    StatusError("ServiceUnavailableError", 503, "The server is overloaded or in maintenance."),
    StatusError("GatewayTimeoutError", 504, "A gateway got no response from the server in time."),
)
"""The errors of servers and gateways that no document describes."""


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
    deprecated: str = ""
    """The message of the warning if it is passed; empty if it is not deprecated."""
    values: str = ""
    """The allowed values, as the code of a ``Literal`` in ``annotation``; empty without them."""
    commas: bool = False  # whether commas separate the values of a list


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
    max_page_size: int | None = None
    """The largest ``page_size`` of a list."""

    deprecated: str = ""
    """The message of the warning of each call; empty if it is not deprecated."""

    @property
    def warnings(self) -> bool:
        """Whether a call can warn that something is deprecated."""
        return bool(self.deprecated) or any(argument.deprecated for argument in self.arguments)

    @property
    def secrets(self) -> tuple[str, ...]:
        """The names of the secret values in the request, which messages hide."""
        return tuple(argument.wire_name for argument in self.arguments if argument.secret)

    @property
    def comma_separated(self) -> tuple[str, ...]:
        """The names of the query parameters whose values commas separate."""
        return tuple(argument.wire_name for argument in self.arguments if argument.commas)

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
class Values:
    """A name for the allowed values of an argument, or for the documented ones of an enum. ``code`` is a ``Literal``."""

    name: str
    code: str
    description: str


@dataclass(frozen=True, slots=True)
class Parameters:
    """The keyword arguments of a method: their names, with annotations as code."""

    name: str
    call: str
    fields: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Sdk:
    """Everything that is rendered."""

    title: str
    description: str
    version: str
    server: str
    schemes: tuple[str, ...]
    rate_limit: tuple[int, float] | None
    namespaces: tuple[Namespace, ...]
    structs: tuple[Struct, ...]
    enums: tuple[OpenEnum, ...]
    errors: tuple[StatusError, ...]
    values: tuple[Values, ...]
    parameters: tuple[Parameters, ...]

    @property
    def secrets(self) -> tuple[str, ...]:
        """The names of all secret values in requests and responses, sorted."""
        sent = {name for space in self.namespaces for method in space.methods for name in method.secrets}
        received = {field.wire_name for struct in self.structs for field in struct.fields if field.secret}
        return tuple(sorted(sent | received))

    @property
    def raised(self) -> tuple[StatusError, ...]:
        """The documented errors, and those of servers and gateways, by status."""
        found = {error.status: error for error in (*SERVER_ERRORS, *self.errors)}
        return tuple(found[status] for status in sorted(found))

    def columns(self, method: Method) -> tuple[str, ...]:
        """Return the fields of the object that a method returns, or of its items; none if it returns no object."""
        result = method.result
        model = (result.item or result.annotation).removeprefix("models.")
        fields = {struct.name: struct.fields for struct in self.structs}
        return tuple(one.wire_name for one in fields.get(model, ()))

    @property
    def error_classes(self) -> tuple[StatusError, ...]:
        """The error classes without duplicates: two statuses can share one."""
        return tuple({error.name: error for error in reversed(self.raised)}.values())[::-1]

    @property
    def error_names(self) -> tuple[str, ...]:
        """The exports of the errors module, sorted."""
        return tuple(sorted({*RUNTIME_ERRORS, *(error.name for error in self.raised)}))

    @property
    def model_names(self) -> tuple[str, ...]:
        """The names of all models and enums, sorted."""
        return tuple(sorted([*(struct.name for struct in self.structs), *(enum.name for enum in self.enums)]))

    @property
    def exports(self) -> tuple[str, ...]:
        """The names of the package, sorted, constants first."""
        return tuple(sorted([*EXPORTS, *self.error_names, *self.model_names], key=lambda one: (not one.isupper(), one)))
