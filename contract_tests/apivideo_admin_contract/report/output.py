"""Write the reports to files and to the standard output. A report that fails does not stop the others."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import Final

from apivideo_admin_contract.environment import PROGRAM
from apivideo_admin_contract.errors import UsageError
from apivideo_admin_contract.report import WRITERS
from apivideo_admin_contract.report.summary import Summary
from apivideo_admin_mock.closed_output import discard

Reports = Iterable[tuple[str, Path | None]]
"""Formats, each with its file, or None for the standard output."""

#: A response may contain a lone surrogate, which UTF-8 cannot encode, or characters that the terminal cannot show.
_ERRORS: Final = "backslashreplace"


def check_files(reports: Reports) -> None:
    """Raise UsageError for a file that cannot be written, before the run instead of after it."""
    for _, path in reports:
        if path is None:
            continue
        if not path.parent.is_dir():
            raise UsageError(f"--report: the folder {path.parent} does not exist; fix: create it")
        if path.exists() and not path.is_file() and not path.is_dir():
            continue  # Opening a pipe waits for its reader.
        is_new = not path.exists()
        try:
            path.open("ab").close()
        except OSError as error:
            raise UsageError(f"--report: cannot write {path} ({error.strerror})") from None
        if is_new:
            path.unlink()


def write(summary: Summary, reports: Reports, max_findings: int | None) -> bool:
    """Write all reports, print an error for each that fails, and return whether all were written.

    If none was written, print what the run left on the server: the user would not know of it otherwise.
    """
    writers = {name: partial(writer, summary, max_findings) for name, writer in WRITERS.items()}
    return write_texts(writers, reports, summary.remaining)


def write_texts(writers: Mapping[str, Callable[[], str]], reports: Reports, remaining: Iterable[str]) -> bool:
    """Write reports, of which ``writers`` return the texts, as `write` does. ``remaining`` is what the run left on the server."""
    problems = {(name, path): _problem(writers[name], name, path) for name, path in reports}
    lines = [
        f"{PROGRAM}: cannot write the {name} report to {path or 'the standard output'} ({problem})\n"
        for (name, path), problem in problems.items()
        if problem
    ]
    if len(lines) == len(problems):
        lines += [f"{PROGRAM}: on the server: {line}\n" for line in remaining]
    sys.stderr.writelines(lines)
    return not lines


def _problem(writer: Callable[[], str], name: str, path: Path | None) -> str | None:
    try:
        text = writer()
        if path is None:
            _print(text, is_text=name == "text")
        else:
            path.write_bytes(text.encode("utf-8", _ERRORS))
    except OSError as error:
        return error.strerror or str(error)
    except Exception as error:  # noqa: BLE001 - an error in one report must lose neither the others nor the findings
        return f"{type(error).__name__}: {error}"
    return None


def _print(text: str, *, is_text: bool) -> None:
    """Print a report: text in the encoding of the terminal, other formats in UTF-8, which they declare."""
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
        discard(out)
        raise
