"""The stored form of a surface: each public name with its declaration, one per line, so that diffs show what changed."""

from __future__ import annotations

import ast
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

Surface = Mapping[str, str]
"""Dotted public names relative to the package (``AdminClient.close``, ``models.Link``), each with its declaration.

A declaration is ``module``, ``class (BASES)``, ``def (PARAMETERS) -> TYPE``, ``async def …``, ``type TYPE`` for an alias, or
``: TYPE`` for an attribute or a property. Undeclared types are left out.
"""

Kind = Literal["module", "class", "def", "async def", "type", "attribute"]


@dataclass(frozen=True, slots=True)
class Declaration:
    """A parsed declaration. ``type`` is the type of an attribute or an alias, or the return type of a function."""

    kind: Kind
    bases: tuple[str, ...] = ()
    arguments: ast.arguments | None = None
    type: ast.expr | None = None


def to_json(surface: Surface) -> bytes:
    """Return a surface as the JSON that is committed. The same surface results in the same bytes."""
    return (json.dumps(dict(sorted(surface.items())), indent=1, ensure_ascii=False) + "\n").encode()


@cache
def declaration(text: str) -> Declaration:
    """Parse a declaration. Raise ValueError for any other text."""
    try:
        return _read(text)
    except SyntaxError as error:
        raise ValueError(f"`{text}` is not a declaration: {error.msg}") from None


def _read(text: str) -> Declaration:
    kind, _, rest = text.partition(" ")
    if text.startswith("async def "):
        return _function("async def", rest.removeprefix("def "))
    match kind:
        case "module":
            return Declaration("module")
        case "class":
            return Declaration("class", bases=tuple(filter(None, rest.strip("()").split(", "))))
        case "def":
            return _function("def", rest)
        case "type":
            return Declaration("type", type=_type(rest))
        case ":":
            return Declaration("attribute", type=_type(rest))
    raise ValueError(f"`{text}` is not a declaration")


def _function(kind: Literal["def", "async def"], signature: str) -> Declaration:
    (node,) = ast.parse(f"def _{signature}: ...").body
    if not isinstance(node, ast.FunctionDef):
        raise ValueError(f"`{signature}` is not a signature")  # noqa: TRY004 - the text is wrong, not its type
    return Declaration(kind, arguments=node.args, type=node.returns)


def _type(text: str) -> ast.expr | None:
    return ast.parse(text, mode="eval").body if text else None
