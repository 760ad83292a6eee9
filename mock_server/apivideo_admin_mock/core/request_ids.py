"""The id of a request: the one that it has, or a new one. The same seed and requests produce the same ids."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

from apivideo_admin_mock.core.exchange import Exchange
from apivideo_admin_mock.http.messages import sent_request_id
from apivideo_admin_mock.tenants.ids import request_prefix


class RequestIds:
    """Makes the ids of requests. ``now`` returns the time in seconds."""

    def __init__(self, seed: int, now: Callable[[], float]) -> None:
        self._seed, self._now, self._numbers = seed, now, count()
        self._started: float | None = None

    def of(self, exchange: Exchange) -> str:
        """Return the id that a request has, or a new one.

        Of a recorded request, it depends on the seed, the key and the number of recorded requests.
        """
        sent = sent_request_id(exchange.request.headers.values)
        if sent is not None:
            return sent
        if not exchange.is_authenticated or exchange.is_inspection:
            return self.new()
        tenant = exchange.tenant
        return f"{request_prefix(self._seed, tenant.key)}{tenant.journal.number:016x}"

    def new(self) -> str:
        """Return the id of a request without a tenant. It depends on the time of the first one too: workers do not share a number."""
        if self._started is None:
            self._started = self._now()
        return f"{request_prefix(self._seed, self._started)}{next(self._numbers):016x}"
