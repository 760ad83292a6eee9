"""The one value that passes through the stages of the engine."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from apivideo_admin_mock.backends.interface import ReadableStore
from apivideo_admin_mock.faults import Effect
from apivideo_admin_mock.http.messages import Request
from apivideo_admin_mock.http.problems import Problem
from apivideo_admin_mock.http.rate_limit import Allowance
from apivideo_admin_mock.http.reading import ParsedRequest
from apivideo_admin_mock.http.routing import Options, Route
from apivideo_admin_mock.spec import Operation
from apivideo_admin_mock.tenants.tenant import Tenant

#: What a stage or an action results in: JSON, None for no content, the methods of a path, or a problem.
Outcome = Any

#: The outcome of a request that an injected fault prevents.
NOT_PERFORMED: Final = object()


@dataclass(slots=True, eq=False)
class Exchange:
    """A request in progress. Each stage of `Engine.handle` sets values that only later stages read.

    - ``identity``: the tenant of the key, or the problem of an unauthenticated request. ``now``: the time in seconds.
    - ``route``, and of a known URL ``operation`` and ``ids`` (outermost first): set by the stage `route`.
    - ``tenant``, and ``store``, which reads take their data from: set by `authenticate`.
    - ``allowance``: set by `limit`, None before it. ``effect``: set by `inject`. ``parsed``: set by `read`.
    """

    request: Request
    identity: Tenant | Problem
    now: float
    route: Route | Options | Problem | None = None
    operation: Operation = field(init=False)
    ids: tuple[str, ...] = ()
    tenant: Tenant = field(init=False)
    store: ReadableStore = field(init=False)
    allowance: Allowance | None = None
    effect: Effect | None = None
    parsed: ParsedRequest = field(init=False)
