"""Match the operations of two documents: those of the paths, of the webhooks and of the callbacks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from generator.diff.resolving import resolve
from generator.diff.values import canonical
from generator.document import Node
from generator.document.walk import METHODS

TEMPLATE = re.compile(r"\{([^{}]*)\}")
_FIXED = (*METHODS, "query")  # `query` is of OpenAPI 3.2
_MORE = "additionalOperations"
_UNNAMED = frozenset({"operationId", "tags", "summary", "description"})
"""What an operation can have of its own although it does the same as another one."""


@dataclass(frozen=True, slots=True)
class Route:
    """An operation with its path item and its method and path.

    ``hook`` describes what sends the request: a webhook or a callback, or an empty text for a client.
    """

    node: Node
    item: Node
    path: str
    method: str
    hook: str = ""

    @property
    def id(self) -> str:
        """The ``operationId``, or the method and path if there is none."""
        name = self.node.get("operationId")
        return str(name.value) if name else self.label

    @property
    def label(self) -> str:
        """The method and path, for example ``GET /books``, or what sends the request with its method."""
        return f"{self.hook} ({self.method.upper()})" if self.hook else f"{self.method.upper()} {self.path}"

    @property
    def shape(self) -> tuple[str, str]:
        """The method, and the path without the names of its parameters, which requests do not contain."""
        return self.method, self.path if self.hook else _shape(self.path)

    def move_to(self, new: Route) -> str:
        """Describe a move to another path, name or expression. The names of path parameters are left out."""
        if not new.hook:
            old_path, new_path = _shape(self.path), _shape(new.path)
            if self.method == new.method:  # the same for each operation of the path, so that a report has one line
                return f"the path `{old_path}` is now `{new_path}`"
            return f"`{self.method.upper()} {old_path}` has moved to `{new.method.upper()} {new_path}`"
        if self.hook == new.hook:
            return f"the expression of the {new.hook} changed from `{self.path}` to `{new.path}`"
        return f"the {self.hook} was renamed to the {new.hook}"


def routes_of(root: Node, path: str, item: Node, hook: str = "") -> Iterator[Route]:
    """Yield the operations of a path item, which can be a reference."""
    found = resolve(root, item)
    for method, node in found.items():
        if method in _FIXED:
            yield Route(node, found, path, method, hook)
    more = found.get(_MORE)
    for method, node in more.items() if more else ():
        yield Route(node, found, path, method, hook)


def routes(root: Node) -> dict[tuple[str, str], Route]:
    """Return the operations of the paths of a document by shape."""
    paths = root.get("paths")
    items = paths.items() if paths else ()
    return {route.shape: route for path, item in items if path[:2] != "x-" for route in routes_of(root, path, item)}


def pairs_of_routes(old_root: Node, new_root: Node) -> Iterator[tuple[Route | None, Route | None]]:
    """Yield the operations in pairs: by method and path, then moved ones, then the remaining ones alone.

    A moved operation has the same operationId, or it is the only one of both documents that does the same.
    """
    old, new = routes(old_root), routes(new_root)
    gone = {route.id: route for shape, route in old.items() if shape not in new}
    arrived = {route.id: route for shape, route in new.items() if shape not in old}
    moved = _moved(gone, arrived)
    for shape, route in new.items():
        yield (old[shape] if shape in old else gone.pop(moved.get(route.id, route.id), None)), route
    for route in gone.values():
        yield route, None


def path_items(root: Node) -> dict[str, tuple[str, Node]]:
    """Return the path items of a document with their paths, by the path without the names of its parameters."""
    paths = root.get("paths")
    items = paths.items() if paths else ()
    return {_shape(path): (path, resolve(root, item)) for path, item in items if path[:2] != "x-"}


def _moved(gone: dict[str, Route], arrived: dict[str, Route]) -> dict[str, str]:
    """Return the new id of each moved operation with its old one, where the content and the method identify it."""
    before = _by_content(route for name, route in gone.items() if name not in arrived)
    after = _by_content(route for name, route in arrived.items() if name not in gone)
    return {after[key]: name for key, name in before.items() if name and after.get(key)}


def _by_content(found: Iterator[Route]) -> dict[str, str]:
    """Return the ids of operations by what they do. What two operations do in the same way has no id."""
    ids: dict[str, str] = {}
    for route in found:
        value = route.node.value if isinstance(route.node.value, dict) else {}
        content = {name: member for name, member in value.items() if name not in _UNNAMED}
        shared = route.item.value.get("parameters") if isinstance(route.item.value, dict) else None
        key = canonical([route.method, len(TEMPLATE.findall(route.path)), content, shared])
        ids[key] = "" if key in ids else route.id
    return ids


def _shape(path: str) -> str:
    return TEMPLATE.sub("{}", path)
