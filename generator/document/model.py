"""The bundled document, and the source file of each part of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from generator.diagnostic import Diagnostic
from generator.document.pointer import Keys, from_pointer, to_pointer

FoundT = TypeVar("FoundT")


@dataclass(frozen=True, slots=True)
class Node:
    """A value of the document and the path to it."""

    path: Keys
    value: Any

    def get(self, key: str) -> Node | None:
        """Return the member of that name, or None if it is missing or this is not a mapping."""
        if isinstance(self.value, dict) and key in self.value:
            return Node((*self.path, key), self.value[key])
        return None

    def at(self, key: str) -> Node:
        """Return the member of that name, or this node if it is missing. Diagnostics about the member point there."""
        return self.get(key) or self

    def items(self) -> Iterator[tuple[str, Node]]:
        """Yield every member of a mapping with its name. Yield nothing for any other value."""
        if isinstance(self.value, dict):
            for key, value in self.value.items():
                yield key, Node((*self.path, key), value)

    def elements(self) -> Iterator[Node]:
        """Yield every element of a list. Yield nothing for any other value."""
        if isinstance(self.value, list):
            for index, value in enumerate(self.value):
                yield Node((*self.path, index), value)

    def children(self) -> Iterator[Node]:
        """Yield every member of a mapping or element of a list."""
        yield from (child for _, child in self.items())
        yield from self.elements()


@dataclass(frozen=True, slots=True)
class SourceMap:
    """Map each path in the bundle where a ``$ref`` to a file was replaced to the file and the path in it."""

    origins: Mapping[Keys, tuple[str, Keys]]

    def locate(self, path: Keys) -> tuple[str, Keys]:
        """Return the source file, and the path in it, of the value at ``path`` of the bundle."""
        path = tuple(path)
        for end in range(len(path), -1, -1):
            if path[:end] in self.origins:
                file, start = self.origins[path[:end]]
                return file, (*start, *path[end:])
        raise KeyError(path)


@dataclass(frozen=True, slots=True)
class Document:
    """The bundle (plain dicts, lists and scalars), its map to the source files, the names of all files, and their contents.

    The content does not change after the first lookup in it: :meth:`once` keeps what was found.
    """

    content: dict[str, Any]
    sources: SourceMap
    files: tuple[str, ...] = field(default=())
    file_values: Mapping[str, Any] = field(default_factory=dict)
    _found: dict[str, Any] = field(default_factory=dict, init=False, repr=False, compare=False)
    _targets: dict[str, Node] = field(default_factory=dict, init=False, repr=False, compare=False)

    def once(self, key: str, find: Callable[[], FoundT]) -> FoundT:
        """Return what ``find`` found in this document. It is called once for each key."""
        if key not in self._found:
            self._found[key] = find()
        found: FoundT = self._found[key]
        return found

    @property
    def root(self) -> Node:
        """The whole document."""
        return Node((), self.content)

    def resolve(self, node: Node) -> Node:
        """Resolve ``#/...`` references until the value is not a reference. The bundle has no dangling or circular references."""
        while isinstance(node.value, dict) and isinstance(ref := node.value.get("$ref"), str):
            node = self._targets.get(ref) or self._target(ref)
        return node

    def _target(self, ref: str) -> Node:
        target = self.lookup(from_pointer(ref.removeprefix("#")))
        if target is None:
            raise KeyError(ref)
        self._targets[ref] = target
        return target

    def lookup(self, keys: tuple[str, ...]) -> Node | None:
        """Return the value at these keys from the root, without resolving references."""
        node: Node | None = self.root
        for key in keys:
            if node is None:
                return None
            node = node.get(key)
        return node

    def find(self, node: Node, *keys: str) -> Node | None:
        """Return the value at these keys below ``node``, or None. Resolve references at every step."""
        node = self.resolve(node)
        for key in keys:
            child = node.get(key)
            if child is None:
                return None
            node = self.resolve(child)
        return node

    def diagnostic(self, node: Node, message: str, fix: str) -> Diagnostic:
        """Return a diagnostic at the location of a node in its source file."""
        return self.diagnostic_at(node.path, message, fix)

    def diagnostic_at(self, path: Keys, message: str, fix: str = "") -> Diagnostic:
        """Return a diagnostic for a path of the bundle, like :meth:`diagnostic`."""
        file, inner = self.sources.locate(path)
        return Diagnostic(file, to_pointer(inner), message, fix)

    def translate(self, diagnostic: Diagnostic) -> Diagnostic:
        """Return a diagnostic with a pointer into the bundle as one with the source file and the pointer in it."""
        if diagnostic.is_of_a_template:
            return diagnostic
        return self.diagnostic_at(self.as_path(from_pointer(diagnostic.pointer)), diagnostic.message, diagnostic.fix)

    def as_path(self, keys: Iterable[str | int]) -> Keys:
        """Return the keys as a path, with the indexes of lists as integers. A JSON pointer writes both as text."""
        value: Any = self.content
        path: list[str | int] = []
        for key in keys:
            is_index = isinstance(value, list) and str(key).isdigit()
            path.append(int(key) if is_index else str(key))
            value = _member(value, path[-1])
        return tuple(path)


def _member(value: Any, key: str | int) -> Any:
    try:
        return value[key]
    except (KeyError, IndexError, TypeError):
        return None  # A pointer can lead below existing values. Its existing part still determines the file.
