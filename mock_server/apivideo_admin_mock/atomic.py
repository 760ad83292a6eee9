"""Write files that other processes read: a reader sees the old content or the new one, never a part."""

from __future__ import annotations

import os
from pathlib import Path
from secrets import token_hex


def write_atomically(path: Path, text: str, *, is_private: bool = False) -> None:
    """Write a file in UTF-8. If it ``is_private``, only its owner can read it. Raises OSError if it cannot be written.

    Another file is written and renamed. It is new and has a random name: in a shared folder, somebody else could have created a file or a link
    of a known one.
    """
    partial = path.with_name(f".{path.name}.{token_hex(8)}")
    try:
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600 if is_private else 0o666)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
