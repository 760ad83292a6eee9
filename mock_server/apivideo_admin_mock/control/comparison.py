"""Read the file in which the contract suite recorded that it compared the mock with another server."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from apivideo_admin_mock.files import read_mapping

#: The members of the file, and their types. `apivideo-admin-contract compare --stamp FILE` writes it.
_MEMBERS: Final[dict[str, type]] = {
    "at": str,
    "left": str,
    "right": str,
    "document": str,
    "suite": str,
    "checks": int,
    "differences": int,
}


def read_comparison(path: Path | None) -> dict[str, Any] | None:
    """Return the last comparison: its members, or an ``error``. None without a file: the mock was not compared."""
    if path is None or not path.is_file():
        return None
    try:
        content = read_mapping(path)
    except ValueError as error:
        return {"error": f"--compare-stamp {path.name} {error}"}
    wrong = next((name for name, kind in _MEMBERS.items() if type(content.get(name)) is not kind), None)
    if wrong is not None:
        return {
            "error": f"--compare-stamp {path.name}: `{wrong}` is missing or not of its type; fix: write it with compare --stamp"
        }
    return {name: content[name] for name in _MEMBERS}
