"""Load a document to compare from a file, a folder, a version or a git revision."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from generator.bundle import ROOT_FILE, bundle
from generator.conformance import check_version, nonconformity
from generator.diagnostic import Diagnostic
from generator.diff.git import export
from generator.diff.version import read_version
from generator.document import Document, Node, SourceMap
from generator.references import dangling
from generator.yaml_source import read_yaml

_FIX = f"Use a file, a folder with {ROOT_FILE}, a version in {{history}}, or a git revision such as `main:openapi`."
Loaded = dict[str, Any] | list[Diagnostic]


def load(source: str, history: Path) -> Loaded:
    """Load a bundled document: a file (JSON or YAML), a folder with ``openapi.yaml``, a version, or a git revision.

    A version (``1.0.0`` or ``v1.0.0``) is a snapshot in the folder ``history``. Return diagnostics if the document is invalid.
    Raise OSError if a file cannot be read or git cannot be run.
    """
    path = Path(source)
    if path.exists():
        return _load_path(path, source)
    version = source.removeprefix("v")  # the form of the git tags
    if read_version(version):
        snapshot = history / f"{version}.json"
        return _load_path(snapshot, source) if snapshot.is_file() else [_unknown_version(version, history)]
    if ":" in source:
        return _load_revision(source)
    return [Diagnostic(source, "", "the document does not exist.", _FIX.format(history=history))]


def _load_path(path: Path, label: str) -> Loaded:
    if path.is_dir():
        if not (path / ROOT_FILE).is_file():
            return [Diagnostic(label, "", f"the folder has no {ROOT_FILE}.", _FIX.format(history="openapi/history"))]
        bundled = bundle(path, label)
        return bundled if isinstance(bundled, list) else bundled.document.content
    return _load_file(path, label)


def _load_revision(revision: str) -> Loaded:
    with TemporaryDirectory(prefix="apivideo-admin-") as folder:
        location = export(revision, Path(folder))
        return [location] if isinstance(location, Diagnostic) else _load_path(location, revision)


def _load_file(path: Path, label: str) -> Loaded:
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        return [Diagnostic(label, "", f"byte {error.start} is not UTF-8.", "Save the file as UTF-8.")]
    if path.suffix == ".json":
        try:
            content = json.loads(text)
        except (ValueError, RecursionError) as error:
            return [
                Diagnostic(label, "", f"the file is not JSON: {error}.", "Fix it, or rename it to .yaml if it is YAML.")
            ]
    else:
        source = read_yaml(text, label)
        if source.diagnostics:
            return list(source.diagnostics)
        content = source.value
    return _check(content, label)


def _check(content: Any, label: str) -> Loaded:
    if diagnostic := check_version(content, label):
        return [diagnostic]
    document = Document(content, SourceMap({(): (label, ())}))
    diagnostics = [*_external_references(document, document.root)] or [*dangling(document)] or nonconformity(document)
    return diagnostics or content


def _external_references(document: Document, node: Node) -> Iterator[Diagnostic]:
    """Yield a diagnostic for each reference to another file. A single file must be bundled to be compared."""
    ref = node.get("$ref")
    if ref is not None and isinstance(ref.value, str) and not ref.value.startswith("#/"):
        yield document.diagnostic(
            ref, f"`{ref.value}` is in another file.", f"Compare the folder that holds {ROOT_FILE}."
        )
    for child in node.children():
        yield from _external_references(document, child)


def _unknown_version(version: str, history: Path) -> Diagnostic:
    known = ", ".join(sorted(path.stem for path in history.glob("*.json"))) or "none"
    return Diagnostic(version, "", f"{history} has no snapshot of this version.", f"Use one of: {known}.")
