"""Find words in the code of Python sources."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator

_WORD = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")


def words(source: str) -> Iterator[tuple[int, str]]:
    """Yield the line and each word of the code: names, arguments, attributes and strings.

    Docstrings, comments and strings with a space in them are prose: they may name a resource as an example.
    """
    tree = ast.parse(source)
    docstrings = {id(node.body[0].value) for node in ast.walk(tree) if _has_docstring(node)}  # type: ignore[attr-defined] # it has a body
    for node in ast.walk(tree):
        if id(node) in docstrings:
            continue
        for text in _texts(node):
            for found in _WORD.finditer(text.lower()):
                yield getattr(node, "lineno", 0), found[0]


def forbidden_words(source: str, forbidden: Collection[str]) -> list[str]:
    """Return each line and word of the code that contains one of these words, alone or as part of a name."""
    wanted = {one.replace("-", "_") for one in forbidden}
    return sorted(
        {
            f"line {line}: {word}"
            for line, word in words(source)
            if any(f"_{one}_" in f"_{word.replace('-', '_')}_" for one in wanted)
        }
    )


def _has_docstring(node: ast.AST) -> bool:
    match node:
        case (
            ast.Module(body=body)
            | ast.ClassDef(body=body)
            | ast.FunctionDef(body=body)
            | ast.AsyncFunctionDef(body=body)
        ):
            return bool(body) and isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant)
    return False


def _texts(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Constant(value=str(text)):
            if " " not in text.strip():
                yield text
        case ast.Name(id=text) | ast.Attribute(attr=text) | ast.arg(arg=text):
            yield text
        case ast.FunctionDef(name=text) | ast.AsyncFunctionDef(name=text) | ast.ClassDef(name=text):
            yield text
        case ast.keyword(arg=str(text)):
            yield text
        case ast.alias(name=text, asname=other):
            yield from filter(None, (text, other))
