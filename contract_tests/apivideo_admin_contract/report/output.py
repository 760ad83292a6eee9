"""Where reports go. One that can't be written is told, and costs none of the others."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from apivideo_admin_contract.errors import UsageError
from apivideo_admin_contract.report import WRITERS
from apivideo_admin_contract.report.summary import Summary

Reports = Iterable[tuple[str, Path | None]]
"""Formats, each with its file, or None for the standard output."""

#: Half a character, as a server may answer, can't be written as UTF-8; what a terminal can't show is another matter, but ends alike.
_ERRORS: Final = "backslashreplace"


def check_files(reports: Reports) -> None:
    """Raise UsageError for a file that can't be written: that is better known before a run than after it."""
    for _, path in reports:
        if path is None:
            continue
        if not path.parent.is_dir():
            raise UsageError(f"--report: there is no folder {path.parent} for {path.name}")
        if path.exists() and not path.is_file() and not path.is_dir():
            continue  # To open a pipe is to wait for who reads it.
        is_new = not path.exists()
        try:
            path.open("ab").close()
        except OSError as error:
            raise UsageError(f"--report: {path} can't be written ({error.strerror})") from None
        if is_new:
            path.unlink()


def write(summary: Summary, reports: Reports, most: int | None) -> bool:
    """Write all reports, and tell whether all could be written. Those that can't are told on the standard error.

    Where none can, what stays on the server is told there too: nobody would know of it otherwise.
    """
    troubles = {(name, path): _trouble(summary, name, path, most) for name, path in reports}
    told = [
        f"contract_tests: the {name} report can't be written to {path or 'the standard output'} ({trouble})\n"
        for (name, path), trouble in troubles.items()
        if trouble
    ]
    if len(told) == len(troubles):
        told += [f"contract_tests: on the server {line}\n" for line in summary.remaining]
    sys.stderr.writelines(told)
    return not told


def _trouble(summary: Summary, name: str, path: Path | None, most: int | None) -> str | None:
    try:
        text = WRITERS[name](summary, most)
        if path is None:
            _print(text, is_text=name == "text")
        else:
            path.write_bytes(text.encode("utf-8", _ERRORS))
    except OSError as error:
        return error.strerror or str(error)
    except Exception as error:  # noqa: BLE001 - a fault of one report must not cost the others, nor what a run has found
        return f"{type(error).__name__}: {error}"
    return None


def _print(text: str, *, is_text: bool) -> None:
    """Print a report: text as the terminal understands it, other formats in UTF-8, as they say of themselves."""
    out = sys.stdout
    buffer = getattr(out, "buffer", None)
    if buffer is None:
        out.write(text)
        return
    try:
        out.flush()
        if is_text:
            lines = text.replace("\n", os.linesep)
            buffer.write(lines.encode(out.encoding, _ERRORS))
        else:
            buffer.write(text.encode("utf-8", _ERRORS))
        buffer.flush()
    except OSError:
        _forget(out.fileno())
        raise


def _forget(number: int) -> None:
    """Have what could not be written go nowhere: Python tries again at its end, and complains."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, number)
    os.close(nowhere)
