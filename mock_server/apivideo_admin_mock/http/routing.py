"""Find the operation for a method and a path."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from apivideo_admin_mock.http.messages import Request
from apivideo_admin_mock.http.problems import Problem
from apivideo_admin_mock.spec import Operation
from apivideo_admin_mock.spec.problems import Kind


@dataclass(frozen=True, slots=True)
class Route:
    """An operation and the ids in the path, outermost first."""

    operation: Operation
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Options:
    """The response to an OPTIONS request: the methods that the path supports (RFC 9110, section 9.3.7)."""

    allow: str


@dataclass(slots=True)
class _Node:
    literals: dict[str, _Node] = field(default_factory=dict)
    parameter: _Node | None = None
    operations: dict[str, Operation] = field(default_factory=dict)
    allow: str = ""


_NOT_FOUND: Final = Problem(Kind.UNRECOGNIZED_REQUEST_URL)


class Router:
    """Matches paths segment by segment. A literal segment takes precedence over a parameter (OpenAPI 3.1, Paths Object)."""

    def __init__(self, operations: Iterable[Operation]) -> None:
        self._root = _Node()
        self._allow: set[str] = {"OPTIONS"}
        for operation in operations:
            node = self._root
            for segment in operation.path.split("/")[1:]:
                if segment.startswith("{"):
                    node.parameter = node = node.parameter or _Node()
                else:
                    node = node.literals.setdefault(segment, _Node())
            node.operations[operation.method] = operation
            # A HEAD is a GET without its content (RFC 9110, section 9.3.2).
            methods = set(node.operations) | {"OPTIONS"} | ({"HEAD"} if "GET" in node.operations else set())
            node.allow = ", ".join(sorted(methods))
            self._allow |= methods

    def other_methods(self, request: Request) -> list[str]:
        """Return the methods that the path of a request supports, without the method of the request."""
        options = self.match("OPTIONS", request.path)
        refused = {request.method, *({"HEAD"} if request.method == "GET" else ())}
        return [one for one in options.allow.split(", ") if one not in refused] if isinstance(options, Options) else []

    def match(self, method: str, path: str) -> Route | Options | Problem:
        """Return the route, the response to an OPTIONS request, or a problem: a 404, or a 405 with `Allow`."""
        if path == "*" and method == "OPTIONS":  # the server as a whole (RFC 9110, section 9.3.7)
            return Options(", ".join(sorted(self._allow)))
        node = self._root
        ids: list[str] = []
        for segment in path.split("/")[1:]:
            literal = node.literals.get(segment)
            if literal is not None:
                node = literal
            elif node.parameter is not None and segment:
                node = node.parameter
                ids.append(segment)
            else:
                return _NOT_FOUND
        operation = node.operations.get("GET" if method == "HEAD" else method)
        if operation is not None:
            return Route(operation, tuple(ids))
        if not node.operations:
            return _NOT_FOUND
        if method == "OPTIONS":
            return Options(node.allow)
        return Problem(Kind.METHOD_NOT_ALLOWED, headers=(("Allow", node.allow),))
