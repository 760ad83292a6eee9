"""The one value that passes through the stages of the engine."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from apivideo_admin_mock.backends.entry import Call
from apivideo_admin_mock.backends.interface import ReadableStore, Tenant
from apivideo_admin_mock.faults import Effect
from apivideo_admin_mock.http.messages import Request, Response
from apivideo_admin_mock.http.problems import Problem
from apivideo_admin_mock.http.rate_limit import Allowance
from apivideo_admin_mock.http.reading import ParsedRequest
from apivideo_admin_mock.monotonic import monotonic
from apivideo_admin_mock.spec import Operation

#: What a stage or an action results in: JSON, None for no content, the methods of a path, or a problem.
Outcome = Any

#: The outcome of a request that an injected fault prevents.
NOT_PERFORMED: Final = object()


class Metrics(Protocol):
    """Counts requests. Thread-safe."""

    def add(self, call: Call) -> None:
        """Count a request."""

    def text(self, tenants: int) -> bytes:
        """Return the metrics in the text format of Prometheus. ``tenants`` is the number of keys with data."""


@dataclass(slots=True, eq=False)
class Exchange:
    """A request in progress. Each stage of `Engine.handle` sets values that only later stages read.

    - ``identity``: the accepted key, or the problem of an unauthenticated request. ``is_authenticated``: whether it is a key.
    - ``is_inspection``: whether it has the `INSPECTOR_HEADER`. ``started``: when it was received, in seconds of `monotonic`.
    - ``now``: the time in seconds. ``tenant``, and ``store``, which reads take their data from, unless the request is
      unauthenticated: set by `begin`.
    - ``matched``: the operation of a known URL, or None. ``operation``: the same. ``ids``: outermost first. Set by the stage `route`.
    - ``allowance``: set by `limit`, None before it. ``effect``: set by `inject`. ``parsed``: set by `read`.
    """

    request: Request
    identity: str | Problem
    is_inspection: bool = False
    started: float = field(default_factory=monotonic)
    now: float = 0.0
    tenant: Tenant = field(init=False)
    store: ReadableStore = field(init=False)
    is_authenticated: bool = field(init=False)
    matched: Operation | None = None
    operation: Operation = field(init=False)
    ids: tuple[str, ...] = ()
    allowance: Allowance | None = None
    effect: Effect | None = None
    parsed: ParsedRequest = field(init=False)

    def __post_init__(self) -> None:
        """Set whether the request has a tenant."""
        self.is_authenticated = isinstance(self.identity, str)

    @property
    def uses_deprecated(self) -> bool:
        """Whether the request is of a deprecated operation, or valid and with a deprecated parameter or property."""
        operation = self.matched
        if operation is None or not operation.mentions_deprecated:
            return False
        if operation.deprecated:
            return True
        payload = operation.payload
        parsed: ParsedRequest | None = getattr(self, "parsed", None)
        return parsed is not None and not (
            operation.deprecated_parameters.isdisjoint(parsed.sent)
            and (payload is None or payload.deprecated.isdisjoint(parsed.payload))
        )

    def call(self, response: Response) -> Call:
        """Return the request with its response, to be recorded. The delay of an injected latency is a part of its duration."""
        operation, delay = self.matched, response.delivery.delay if response.delivery else 0
        duration = monotonic() - self.started + delay
        return Call(self.now, self.request, operation.id if operation else None, response, duration, self.effect)

    def begin(self, tenant: Tenant | None, now: float) -> None:
        """Set what a transaction provides: the tenant, unless the request is unauthenticated, and the time."""
        self.now = now
        if tenant is not None:
            self.tenant, self.store = tenant, tenant.records
