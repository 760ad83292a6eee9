"""Small documents for the renderer's tests, and a loader for rendered packages.

Run ``python -m generator.tests.render_kit`` to update the golden files, then review the diff.
"""

from __future__ import annotations

import importlib.util
import itertools
import json
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

from generator.diagnostic import Diagnostic
from generator.document.composition import merge_all_of
from generator.document.model import Document, SourceMap
from generator.render import render

HERE = Path(__file__).parent
GOLDEN = HERE / "golden" / "library"
RUNTIME = HERE.parents[1] / "generated_client" / "apivideo_admin" / "_runtime"
SHARED_RUNTIME = "rendered_runtime"
_numbers = itertools.count()


def document(paths: Mapping[str, Any], **components: Any) -> dict[str, Any]:
    """Return a document with these paths, and these components (schemas, parameters, responses)."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "Library", "version": "1.0.0"},
        "servers": [{"url": "https://library.example"}],
        "tags": [{"name": "books", "description": "Books."}],
        "paths": paths,
        "components": components,
    }


def operation(operation_id: str, action: str, response: Any = None, **more: Any) -> dict[str, Any]:
    """Return an operation with a 200 response of this schema, or a 204 without a schema."""
    content = {"application/json": {"schema": response}}
    success = (
        {"204": {"description": "Done."}}
        if response is None
        else {"200": {"description": "An answer.", "content": content}}
    )
    responses = success | more.pop("errors", {})
    return {"operationId": operation_id, "tags": ["books"], "x-action": action, "responses": responses, **more}


def body_of(schema: Any) -> dict[str, Any]:
    """Return a required JSON request body."""
    return {"required": True, "content": {"application/json": {"schema": schema}}}


def with_book(properties: Mapping[str, Any], required: list[str] | None = None) -> dict[str, Any]:
    """Return a document with one operation that returns a book with these properties, all required by default."""
    book = {"type": "object", "properties": properties, "required": list(properties) if required is None else required}
    return document(
        {"/book": {"get": operation("get_book", "get", {"$ref": "#/components/schemas/Book"})}}, schemas={"Book": book}
    )


def diagnostics_of(source: dict[str, Any], target: Path) -> list[Diagnostic]:
    """Return the diagnostics of a document that cannot be rendered."""
    found = render(source, target)
    assert found, "it was rendered"
    return found


def load(source: dict[str, Any], target: Path, *, has_own_runtime: bool = False) -> ModuleType:
    """Render a document and import the package under a unique name."""
    found = render(source, target)
    assert not found, [str(diagnostic) for diagnostic in found]
    if has_own_runtime:
        package = target / "apivideo_admin"
        shutil.copytree(RUNTIME, package / "_runtime", ignore=shutil.ignore_patterns("__pycache__"))
        return import_package(f"rendered_{next(_numbers)}", package)
    if SHARED_RUNTIME not in sys.modules:
        import_package(SHARED_RUNTIME, RUNTIME)
    adopt(target / "apivideo_admin", SHARED_RUNTIME)
    return import_package(f"rendered_{next(_numbers)}", target / "apivideo_admin")


def adopt(package: Path, runtime: str) -> None:
    """Make a rendered package use a runtime that others use too: to compile and load one takes longer than all the rest."""
    for path in sorted(package.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        lines = [
            line.replace("from .._runtime", f"from {runtime}").replace("from ._runtime", f"from {runtime}")
            for line in text.split("\n")
        ]
        path.write_text("\n".join(lines), encoding="utf-8", newline="\n")


def import_package(name: str, folder: Path) -> ModuleType:
    """Import a folder as a package of this name."""
    spec = importlib.util.spec_from_file_location(
        name, folder / "__init__.py", submodule_search_locations=[str(folder)]
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def files(folder: Path) -> dict[str, bytes]:
    """Return every file of a folder by its path in it."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def golden_document() -> dict[str, Any]:
    """Return the document of the golden files, merged as every bundle is."""
    data: dict[str, Any] = json.loads((HERE / "golden" / "library.json").read_text(encoding="utf-8"))
    merged = merge_all_of(Document(data, SourceMap({(): ("library.json", ())})))
    assert isinstance(merged, Document), merged
    return merged.content


def _write_golden() -> None:
    shutil.rmtree(GOLDEN, ignore_errors=True)
    scratch = GOLDEN.with_name("scratch")
    for diagnostic in render(golden_document(), scratch):
        sys.stderr.write(f"{diagnostic}\n")
    for name, content in files(scratch).items():
        path = GOLDEN / f"{name}.golden"  # the suffix excludes them from linters and imports
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    shutil.rmtree(scratch)


if __name__ == "__main__":
    _write_golden()
