"""Respond to requests. `Engine.handle` is one function of named stages, from the request to the response."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from contextlib import ExitStack, nullcontext
from dataclasses import replace
from functools import lru_cache
from typing import Final

from apivideo_admin_mock.core.actions import act, find
from apivideo_admin_mock.core.exchange import NOT_PERFORMED, Exchange, Outcome
from apivideo_admin_mock.errors import MockError
from apivideo_admin_mock.faults import StaleEffect, StatusEffect
from apivideo_admin_mock.http.messages import Delivery, Request, Response
from apivideo_admin_mock.http.problems import Problem
from apivideo_admin_mock.http.rate_limit import Allowance, SlidingWindow
from apivideo_admin_mock.http.reading import Reader, lazy_readers, read_key
from apivideo_admin_mock.http.responses import ResponseWriter
from apivideo_admin_mock.http.routing import Options, Route, Router
from apivideo_admin_mock.settings import Settings
from apivideo_admin_mock.spec import Api, Operation
from apivideo_admin_mock.spec.problems import Kind
from apivideo_admin_mock.tenants.clock import Clock
from apivideo_admin_mock.tenants.injection import BeforeLastWrite, apply_effect, is_performed
from apivideo_admin_mock.tenants.registry import Tenants
from apivideo_admin_mock.tenants.scenario import populate
from apivideo_admin_mock.tenants.tenant import Tenant

_log = logging.getLogger("apivideo_admin_mock")
_UNLOCKED: Final = nullcontext()


@lru_cache(maxsize=8)
def _compile(api: Api) -> tuple[Router, Mapping[str, Reader]]:
    """Return the router and readers of a document. They are cached: the mocks of a test run share them."""
    return Router(api.operations), lazy_readers(api)


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
        """Respond to a request. Every response carries the rate limit headers; those of a tenant are recorded.

        A stage returns None to continue with the next one. Any other value is the outcome of the request.
        """
        identity = self._identify(request.authorization)
        with identity.lock if isinstance(identity, Tenant) else _UNLOCKED:
            clock = identity.clock if isinstance(identity, Tenant) else self.clock
            exchange = Exchange(request, identity, clock.now())
            try:
                outcome = (
                    self._route(exchange)  # 404, 405: with any key, even an invalid one
                    or self._authenticate(exchange)  # 401, 403
                    or self._limit(exchange)  # 429
                    or self._expire(exchange)
                    or self._inject(exchange)
                    or self._read(exchange)  # 400, 413, 415
                    or find(exchange)  # 404
                    or act(exchange)
                )
            except Exception:  # noqa: BLE001 - the client must get a response even if the mock has a bug
                _log.exception("%s %s failed", request.method, request.path)
                outcome = Problem(Kind.SERVER_ERROR)
            response = self._write(exchange, outcome)
            self._record(exchange, response)
            return response

    def find_report(self, path: str) -> tuple[Operation, tuple[str, ...]]:
        """Return the report operation at a path and the ids in the path. Raises MockError for any other path."""
        route = self._router.match("GET", path)
        if not isinstance(route, Route) or route.operation.report is None:
            reports = ", ".join(operation.path for operation in self.api.operations if operation.report)
            raise MockError(f"{path!r} is not the path of a report. Reports: {reports}")
        return route.operation, route.ids

    def _identify(self, authorization: str | None) -> Tenant | Problem:
        """Return the tenant of the key in an ``Authorization`` header, or a 401 or 403 problem."""
        key = read_key(authorization)
        if isinstance(key, Problem):
            return key
        if key in self.settings.suspended_keys:
            return Problem(Kind.SUSPENDED_ACCOUNT)
        return self.tenants.find(key) or Problem(Kind.INVALID_API_KEY)

    def _route(self, exchange: Exchange) -> Options | Problem | None:
        """Find the operation. Return a 404 or 405 problem, or the methods of a path for an OPTIONS request."""
        exchange.route = route = self._router.match(exchange.request.method, exchange.request.path)
        if not isinstance(route, Route):
            return route
        exchange.operation, exchange.ids = route.operation, route.ids
        return None

    def _authenticate(self, exchange: Exchange) -> Problem | None:
        """Return the problem of an unauthenticated request."""
        identity = exchange.identity
        if isinstance(identity, Problem):
            return identity
        exchange.tenant, exchange.store = identity, identity.store
        return None

    def _limit(self, exchange: Exchange) -> Problem | None:
        """Count a request in the rate limit. Return a 429 problem if the limit is exceeded."""
        exchange.allowance = allowance = exchange.tenant.window.take(exchange.now)
        if allowance.accepted:
            return None
        return Problem(Kind.TOO_MANY_REQUESTS, headers=(("Retry-After", str(max(1, allowance.reset))),))

    def _expire(self, exchange: Exchange) -> Problem | None:
        """Mark and delete the resources that are due. This stops no request."""
        exchange.tenant.expiry.sweep(exchange.tenant.store, exchange.now)
        return None

    def _inject(self, exchange: Exchange) -> Outcome:
        """Choose the effect of an injected fault. Return `NOT_PERFORMED` if it prevents the request."""
        tenant, request = exchange.tenant, exchange.request
        if not tenant.faults:
            return None
        exchange.effect = effect = tenant.faults.next(exchange.operation, request.method, request.path)
        if effect is None:
            return None
        if isinstance(effect, StaleEffect) and exchange.operation.method == "GET":
            exchange.store = BeforeLastWrite(tenant.store)
        return None if is_performed(effect) else NOT_PERFORMED

    def _read(self, exchange: Exchange) -> Problem | None:
        """Read and validate the query and the payload. Return a 400, 413 or 415 problem if one is invalid."""
        parsed = self._readers[exchange.operation.id].read(exchange.request)
        if isinstance(parsed, Problem):
            return parsed
        exchange.parsed = parsed
        return None

    def _write(self, exchange: Exchange, outcome: Outcome) -> Response:
        """Return the response for an outcome, with the headers of the rate limit and the effect of an injected fault."""
        route, effect, tenant = exchange.route, exchange.effect, exchange.identity
        if isinstance(effect, StatusEffect):
            outcome = self._writer.problem_of_status(effect)
        elif outcome is NOT_PERFORMED:
            outcome = None
        operation = route.operation if isinstance(route, Route) else None
        response = self._writer.write(operation, outcome, exchange.allowance or self._peek(exchange))
        if isinstance(tenant, Problem):
            return response
        if tenant.latency:
            response = replace(response, delivery=Delivery(delay=tenant.latency))
        return response if effect is None else apply_effect(response, effect, tenant.faults)

    def _peek(self, exchange: Exchange) -> Allowance:
        """Return the state of the rate limit for a request that does not count."""
        tenant = exchange.identity
        window = tenant.window if isinstance(tenant, Tenant) else SlidingWindow(self.limit)
        return window.peek(exchange.now)

    def _record(self, exchange: Exchange, response: Response) -> None:
        """Record the exchange of a tenant, and wake the threads that wait for it."""
        tenant, route = exchange.identity, exchange.route
        if isinstance(tenant, Tenant):
            operation_id = route.operation.id if isinstance(route, Route) else None
            tenant.journal.add(exchange.now, exchange.request, operation_id, response)
            tenant.changed.notify_all()

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
