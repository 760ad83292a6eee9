"""The generated table of commands: what a command line needs to know of each operation, as data."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec


class Value(msgspec.Struct, frozen=True, kw_only=True):
    """The values that a parameter accepts, for reading them from a text.

    Attributes:
        kinds: JSON types (``string``, ``integer``, ``number``, ``boolean``, ``null``, ``array``, ``object``, ``any``), and instead of
            ``string`` the formats ``date``, ``date-time`` and ``uuid``.
        choices: The only accepted values; empty if there is no such list.
        minimum: The lowest number, or None.
        maximum: The highest number, or None.
        items: The values in an array, or None.

    """

    kinds: tuple[str, ...]
    choices: tuple[str | int, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    items: Value | None = None


class Parameter(msgspec.Struct, frozen=True, kw_only=True):
    """A parameter of an operation, or a property of its body.

    Attributes:
        name: The argument of the method.
        wire_name: The name in the request.
        location: ``path``, ``query`` or ``body``.
        value: The accepted values.
        description: For the help.
        required: Whether the operation requires it.
        secret: Whether its value must not appear in a list of processes.

    """

    name: str
    wire_name: str
    location: str
    value: Value
    description: str
    required: bool = False
    secret: bool = False

    @property
    def is_list(self) -> bool:
        """Whether it takes several values, one an option."""
        return self.value.items is not None and "array" in self.value.kinds


class Command(msgspec.Struct, frozen=True, kw_only=True):
    """An operation.

    Attributes:
        method: The method of the namespace.
        summary: One sentence.
        description: Its paragraphs.
        parameters: Path parameters first, in the order of the method.
        columns: The documented fields of an item of the result, in order; empty if the result is not an object.
        is_list: Whether the result has pages.
        is_report: Whether the result is a list of figures, which a chart can show.
        has_body: Whether the request has a body.

    """

    method: str
    summary: str
    description: tuple[str, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    columns: tuple[str, ...] = ()
    is_list: bool = False
    is_report: bool = False
    has_body: bool = False

    @property
    def name(self) -> str:
        """The name on the command line."""
        return self.method.replace("_", "-")

    def at(self, location: str) -> tuple[Parameter, ...]:
        """Return the parameters in one location of the request."""
        return tuple(one for one in self.parameters if one.location == location)


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """A namespace of the client, with its commands."""

    namespace: str
    description: tuple[str, ...]
    commands: tuple[Command, ...]

    @property
    def name(self) -> str:
        """The name on the command line."""
        return self.namespace.replace("_", "-")


class Program(msgspec.Struct, frozen=True):
    """What a command line is made of.

    Attributes:
        name: The name of the command.
        version: The version of the package.
        api_version: The version of the API that the package was generated from.
        title: A sentence on the API, for the help.
        groups: The generated table of commands.
        open_client: Returns a client, as a context manager, for options of the client.

    """

    name: str
    version: str
    api_version: str
    title: str
    groups: tuple[Group, ...]
    open_client: Callable[..., Any]
