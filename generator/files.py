"""Read the YAML files of a folder."""

from __future__ import annotations

from pathlib import Path

from generator.diagnostic import Diagnostic
from generator.yaml_source import Source, read_yaml


def read_folder(folder: Path, label: str) -> dict[str, Source]:
    """Read every ``*.yaml`` and ``*.yml`` below a folder, sorted by name.

    The names in the result start with ``label``, which replaces the path of the folder in diagnostics.
    Raise OSError if a file cannot be read.
    """
    paths = sorted(path for path in folder.rglob("*") if path.suffix in {".yaml", ".yml"} and path.is_file())
    return {f"{label}/{path.relative_to(folder).as_posix()}": _read(path, label, folder) for path in paths}


def _read(path: Path, label: str, folder: Path) -> Source:
    name = f"{label}/{path.relative_to(folder).as_posix()}"
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        message = f"byte {error.start} is not UTF-8."
        return Source(None, (Diagnostic(name, "", message, "Save the file as UTF-8."),))
    return read_yaml(text, name)
