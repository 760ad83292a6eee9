"""Reads Python sources: what they import, and which words stand in their code."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator
from pathlib import Path

_WORD = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")


def imports(source: str, package: str = "") -> Iterator[tuple[int, str]]:
    """Give the line and the module of every import, also those in functions and for type checkers only.

    ``package`` is the dotted package that the source is in, which relative imports start from. A module that is named in a
    call of ``import_module`` or ``__import__`` counts as imported.
    """
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Import(names=names):
                yield from ((node.lineno, alias.name) for alias in names)
            case ast.ImportFrom(module=module, names=names, level=level):
                base = ".".join(filter(None, [_above(package, level), module])) if level else str(module)
                yield node.lineno, base
                # `from package import module` imports the module as well.
                yield from ((node.lineno, f"{base}.{alias.name}") for alias in names)
            case ast.Call(
                func=ast.Name(id=name) | ast.Attribute(attr=name), args=[ast.Constant(value=str(module)), *_]
            ):
                if name in {"import_module", "__import__"}:
                    yield node.lineno, module


def forbidden_imports(source: str, forbidden: Collection[str], package: str = "") -> list[str]:
    """Give the imports of a source that are of these modules or of something in them."""
    return sorted(
        {
            f"line {line}: {module}"
            for line, module in imports(source, package)
            if any(module == one or module.startswith(f"{one}.") for one in forbidden)
        }
    )


def foreign_imports(source: str, allowed: Collection[str], package: str = "") -> list[str]:
    """Give the imports of a source whose top-level package is not one of these."""
    return sorted(
        {f"line {line}: {name}" for line, name in imports(source, package) if name.split(".")[0] not in allowed}
    )


def words(source: str) -> Iterator[tuple[int, str]]:
    """Give the line and each word of the code: names, arguments, attributes and texts.

    Docstrings, comments and texts with a space in them are for people, and may hold an example.
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
    """Give the places where one of these words stands in the code, alone or as a part of a name."""
    wanted = {one.replace("-", "_") for one in forbidden}
    return sorted(
        {
            f"line {line}: {word}"
            for line, word in words(source)
            if any(f"_{one}_" in f"_{word.replace('-', '_')}_" for one in wanted)
        }
    )


def modules(folder: Path) -> list[Path]:
    """Give the Python files of a package, without its tests."""
    return sorted(
        path for path in folder.rglob("*.py") if not {"tests", "__pycache__"} & set(path.relative_to(folder).parts)
    )


def _above(package: str, level: int) -> str:
    parts = package.split(".")
    return ".".join(parts[: len(parts) - level + 1])


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
