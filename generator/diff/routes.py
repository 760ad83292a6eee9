"""Match the operations of two documents."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from generator.document import Node
from generator.document.walk import METHODS

_TEMPLATE = re.compile(r"\{[^{}]*\}")


@dataclass(frozen=True, slots=True)
class Route:
    """An operation with its path item and its method and path."""

    node: Node
    item: Node
    path: str
    method: str

    @property
    def id(self) -> str:
        """The ``operationId``, or the method and path if there is none."""
        name = self.node.get("operationId")
        return str(name.value) if name else self.label

    @property
    def label(self) -> str:
        """The method and path, for example ``GET /books``."""
        return f"{self.method.upper()} {self.path}"

    @property
    def shape(self) -> tuple[str, str]:
        """The method, and the path without the names of its parameters, which requests do not contain."""
        return self.method, _TEMPLATE.sub("{}", self.path)


def routes(root: Node) -> dict[tuple[str, str], Route]:
    """Return the operations of a document by shape."""
    paths = root.get("paths")
    found = {}
    for path, item in paths.items() if paths else ():
        for method, node in item.items():
            if method in METHODS:
                route = Route(node, item, path, method)
                found[route.shape] = route
    return found


def pairs_of_routes(old_root: Node, new_root: Node) -> Iterator[tuple[Route | None, Route | None]]:
    """Yield the operations in pairs: by method and path, then moved ones by operationId, then the remaining ones alone."""
    old, new = routes(old_root), routes(new_root)
    gone = {route.id: route for shape, route in old.items() if shape not in new}
    for shape, route in new.items():
        yield (old[shape] if shape in old else gone.pop(route.id, None)), route
    for route in gone.values():
        yield route, None
