"""Compare annotations: whether one type accepts every value of another."""

from __future__ import annotations

import ast
from collections.abc import Iterator

_ANYTHING = {"Any", "object"}
# Types that a type checker also accepts (PEP 484, the numeric tower).
_ACCEPTS = {"float": {"int", "bool"}, "int": {"bool"}}
# Their parameters are contravariant; they must be equal.
_CONTRAVARIANT = {"collections.abc.Callable", "Callable"}


def accepts(wide: ast.expr | None, narrow: ast.expr | None) -> bool:
    """Return whether every value of ``narrow`` is a value of ``wide``. None is an undeclared type, which is compatible with all."""
    if wide is None or narrow is None:
        return True
    wider = list(_alternatives(wide))
    return all(any(_accepts_one(one, other) for one in wider) for other in _alternatives(narrow))


def _alternatives(node: ast.expr) -> Iterator[ast.expr]:
    """Yield the members of a union, and each value of a ``Literal``."""
    match node:
        case ast.BinOp(left=left, op=ast.BitOr(), right=right):
            yield from _alternatives(left)
            yield from _alternatives(right)
        case ast.Subscript(value=ast.Name(id="Literal"), slice=ast.Tuple(elts=values)):
            yield from values
        case ast.Subscript(value=ast.Name(id="Literal"), slice=value):
            yield value
        case ast.Subscript(value=ast.Name(id="Optional"), slice=inner):
            yield from _alternatives(inner)
            yield ast.Constant(None)
        case ast.Subscript(value=ast.Name(id="Union"), slice=ast.Tuple(elts=members)):
            for member in members:
                yield from _alternatives(member)
        case _:
            yield node


def _accepts_one(wide: ast.expr, narrow: ast.expr) -> bool:
    match wide, narrow:
        case ast.Name(id=name), _ if name in _ANYTHING:
            return True
        case _, ast.Name(id="Any"):
            return True
        case ast.Name(id=name), ast.Constant(value=value) if value is not None:
            return _is_or_accepts(name, type(value).__name__)
        case ast.Name(id=one), ast.Name(id=other):
            return _is_or_accepts(one, other)
        case ast.Subscript(value=one, slice=inner), ast.Subscript(value=other, slice=others):
            return _same(one, other) and (_same(inner, others) or _accepts_arguments(one, inner, others))
    return _same(wide, narrow)


def _accepts_arguments(generic: ast.expr, wide: ast.expr, narrow: ast.expr) -> bool:
    if ast.unparse(generic) in _CONTRAVARIANT:
        return False
    wider, narrower = _arguments(wide), _arguments(narrow)
    return len(wider) == len(narrower) and all(map(accepts, wider, narrower))


def _arguments(node: ast.expr) -> list[ast.expr]:
    return node.elts if isinstance(node, ast.Tuple) else [node]


def _is_or_accepts(wide: str, narrow: str) -> bool:
    return wide == narrow or narrow in _ACCEPTS.get(wide, ())


def _same(one: ast.expr, other: ast.expr) -> bool:
    return ast.unparse(one) == ast.unparse(other)
