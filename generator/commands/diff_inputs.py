"""Load what ``diff`` compares: a document from a file, a folder, a version or a git revision, and the surface of its SDK."""

from __future__ import annotations

import io
import subprocess
import tarfile
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from generator.diagnostic import Diagnostic
from generator.document.any_version import ReadDocument, read_any_version
from generator.document.bundle import ROOT_FILE, bundle
from generator.release.history import read_history
from generator.rendering import Render, render_in_memory
from generator.surface.declaration import Surface
from generator.sync import RUNTIME
from generator.versions import read_version

_SOURCE_FIX = (
    f"Use a file, a folder with {ROOT_FILE}, a version in {{history}}, or a git revision such as `main:openapi`."
)
_REVISION_FIX = "Use a revision and a path, for example `main:openapi`."
Loaded = ReadDocument | list[Diagnostic]


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
    return [Diagnostic(source, "", "the document does not exist.", _SOURCE_FIX.format(history=history))]


def _load_path(path: Path, label: str) -> Loaded:
    if path.is_dir():
        if not (path / ROOT_FILE).is_file():
            return [
                Diagnostic(label, "", f"the folder has no {ROOT_FILE}.", _SOURCE_FIX.format(history="openapi/history"))
            ]
        bundled = bundle(path, label)
        return bundled if isinstance(bundled, list) else ReadDocument(bundled.document)
    return _load_file(path, label)


def _load_revision(revision: str) -> Loaded:
    with TemporaryDirectory(prefix="apivideo-admin-") as folder:
        location = _export(revision, Path(folder))
        return [location] if isinstance(location, Diagnostic) else _load_path(location, revision)


def _load_file(path: Path, label: str) -> Loaded:
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        return [Diagnostic(label, "", f"byte {error.start} is not UTF-8.", "Save the file as UTF-8.")]
    return read_any_version(text, label, is_json=path.suffix == ".json")


def _unknown_version(version: str, history: Path) -> Diagnostic:
    known = ", ".join(sorted(path.stem for path in history.glob("*.json"))) or "none"
    return Diagnostic(version, "", f"{history} has no snapshot of this version.", f"Use one of: {known}.")


def _export(revision: str, folder: Path) -> Path | Diagnostic:
    """Export ``revision`` (for example ``main:openapi``) into ``folder`` and return the path of the file or folder.

    git runs in the current folder. Raise OSError if it cannot be run or a file cannot be written.
    """
    kind = _git("cat-file", "-t", revision)
    if isinstance(kind, Diagnostic):
        return kind
    if kind.strip() == b"blob":
        content = _git("cat-file", "blob", revision)
        if isinstance(content, Diagnostic):
            return content
        target = folder / Path(revision.partition(":")[2]).name
        target.write_bytes(content)
        return target
    archive = _git("archive", "--format=tar", revision)
    if isinstance(archive, Diagnostic):
        return archive
    with tarfile.open(fileobj=io.BytesIO(archive)) as tree:
        tree.extractall(folder, filter="data")
    return folder


def _git(*arguments: str) -> bytes | Diagnostic:
    *options, revision = arguments
    if revision.startswith("-"):  # git would read it as an option
        return Diagnostic(revision, "", "a revision cannot start with `-`.", _REVISION_FIX)
    run = subprocess.run(["git", *options, revision], capture_output=True, check=False)  # noqa: S603, S607 - the user's own git
    if run.returncode == 0:
        return run.stdout
    output = run.stderr.decode(errors="replace").strip().splitlines() or ["no reason given"]
    return Diagnostic(revision, "", f"git failed: {output[0].removeprefix('fatal: ').rstrip('.')}.", _REVISION_FIX)


def load_surface(source: str, content: dict[str, Any], history: Path, render: Render) -> Surface | list[Diagnostic]:
    """Return the stored surface of a version, or the surface of the SDK that is rendered from the document ``content``.

    ``source`` is the document as named on the command line. The current folder must be the root of the repository, whose
    ``_runtime`` is part of the SDK. Raise OSError if a file cannot be read or written.
    """
    version = read_version(source.removeprefix("v"))
    if version is not None and not Path(source).exists():
        kept = read_history(history, str(history))
        if isinstance(kept, list):
            return kept
        if version in kept.surfaces:
            return kept.surfaces[version]
    runtime = Path(RUNTIME)
    if not runtime.is_dir():
        return [
            Diagnostic(
                source,
                "",
                f"its SDK cannot be rendered: the folder {RUNTIME} does not exist.",
                "Run this in the root of the repository.",
            )
        ]
    rendered = render_in_memory(content, render, runtime)
    if isinstance(rendered, list):
        return [
            diagnostic if diagnostic.is_of_a_template else replace(diagnostic, file=source) for diagnostic in rendered
        ]
    return rendered.surface
