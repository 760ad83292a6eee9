"""Respond to requests. `Engine.handle` is one function of named stages, from the request to the response."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Final

from msgspec import UnsetType
from msgspec.structs import replace

from apivideo_admin_mock.backends.interface import OpenBackend, Setup, Tenant
from apivideo_admin_mock.core import query
from apivideo_admin_mock.core.actions import act, find
from apivideo_admin_mock.core.exchange import NOT_PERFORMED, Exchange, Metrics, Outcome
from apivideo_admin_mock.core.identity import identify
from apivideo_admin_mock.core.request_ids import RequestIds
from apivideo_admin_mock.faults import StaleEffect, StatusEffect
from apivideo_admin_mock.http.compiled import compile_readers
from apivideo_admin_mock.http.messages import INSPECTOR_HEADER, Delivery, Request, Response
from apivideo_admin_mock.http.problems import Problem
from apivideo_admin_mock.http.rate_limit import UNLIMITED, Allowance, SlidingWindow
from apivideo_admin_mock.http.responses import DEPRECATION, ResponseWriter
from apivideo_admin_mock.http.routing import Options, Route
from apivideo_admin_mock.settings import Settings
from apivideo_admin_mock.spec import Api, RateLimit
from apivideo_admin_mock.spec.problems import Kind
from apivideo_admin_mock.tenants.clock import Clock
from apivideo_admin_mock.tenants.expiry import sweep
from apivideo_admin_mock.tenants.injection import apply_effect, is_performed, next_effect
from apivideo_admin_mock.tenants.scenario import populate
from apivideo_admin_mock.tenants.stale import BeforeLastWrite

_log = logging.getLogger("apivideo_admin_mock")
_NO_TENANT: Final[AbstractContextManager[None]] = nullcontext()


class Engine:
    """A mock of the API that a document describes, without a socket.

    Thread-safe: requests of one tenant run one after the other, requests of different tenants run in parallel.
    """

    def __init__(self, api: Api, settings: Settings, clock: Clock, open_backend: OpenBackend) -> None:
        self.settings, self.clock = settings, clock
        self.request_ids = RequestIds(settings.seed, clock.now)
        self.metrics: Metrics | None = None
        self._load(api)
        self.backend = open_backend(
            Setup(
                fill=self.fill,
                now=clock.now,
                indexed=lambda: self._indexed,
                seed=settings.seed,
                permanent=frozenset(settings.keys),
                idle_seconds=settings.idle_seconds,
                max_tenants=settings.max_tenants,
                max_resources=settings.max_resources,
                max_bytes=settings.max_bytes,
                max_total_bytes=settings.max_total_bytes,
            )
        )
        if settings.scenario is not None:
            # Fill the tenants now, so that an invalid scenario raises here and not in a request.
            for key in settings.keys:
                with self.backend.transaction(key):
                    pass
            if not settings.keys:
                self._try_scenario(api)

    def _load(self, api: Api) -> None:
        self.api = api
        self.limit = api.rate_limit if self.settings.rate_limit == "spec" else self.settings.rate_limit
        self.router, self._readers = compile_readers(api)
        self.writer = ResponseWriter(api)
        self.collections = {collection.path: collection for collection in api.collections}
        self._indexed = query.indexed(api)

    def reload(self, api: Api, migrate: Callable[[Tenant, Api], None]) -> None:
        """Serve another document. ``migrate`` converts the resources of each tenant from the previous one. No other transaction runs meanwhile.

        If the document is invalid, the scenario does not match it or ``migrate`` raises, nothing changes. A scenario that does
        not match raises ScenarioError.
        """
        self._try_scenario(api)
        before = self.api
        with self.backend.exclusive() as tenants:
            self._load(api)
            try:
                for tenant in tenants:
                    migrate(tenant, before)
            except BaseException:
                self._load(before)
                raise

    def handle(self, request: Request) -> Response:
        """Respond to a request. Every response carries the rate limit headers; those of a tenant are recorded.

        A stage returns None to continue with the next one. Any other value is the outcome of the request. A request is one
        transaction: an exception undoes all its changes.
        """
        is_inspection = INSPECTOR_HEADER in request.headers.values
        exchange = Exchange(request, identify(self.settings, self.api.schemes, request.authorization), is_inspection)
        try:
            with self._transaction(exchange) as tenant:
                exchange.begin(tenant, self.clock.now() if tenant is None else tenant.now())
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
                return self._finish(exchange, outcome)
        except Exception:  # noqa: BLE001 - the client must get a response even if the mock has a bug
            _log.exception("%s %s failed", request.method, request.path)
            return self._fail(exchange)

    def fill(self, tenant: Tenant) -> None:
        """Add the initial resources to an empty tenant."""
        if self.settings.scenario is not None:
            populate(tenant, self.api, self.settings.scenario)

    def rate_limit(self, tenant: Tenant) -> RateLimit | None:
        """Return the rate limit of a tenant: the one that was set at run time, or that of the settings."""
        chosen = tenant.state.rate_limit
        if isinstance(chosen, UnsetType):
            return self.limit
        return self.api.rate_limit if chosen == "spec" else chosen

    def _transaction(self, exchange: Exchange) -> AbstractContextManager[Tenant | None]:
        """Return a transaction of the tenant of a request, or None for an unauthenticated request."""
        identity = exchange.identity
        return self.backend.transaction(identity) if isinstance(identity, str) else _NO_TENANT

    def _route(self, exchange: Exchange) -> Options | Problem | None:
        """Find the operation. Return a 404 or 405 problem, or the methods of a path for an OPTIONS request."""
        route = self.router.match(exchange.request.method, exchange.request.path)
        if not isinstance(route, Route):
            return route
        exchange.matched = exchange.operation = route.operation
        exchange.ids = route.ids
        return None

    def _authenticate(self, exchange: Exchange) -> Problem | None:
        """Return the problem of an unauthenticated request."""
        return exchange.identity if isinstance(exchange.identity, Problem) else None

    def _limit(self, exchange: Exchange) -> Problem | None:
        """Count a request in the rate limit. Return a 429 problem if the limit is exceeded."""
        if exchange.is_inspection:
            return None
        exchange.allowance = allowance = self._take(exchange)
        if allowance.accepted:
            return None
        return Problem(Kind.TOO_MANY_REQUESTS, headers=(("Retry-After", str(max(1, allowance.reset))),))

    def _expire(self, exchange: Exchange) -> Problem | None:
        """Mark and delete the resources that are due. This stops no request."""
        sweep(exchange.tenant, self.collections, exchange.now)
        return None

    def _inject(self, exchange: Exchange) -> Outcome:
        """Choose the effect of an injected fault. Return `NOT_PERFORMED` if it prevents the request."""
        tenant, request = exchange.tenant, exchange.request
        if not tenant.state.faults or exchange.is_inspection:
            return None
        exchange.effect = effect = next_effect(tenant, exchange.operation, request.method, request.path)
        if effect is None:
            return None
        if isinstance(effect, StaleEffect) and exchange.operation.method == "GET":
            exchange.store = BeforeLastWrite(tenant)
        return None if is_performed(effect) else NOT_PERFORMED

    def _read(self, exchange: Exchange) -> Problem | None:
        """Read and validate the query and the payload. Return a 400, 413 or 415 problem if one is invalid."""
        parsed = self._readers[exchange.operation.id].read(exchange.request, exchange.ids)
        if isinstance(parsed, Problem):
            return parsed
        exchange.parsed = parsed
        return None

    def _finish(self, exchange: Exchange, outcome: Outcome) -> Response:
        """Return the response for an outcome, and record it: without an accepted key at the first one, where tests look for it."""
        response = self._write(exchange, outcome)
        if exchange.is_inspection:
            return response
        call = exchange.call(response)
        if self.metrics is not None:
            self.metrics.add(call)
        if exchange.is_authenticated:
            exchange.tenant.journal.add(call)
        elif self.settings.keys:
            with self.backend.transaction(self.settings.keys[0]) as tenant:
                tenant.journal.add(call)
        return response

    def _write(self, exchange: Exchange, outcome: Outcome) -> Response:
        """Return the response for an outcome, with the headers of the rate limit and the effect of an injected fault."""
        response, effect = self._respond(exchange, None if outcome is NOT_PERFORMED else outcome), exchange.effect
        if not exchange.is_authenticated or exchange.is_inspection:
            return response
        if latency := exchange.tenant.state.latency:
            response = replace(response, delivery=Delivery(delay=latency))
        return response if effect is None else apply_effect(response, effect, exchange.tenant)

    def _respond(self, exchange: Exchange, outcome: Outcome) -> Response:
        """Return the response before the effects that change it."""
        allowance, request_id = exchange.allowance or self._peek(exchange), self.request_ids.of(exchange)
        if isinstance(exchange.effect, StatusEffect):
            allow = self.router.other_methods(exchange.request)
            response = self.writer.write_status(exchange.effect, allow, allowance, request_id)
        else:
            response = self.writer.write(exchange.matched, outcome, allowance, request_id)
        if exchange.uses_deprecated:
            response.headers.append(DEPRECATION)
        return response

    def _fail(self, exchange: Exchange) -> Response:
        """Return a 500. The request leaves no trace except its entry in the journal and its place in the rate limit."""
        outcome, counted = Problem(Kind.SERVER_ERROR), exchange.allowance is not None
        exchange.effect = exchange.allowance = None
        try:
            with self._transaction(exchange) as tenant:
                exchange.begin(tenant, exchange.now)
                if counted:
                    exchange.allowance = self._take(exchange)
                return self._finish(exchange, outcome)
        except Exception:  # noqa: BLE001 - as above, even if the backend fails
            _log.exception("the failure of %s %s is not recorded", exchange.request.method, exchange.request.path)
            return self.writer.write(None, outcome, UNLIMITED, self.request_ids.new())

    def _take(self, exchange: Exchange) -> Allowance:
        return exchange.tenant.window.take(exchange.now, self.rate_limit(exchange.tenant))

    def _peek(self, exchange: Exchange) -> Allowance:
        """Return the state of the rate limit for a request that does not count."""
        if not exchange.is_authenticated:
            return SlidingWindow().peek(exchange.now, self.limit)
        return exchange.tenant.window.peek(exchange.now, self.rate_limit(exchange.tenant))

    def _try_scenario(self, api: Api) -> None:
        """Raise ScenarioError if the scenario does not match a document."""
        if self.settings.scenario is not None:
            with self.backend.trial() as tenant:
                populate(tenant, api, self.settings.scenario)
