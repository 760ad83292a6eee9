"""Spells types by the names that callers know: where a module imports a name from is none of their matter."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field

from griffe import Alias, Expr, GriffeError, Object

_DROPPED = {"ClassVar", "Final"}  # they tell how a class is written, not what its readers get
_SHORT = ("typing", "typing_extensions", "builtins")


@dataclass(slots=True)
class Speller:
    """Writes annotations. ``public`` has the public name of each object of the package by its canonical path."""

    package: str
    public: Mapping[str, str]
    private: set[str] = field(default_factory=set)
    """The objects of the package that were met and have no public name."""
    _known: dict[tuple[str, str], str] = field(default_factory=dict)

    def spell(self, annotation: str | Expr | None, scope: Object) -> str:
        """Return the text of an annotation that stands in ``scope``; empty if there is none."""
        if annotation is None:
            return ""
        key = (scope.path, str(annotation))
        if key not in self._known:
            tree = ast.parse(str(annotation), mode="eval")
            self._known[key] = ast.unparse(_Renaming(self, scope).visit(tree))
        return self._known[key]

    def name(self, dotted: str, scope: Object) -> str:
        """Return the public name of what ``dotted`` means in ``scope``, or its full name if it is of another package."""
        path = canonical(dotted, scope)
        if path is None:
            return dotted
        if path in self.public:
            return self.public[path]
        if path.startswith(f"{self.package}."):
            self.private.add(path)
            return path.rpartition(".")[2]
        package, _, name = path.rpartition(".")
        return name if package in _SHORT else path


class _Renaming(ast.NodeTransformer):
    def __init__(self, speller: Speller, scope: Object) -> None:
        self._speller, self._scope = speller, scope

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return ast.Name(self._speller.name(node.id, self._scope))

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        return ast.Name(self._speller.name(ast.unparse(node), self._scope))

    def visit_Subscript(self, node: ast.Subscript) -> ast.expr:
        value = self.visit(node.value)
        if isinstance(value, ast.Name) and value.id == "Literal":
            return ast.Subscript(value, node.slice)  # its values are no names
        if isinstance(value, ast.Name) and value.id in _DROPPED:
            dropped: ast.expr = self.visit(node.slice)
            return dropped
        return ast.Subscript(value, self.visit(node.slice))


def canonical(dotted: str, scope: Object) -> str | None:
    """Return the path of the object that a dotted name means in a scope, or None for a builtin or what nothing defines."""
    first, *rest = dotted.split(".")
    try:
        path = ".".join([scope.resolve(first), *rest])
    except GriffeError:
        return None
    found = lookup(path, scope)
    return path if found is None else str(found.path)


def lookup(path: str, scope: Object) -> Object | None:
    """Return the object at a path, behind all aliases; None if it is of a package, or in a file, that was not read."""
    try:
        found = scope.modules_collection[path]
        return found.final_target if isinstance(found, Alias) else found
    except (GriffeError, KeyError):
        return None
