"""Write types with their public names, independent of the module they are imported from."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field

from griffe import Alias, Expr, GriffeError, Object

_DROPPED = {"ClassVar", "Final"}  # they do not change the type that callers see
_SHORT = ("typing", "typing_extensions", "builtins")


@dataclass(slots=True)
class Speller:
    """Format annotations. ``public`` maps the canonical path of each object of the package to its public name."""

    package: str
    public: Mapping[str, str]
    private: set[str] = field(default_factory=set)
    """The objects of the package without a public name that annotations use."""
    _known: dict[tuple[str, str], str] = field(default_factory=dict)

    def spell(self, annotation: str | Expr | None, scope: Object) -> str:
        """Return the text of an annotation in ``scope``, or an empty text if there is none."""
        if annotation is None:
            return ""
        key = (scope.path, str(annotation))
        if key not in self._known:
            tree = ast.parse(str(annotation), mode="eval")
            self._known[key] = ast.unparse(_Renaming(self, scope).visit(tree))
        return self._known[key]

    def name(self, dotted: str, scope: Object) -> str:
        """Return the public name of ``dotted`` as resolved in ``scope``, or its full name if it is from another package."""
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
            return ast.Subscript(value, node.slice)  # its values are not names
        if isinstance(value, ast.Name) and value.id in _DROPPED:
            dropped: ast.expr = self.visit(node.slice)
            return dropped
        return ast.Subscript(value, self.visit(node.slice))


def canonical(dotted: str, scope: Object) -> str | None:
    """Return the canonical path of a dotted name in a scope, or None for builtins and undefined names."""
    first, *rest = dotted.split(".")
    try:
        path = ".".join([scope.resolve(first), *rest])
    except GriffeError:
        return None
    found = lookup(path, scope)
    return path if found is None else str(found.path)


def lookup(path: str, scope: Object) -> Object | None:
    """Return the object at a path with aliases resolved, or None if its package or file was not loaded."""
    try:
        found = scope.modules_collection[path]
        return found.final_target if isinstance(found, Alias) else found
    except (GriffeError, KeyError):
        return None
