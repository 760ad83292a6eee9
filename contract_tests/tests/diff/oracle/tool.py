"""Install openapi-diff with npm, and ask it for its verdicts."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

_PACKAGE: Final = "openapi-diff@0.24.1"
_PROGRAM: Final = Path(__file__).with_name("compare.cjs")
_SECONDS: Final = 300


def is_available() -> bool:
    """Whether this machine has Node.js with npm."""
    return bool(shutil.which("node") and shutil.which("npm"))


def install(folder: Path) -> Path:
    """Install the package into a folder, and return the folder. Its scripts are not run."""
    flags = ("--silent", "--no-audit", "--no-fund", "--ignore-scripts")
    _run("npm", "install", *flags, "--prefix", str(folder), _PACKAGE)
    return folder


def verdicts(folder: Path, pairs: Mapping[str, tuple[Any, Any]]) -> dict[str, str]:
    """Return the verdict of each pair of documents: breaking, other, none, or unreadable."""
    file = folder / "pairs.json"
    file.write_text(json.dumps(pairs), encoding="utf-8")
    found: dict[str, str] = json.loads(_run("node", str(_PROGRAM), str(folder), str(file)))
    return found


def _run(program: str, *arguments: str) -> str:
    path = shutil.which(program)
    assert path is not None
    done = subprocess.run([path, *arguments], capture_output=True, text=True, timeout=_SECONDS, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout
