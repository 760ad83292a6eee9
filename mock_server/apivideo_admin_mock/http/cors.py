"""Let pages of other origins use the API (the CORS protocol of the Fetch standard, section 3.2). The control plane is never opened."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from apivideo_admin_mock.http.messages import Response

#: Every origin.
ANY: Final = "*"

_METHODS: Final = "GET, HEAD, POST, PUT, PATCH, DELETE"
_MAX_AGE: Final = "600"  # seconds that a browser may reuse a preflight response
_FIELD_NAMES: Final = re.compile(r"[A-Za-z0-9-]+(?: *, *[A-Za-z0-9-]+)*")


class Cors:
    """The origins that are allowed, for example ``https://app.example``, or `ANY`. Without one, nothing is added to a response."""

    def __init__(self, origins: frozenset[str]) -> None:
        self._origins = origins
        self._any = ANY in origins

    def allows(self, origin: str | None) -> bool:
        """Whether pages of an origin may use the API."""
        return origin is not None and (self._any or origin in self._origins)

    def preflight(self, method: str, headers: Mapping[str, str]) -> Response | None:
        """Return the response to a preflight request of an allowed origin, or None. The names of ``headers`` are in lowercase."""
        origin = headers.get("origin")
        if method != "OPTIONS" or "access-control-request-method" not in headers or not self.allows(origin):
            return None
        response = Response(204)
        response.headers.append(("Access-Control-Allow-Methods", _METHODS))
        # Of the names of headers, `*` does not stand for Authorization, so those that are asked for are repeated.
        asked = headers.get("access-control-request-headers", "")
        if _FIELD_NAMES.fullmatch(asked):
            response.headers.append(("Access-Control-Allow-Headers", asked))
        response.headers.append(("Access-Control-Max-Age", _MAX_AGE))
        self.add(origin, response)
        return response

    def add(self, origin: str | None, response: Response) -> None:
        """Let pages of an origin read a response, if it is allowed. Its headers are readable too, for example those of the rate limit."""
        if self.allows(origin):
            allowed = ANY if self._any else str(origin)
            response.headers.append(("Access-Control-Allow-Origin", allowed))
            response.headers.append(("Access-Control-Expose-Headers", ANY))
        if self._origins and not self._any:
            response.headers.append(("Vary", "Origin"))
