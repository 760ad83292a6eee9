"""Import the namespaces of a client when they are first used, so that a program pays only for those that it uses."""

from __future__ import annotations

from importlib import import_module
from typing import Any


class Namespace:
    """The attribute of a client class for one namespace.

    On the class it is a namespace that sends nothing, for tools that read classes. Each client makes its own when it is first used.
    """

    def __init__(self, module: str, name: str, unbound: object) -> None:
        self._module = module
        self._class = name
        self._unbound = unbound
        self._attribute = ""
        self._of_class: Any = None

    def __set_name__(self, owner: type, name: str) -> None:
        self._attribute = name

    def __get__(self, client: Any, owner: type | None = None) -> Any:
        if client is None:
            if self._of_class is None:
                self._of_class = self._load()(self._unbound)
            return self._of_class
        found = self._load()(client._api)  # noqa: SLF001 (of the client that has this attribute)
        client.__dict__[self._attribute] = found  # which is found before this descriptor from now on
        return found

    def _load(self) -> Any:
        return getattr(import_module(self._module), self._class)


def forget_namespaces(client: object) -> None:
    """Let a client make its namespaces again, for example with other options."""
    for kind in type(client).__mro__:
        for name, value in vars(kind).items():
            if isinstance(value, Namespace):
                client.__dict__.pop(name, None)
