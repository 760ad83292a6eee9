"""The file of ``--ready-file``: it exists while the mock accepts connections."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from apivideo_admin_mock.atomic import write_atomically
from apivideo_admin_mock.errors import MockError


class ReadyFile:
    """A file that contains the URL of the mock. Without a path, every method does nothing."""

    def __init__(self, path: Path | None) -> None:
        self._path = path

    def prepare(self) -> None:
        """Remove the file of an earlier run: it leads waiting clients to a server that has ended.

        Raises MockError if the file cannot be written later.
        """
        if self._path is None:
            return
        if not self._path.parent.is_dir():
            raise MockError(f"--ready-file {self._path}: the folder does not exist")
        try:
            self._path.unlink(missing_ok=True)
        except OSError as error:
            raise MockError(
                f"--ready-file {self._path}: cannot be replaced: {error.strerror or error}. Choose another file."
            ) from None

    def write(self, url: str) -> None:
        """Write the URL. A waiting client never reads a part of it. Raises MockError if it cannot be written."""
        if self._path is None:
            return
        try:
            write_atomically(self._path, _content(url))
        except OSError as error:
            raise MockError(f"--ready-file {self._path}: cannot be written: {error.strerror or error}") from None

    def remove(self, url: str) -> None:
        """Remove the file if it still contains this URL: a later mock may have replaced it."""
        if self._path is None or self._path.is_symlink() or not self._path.is_file():
            return
        with suppress(OSError, UnicodeDecodeError):
            if self._path.read_text(encoding="utf-8") == _content(url):
                self._path.unlink()


def _content(url: str) -> str:
    return f"{url}\n"
