"""Log each request as text or JSON, without the query, which can contain a secret."""

from __future__ import annotations

import json
import time
from collections.abc import Callable

from apivideo_admin_mock.tenants.clock import rfc3339


class AccessLog:
    """Formats one line for each request. ``mask`` returns what is shown of a decoded path, which can contain a secret."""

    def __init__(self, write: Callable[[str], None], *, as_json: bool, mask: Callable[[str], str]) -> None:
        self._write, self._as_json, self._mask = write, as_json, mask

    def __call__(self, address: str, method: str, path: str, status: int, milliseconds: float) -> None:
        """Log one request. ``path`` is decoded; a request that could not be read has the method and path ``-``."""
        at = rfc3339(time.time())
        path = self._mask(path) if path.startswith("/") else path
        if self._as_json:
            entry = {"at": at, "address": address, "method": method, "path": path, "status": status}
            self._write(json.dumps(entry | {"milliseconds": round(milliseconds, 3)}, ensure_ascii=False))
        else:
            # The client chooses the path: escape the characters that could end the line, or change what a terminal shows.
            shown = "".join(one if one.isprintable() else json.dumps(one)[1:-1] for one in path)
            self._write(f"{at} {address} {method} {shown} {status} {milliseconds:.1f} ms")
