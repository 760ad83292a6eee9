"""The id of a request: the one that it has, or a new one. The same seed and requests produce the same ids."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

from apivideo_admin_mock.core.exchange import Exchange
from apivideo_admin_mock.http.messages import sent_request_id
from apivideo_admin_mock.tenants.ids import new_request_id, next_request_id


class RequestIds:
    """Makes the ids of requests. ``now`` returns the time in seconds."""

    def __init__(self, seed: int, now: Callable[[], float]) -> None:
        self._seed, self._now, self._numbers = seed, now, count()
        self._source: str | None = None

    def of(self, exchange: Exchange) -> str:
        """Return the id that a request has, or a new one."""
        sent = sent_request_id(exchange.request.headers.values)
        if sent is not None:
            return sent
        has_tenant = exchange.is_authenticated and not exchange.is_inspection
        return next_request_id(exchange.tenant) if has_tenant else self.new()

    def new(self) -> str:
        """Return the id of a request without a tenant. It depends on the time of the first one too: workers do not share a number."""
        if self._source is None:
            self._source = f"{self._seed}/{self._now()}"
        return new_request_id(self._source, next(self._numbers))
