"""Respond to requests. `Engine.handle` is one function of named stages, from the request to the response."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import ExitStack, nullcontext
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from apivideo_admin_mock.core.actions import Call, act
from apivideo_admin_mock.errors import MockError
from apivideo_admin_mock.faults import Effect, StaleEffect, StatusEffect
from apivideo_admin_mock.http.messages import Delivery, Request, Response
from apivideo_admin_mock.http.problems import Problem
from apivideo_admin_mock.http.rate_limit import Allowance, SlidingWindow
from apivideo_admin_mock.http.reading import Reader, read_key
from apivideo_admin_mock.http.responses import ResponseWriter
from apivideo_admin_mock.http.routing import Options, Route, Router
from apivideo_admin_mock.settings import Settings
from apivideo_admin_mock.spec import Api, Operation
from apivideo_admin_mock.spec.problems import Kind
from apivideo_admin_mock.tenants.clock import Clock
from apivideo_admin_mock.tenants.injection import apply_effect, is_performed
from apivideo_admin_mock.tenants.registry import Tenants
from apivideo_admin_mock.tenants.scenario import populate
from apivideo_admin_mock.tenants.tenant import Tenant

_log = logging.getLogger("apivideo_admin_mock")


@lru_cache(maxsize=8)
def _compile(api: Api) -> tuple[Router, dict[str, Reader]]:
    """Return the router and readers of a document. They are cached: the mocks of a test run share them."""
    return Router(api.operations), {operation.id: Reader(operation, api) for operation in api.operations}


@dataclass(frozen=True, slots=True)
class _Exchange:
    """A request in progress. ``tenant`` is None if it is not authenticated; ``now`` is in seconds."""

    request: Request
    route: Route | Options | Problem
    tenant: Tenant | None
    allowance: Allowance
    now: float


class Engine:
    """A mock of the API that a document describes, without a socket.

    Thread-safe: requests of one tenant run one after the other, requests of different tenants run in parallel.
    """

    def __init__(self, api: Api, settings: Settings, clock: Clock) -> None:
        self.settings, self.clock = settings, clock
        self.tenants = Tenants(self._new_tenant, settings, clock)
        self._load(api)
        if settings.scenario is not None:
            # Create the tenants now, so that an invalid scenario raises here and not in a request.
            for key in settings.keys:
                self.tenants.find(key)
            if not settings.keys:
                self._new_tenant("scenario")

    def _load(self, api: Api) -> None:
        self.api = api
        self.limit = api.rate_limit if self.settings.rate_limit == "spec" else self.settings.rate_limit
        self._router, self._readers = _compile(api)
        self._writer = ResponseWriter(api)

    def reload(self, api: Api, migrate: Callable[[Tenant, Api], None]) -> None:
        """Serve another document. ``migrate`` converts the resources of each tenant, while all tenants are locked."""
        _compile(api)  # an invalid document raises here, before anything changes
        with ExitStack() as locks:
            tenants = self.tenants.all()
            for tenant in tenants:
                locks.enter_context(tenant.lock)
            for tenant in tenants:
                migrate(tenant, api)
            self._load(api)
            for tenant in tenants:
                tenant.reload(self.limit, self._populate)

    def handle(self, request: Request) -> Response:
        """Respond to a request. Every response carries the rate limit headers; those of a tenant are recorded."""
        tenant = self._authenticate(request.authorization)
        if isinstance(tenant, Problem):
            now = self.clock.now()
            route = self._router.match(request.method, request.path)
            unauthenticated = _Exchange(request, route, None, SlidingWindow(self.limit).peek(now), now)
            # The URL is checked before the key: an unknown URL is a 404 with any key.
            return self._respond(unauthenticated, tenant if isinstance(route, Route) else route)
        with tenant.lock:
            now = tenant.clock.now()
            route = self._router.match(request.method, request.path)
            if not isinstance(route, Route):
                return self._respond(_Exchange(request, route, tenant, tenant.window.peek(now), now), route)
            allowance = tenant.window.take(now)
            exchange = _Exchange(request, route, tenant, allowance, now)
            if not allowance.accepted:
                seconds = str(max(1, allowance.reset))
                return self._respond(exchange, Problem(Kind.TOO_MANY_REQUESTS, headers=(("Retry-After", seconds),)))
            effect = tenant.faults.next(route.operation, request.method, request.path) if tenant.faults else None
            tenant.expiry.sweep(tenant.store, now)
            if effect is not None:
                return self._inject(exchange, route, tenant, effect)
            return self._respond(exchange, self._perform(route, request, tenant, now))

    def find_report(self, path: str) -> tuple[Operation, tuple[str, ...]]:
        """Return the report operation at a path and the ids in the path. Raises MockError for any other path."""
        route = self._router.match("GET", path)
        if not isinstance(route, Route) or route.operation.report is None:
            reports = ", ".join(operation.path for operation in self.api.operations if operation.report)
            raise MockError(f"{path!r} is not the path of a report. Reports: {reports}")
        return route.operation, route.ids

    def _authenticate(self, authorization: str | None) -> Tenant | Problem:
        key = read_key(authorization)
        if isinstance(key, Problem):
            return key
        if key in self.settings.suspended_keys:
            return Problem(Kind.SUSPENDED_ACCOUNT)
        return self.tenants.find(key) or Problem(Kind.INVALID_API_KEY)

    def _perform(self, route: Route, request: Request, tenant: Tenant, now: float) -> Any | Problem:
        """Parse and carry out a request. A bug in the mock is logged and becomes a 500."""
        try:
            parsed = self._readers[route.operation.id].read(request)
            if isinstance(parsed, Problem):
                return parsed
            return act(Call(route.operation, route.ids, parsed, tenant, now))
        except Exception:  # noqa: BLE001 - the client must get a response even if the mock has a bug
            _log.exception("%s %s failed", request.method, request.path)
            return Problem(Kind.SERVER_ERROR)

    def _inject(self, exchange: _Exchange, route: Route, tenant: Tenant, effect: Effect) -> Response:
        """Respond to a request with an injected fault. The request is carried out unless the effect prevents it."""
        outcome: Any | Problem = None
        if is_performed(effect):
            stale = isinstance(effect, StaleEffect) and route.operation.method == "GET"
            with tenant.store.before_last_write() if stale else nullcontext():
                outcome = self._perform(route, exchange.request, tenant, exchange.now)
        if isinstance(effect, StatusEffect):
            outcome = self._writer.problem_of_status(effect)
        return self._respond(exchange, outcome, effect)

    def _respond(self, exchange: _Exchange, outcome: Any | Options | Problem, effect: Effect | None = None) -> Response:
        operation = exchange.route.operation if isinstance(exchange.route, Route) else None
        response = self._writer.write(operation, outcome, exchange.allowance)
        tenant = exchange.tenant
        if tenant is None:
            return response
        if tenant.latency:
            response = replace(response, delivery=Delivery(delay=tenant.latency))
        if effect is not None:
            response = apply_effect(response, effect, tenant.faults)
        tenant.journal.add(exchange.now, exchange.request, operation.id if operation else None, response)
        tenant.changed.notify_all()
        return response

    def _new_tenant(self, key: str) -> Tenant:
        return Tenant(
            key,
            seed=self.settings.seed,
            limit=self.limit,
            clock=self.clock,
            populate=self._populate,
            max_resources=None if key in self.settings.keys else self.settings.max_resources,
        )

    def _populate(self, tenant: Tenant) -> None:
        if self.settings.scenario is not None:
            populate(tenant, self.api, self.settings.scenario)
