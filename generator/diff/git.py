"""Read a file or a folder of a git revision."""

from __future__ import annotations

import io
import subprocess
import tarfile
from pathlib import Path

from generator.diagnostic import Diagnostic

_FIX = "Use a revision and a path, for example `main:openapi`."


def export(revision: str, folder: Path) -> Path | Diagnostic:
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
        return Diagnostic(revision, "", "a revision cannot start with `-`.", _FIX)
    run = subprocess.run(["git", *options, revision], capture_output=True, check=False)  # noqa: S603, S607 - the user's own git
    if run.returncode == 0:
        return run.stdout
    output = run.stderr.decode(errors="replace").strip().splitlines() or ["no reason given"]
    return Diagnostic(revision, "", f"git failed: {output[0].removeprefix('fatal: ').rstrip('.')}.", _FIX)
