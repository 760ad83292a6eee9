"""A surface as it is kept: each public name with its declaration, one a line, so that a pull request shows what changed."""

from __future__ import annotations

import ast
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

Surface = Mapping[str, str]
"""Dotted public names from the package (``AdminClient.close``, ``models.Link``), each with its declaration.

A declaration is ``module``, ``class (BASES)``, ``def (PARAMETERS) -> TYPE``, ``async def …``, ``type TYPE`` for an alias, or
``: TYPE`` for an attribute or a property; a type that nobody declares is left out.
"""

Kind = Literal["module", "class", "def", "async def", "type", "attribute"]


@dataclass(frozen=True, slots=True)
class Declaration:
    """A declaration, read: ``type`` is that of an attribute or an alias, or what a function returns."""

    kind: Kind
    bases: tuple[str, ...] = ()
    arguments: ast.arguments | None = None
    type: ast.expr | None = None


def to_json(surface: Surface) -> bytes:
    """Write a surface as the JSON that is committed: the same bytes for the same surface."""
    return (json.dumps(dict(sorted(surface.items())), indent=1, ensure_ascii=False) + "\n").encode()


@cache
def declaration(text: str) -> Declaration:
    """Read a declaration. Raises ValueError (a SyntaxError is not one, and is turned into it) for any other text."""
    try:
        return _read(text)
    except SyntaxError as error:
        raise ValueError(f"`{text}` is no declaration: {error.msg}") from None


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
    raise ValueError(f"`{text}` is no declaration")


def _function(kind: Literal["def", "async def"], signature: str) -> Declaration:
    (node,) = ast.parse(f"def _{signature}: ...").body
    if not isinstance(node, ast.FunctionDef):
        raise ValueError(f"`{signature}` is no signature")  # noqa: TRY004 - a fault of the text, not of its type
    return Declaration(kind, arguments=node.args, type=node.returns)


def _type(text: str) -> ast.expr | None:
    return ast.parse(text, mode="eval").body if text else None
