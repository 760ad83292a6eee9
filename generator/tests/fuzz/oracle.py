"""The test oracle for any document: useful diagnostics, or code that consists of template code only."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from generator.diagnostic import Diagnostic
from generator.document.model import _member
from generator.document.pointer import from_pointer
from generator.render import render
from generator.tests.fuzz.stages import files_of
from generator.tests.render_kit import HERE, golden_document

_MAX_LENGTH = 1500  # characters of a diagnostic: some quote parts of the document


def check_diagnostics(content: dict[str, Any], diagnostics: Iterable[Diagnostic]) -> None:
    """Check that each diagnostic is one line with an existing file and location and a fix."""
    files = files_of(content)
    for diagnostic in diagnostics:
        line = str(diagnostic)
        assert len(line.splitlines()) == 1, line
        assert len(line) < _MAX_LENGTH, line
        assert diagnostic.file in files, line
        assert diagnostic.fix, line
        assert " object at 0x" not in line, line
        value: Any = content
        for key in (*files[diagnostic.file], *from_pointer(diagnostic.pointer)):
            assert isinstance(value, dict | list), line
            step = int(key) if isinstance(value, list) else str(key)
            assert step in (value if isinstance(value, dict) else range(len(value))), line
            value = _member(value, step)


def check_code(package: Path) -> None:
    """Check that the code has only nodes, calls, imports and names of the templates. Texts are in constants only."""
    trees = {path: ast.parse(path.read_text(encoding="utf-8")) for path in sorted(package.rglob("*.py"))}
    defined = _defined(trees.values())
    known = _harmless()
    for path, tree in trees.items():
        for node in ast.walk(tree):
            where = f"{path.name}: {ast.unparse(node)[:200]}"
            assert type(node).__name__ in known["nodes"], where
            match node:
                case ast.Import() | ast.ImportFrom():
                    origin = getattr(node, "module", None) or ""
                    assert origin in known["modules"] or origin.startswith(("resources.", "_structs", "_enums")), where
                case ast.Call():
                    called = ast.unparse(node.func)
                    assert called in known["calls"] or called in defined, where
                case ast.Name():
                    assert node.id in known["names"] or node.id in defined, where
                case ast.Attribute():
                    assert node.attr in known["attributes"] or node.attr in defined, where


def _defined(trees: Iterable[ast.Module]) -> set[str]:
    """Return the names that the package itself defines."""
    found: set[str] = set()
    for tree in trees:
        for node in ast.walk(tree):
            match node:
                case ast.ClassDef() | ast.FunctionDef() | ast.AsyncFunctionDef():
                    found.add(node.name)
                case ast.arg():
                    found.add(node.arg)
                case ast.Name(ctx=ast.Store()):
                    found.add(node.id)
    return found


@cache
def _harmless() -> dict[str, set[str]]:
    """Return the nodes, calls and names in the code of trusted documents."""
    trees = []
    bundle = HERE.parents[1] / "mock_server" / "apivideo_admin_mock" / "openapi.json"
    for content in (golden_document(), json.loads(bundle.read_text(encoding="utf-8"))):
        with TemporaryDirectory() as folder:
            assert render(content, Path(folder)) == []
            trees += [ast.parse(path.read_text(encoding="utf-8")) for path in sorted(Path(folder).rglob("*.py"))]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    return {
        "nodes": {type(node).__name__ for node in nodes} | {"USub", "UnaryOp", "Pass"},
        "modules": set(_modules(nodes)),
        "calls": {"_field"} | {ast.unparse(node.func) for node in nodes if isinstance(node, ast.Call)},
        "names": {node.id for node in nodes if isinstance(node, ast.Name)}
        | {
            "_field",
            "builtins",
            "datetime",
            "float",
            "bool",
            "UUID",
            "dict",
            "Any",
            "Literal",
            "AwareDatetime",
            "Sequence",
        },
        "attributes": {node.attr for node in nodes if isinstance(node, ast.Attribute)} | {"date", "datetime"},
    }


def _modules(nodes: Iterable[ast.AST]) -> Iterator[str]:
    yield from ("", "msgspec", "uuid", "typing", "datetime", "collections.abc", "_runtime.clock", "_runtime.model")
    for node in nodes:
        if isinstance(node, ast.ImportFrom):
            yield node.module or ""
