"""The pages for browsers: the landing page, and the inspector with its modules. They are files, without secrets and without a build."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Final, NamedTuple

_FOLDER: Final = resources.files(__package__) / "inspector"
_TYPES: Final = {
    "html": "text/html; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
}
#: The headers of every page: nothing is loaded from elsewhere, run from a text, shown in a frame of another page, or kept by the browser.
HEADERS: Final = {
    "Content-Security-Policy": "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}


class Page(NamedTuple):
    """A file and its media type."""

    content: bytes
    media_type: str


@cache
def read_page(name: str) -> Page | None:
    """Return a file of the inspector by its name, or None if there is no such file."""
    names = {one.name for one in _FOLDER.iterdir() if one.is_file()}
    media_type = _TYPES.get(name.rpartition(".")[2])
    return Page((_FOLDER / name).read_bytes(), media_type) if name in names and media_type is not None else None
