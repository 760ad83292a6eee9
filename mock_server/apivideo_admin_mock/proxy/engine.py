"""The path of a request through the proxy: what comes before the upstream server, and what comes after it."""

from __future__ import annotations

import logging
from collections.abc import Iterable

from msgspec.structs import replace

from apivideo_admin_mock.backends.interface import OpenBackend
from apivideo_admin_mock.core.engine import Engine
from apivideo_admin_mock.core.exchange import Exchange, Outcome
from apivideo_admin_mock.core.identity import identify
from apivideo_admin_mock.core.request_ids import RequestIds
from apivideo_admin_mock.faults import StatusEffect
from apivideo_admin_mock.http.messages import (
    INSPECTOR_HEADER,
    REQUEST_ID,
    Request,
    Response,
    SpecViolation,
    sent_request_id,
)
from apivideo_admin_mock.http.problems import Problem
from apivideo_admin_mock.http.responses import UndocumentedProblem, encode, problem_body
from apivideo_admin_mock.monotonic import monotonic
from apivideo_admin_mock.proxy.exchange import Observed, Observer, UpstreamFailure, UpstreamResponse
from apivideo_admin_mock.proxy.headers import client_headers
from apivideo_admin_mock.proxy.pointers import pointer_of
from apivideo_admin_mock.proxy.report import Report
from apivideo_admin_mock.proxy.request_rules import request_violations
from apivideo_admin_mock.proxy.response_rules import ResponseRules
from apivideo_admin_mock.settings import Settings
from apivideo_admin_mock.spec import Api
from apivideo_admin_mock.spec.problems import Kind
from apivideo_admin_mock.tenants.clock import Clock

_log = logging.getLogger("apivideo_admin_mock")


class Forwarded(Exchange):
    """A request that goes to the upstream server: ``problem`` is what is wrong with it, ``request_id`` the id that it gets there."""

    __slots__ = ("problem", "request_id", "violations")

    def __init__(self, request: Request, identity: str | Problem, request_id: str) -> None:
        super().__init__(request, identity, INSPECTOR_HEADER in request.headers.values)
        self.problem: Problem | None = None
        self.violations: tuple[SpecViolation, ...] = ()
        self.request_id = request_id


class _ForwardedIds(RequestIds):
    """The ids of requests of a proxy: those of requests in progress differ before they are recorded."""

    def of(self, exchange: Exchange) -> str:
        """Return the id that a request got when it arrived."""
        return exchange.request_id if isinstance(exchange, Forwarded) else super().of(exchange)


class ProxyEngine(Engine):
    """Validates what passes between a client and a real server, and applies faults, latency and the rate limit of its tenants.

    With ``strict``, an invalid request is not forwarded, and an invalid response becomes a 502. ``observers`` get each request that was
    forwarded, with its response. Thread-safe, as `Engine` is; the observers are called in the transaction of the key.
    """

    def __init__(
        self,
        api: Api,
        settings: Settings,
        clock: Clock,
        open_backend: OpenBackend,
        *,
        strict: bool = False,
        observers: Iterable[Observer] = (),
    ) -> None:
        super().__init__(api, settings, clock, open_backend)
        self._strict, self._observers = strict, tuple(observers)
        self._rules = ResponseRules(api)
        self.request_ids = _ForwardedIds(settings.seed, clock.now)
        self.report = Report()

    def start(self, request: Request) -> Forwarded | Response:
        """Return a request that is to be forwarded, or the response of the proxy itself.

        Forwarded is every request, unless an injected fault or the rate limit of the proxy prevents it, its body is incomplete or too
        large, or it is invalid and the proxy is strict.
        """
        request_id = sent_request_id(request.headers.values) or self.request_ids.new()
        exchange = Forwarded(request, identify(self.settings, self.api.schemes, request.authorization), request_id)
        with self._transaction(exchange) as tenant:
            exchange.begin(tenant, self.clock.now() if tenant is None else tenant.now())
            found = self._route(exchange)
            if found is None and exchange.is_authenticated:
                refusal = self._limit(exchange) or self._inject(exchange)
                if refusal is not None:
                    return self._finish(exchange, refusal)
            problem = self._problem(exchange, found if isinstance(found, Problem) else None)
            exchange.problem = problem
            if problem is not None:
                exchange.violations = tuple(request_violations(self.api, request, exchange.matched, problem))
                if self._strict or request.oversize or request.defect is not None:
                    self.report.add(exchange.violations)
                    return self._finish(exchange, problem)
        return exchange

    def complete(self, exchange: Forwarded, received: UpstreamResponse | UpstreamFailure) -> Response:
        """Return the response for the client, and record it."""
        operation = exchange.matched
        if isinstance(received, UpstreamResponse):
            found = self._rules.violations(exchange.request.method, operation, exchange.problem, received)
        else:
            pointer = "/paths" if operation is None else pointer_of(operation)
            failed = SpecViolation(
                "response",
                "no_response",
                None if operation is None else operation.id,
                pointer,
                "status",
                received.detail,
            )
            found = [failed]
        if found or exchange.violations:
            exchange.violations += tuple(found)
            self.report.add(exchange.violations)
        with self._transaction(exchange) as tenant:
            exchange.begin(tenant, self.clock.now() if tenant is None else tenant.now())
            if self._observers and isinstance(received, UpstreamResponse):
                self._observe(exchange, received)
            outcome = _refusal(found) if self._strict and isinstance(received, UpstreamResponse) and found else received
            return self._finish(exchange, outcome)

    def fail(self, exchange: Forwarded) -> Response:
        """Return a 500, for a bug of the proxy."""
        return self._fail(exchange)

    def _problem(self, exchange: Forwarded, unrouted: Problem | None) -> Problem | None:
        """Return what is wrong with a request, in the order of the API: its URL and method, its key, its query and payload."""
        request = exchange.request
        if request.oversize:
            return Problem(Kind.CONTENT_TOO_LARGE)
        if request.defect is not None:
            return Problem(Kind.INVALID_PAYLOAD, detail=request.defect)
        problem = unrouted or self._authenticate(exchange)
        return problem if problem is not None or exchange.matched is None else self._read(exchange)

    def _respond(self, exchange: Exchange, outcome: Outcome) -> Response:
        """Return the response for the client: that of the upstream server, or one of the proxy."""
        violations = exchange.violations if isinstance(exchange, Forwarded) else ()
        if isinstance(outcome, UpstreamResponse) and not isinstance(exchange.effect, StatusEffect):
            headers, sent = client_headers(outcome), outcome.fields.get(REQUEST_ID.lower())
            if sent is None:
                sent = self.request_ids.of(exchange)
                headers.append((REQUEST_ID, sent))
            return Response(outcome.status, headers, outcome.body, None, sent, violations)
        if isinstance(outcome, UpstreamFailure):
            outcome = UndocumentedProblem(outcome.status, (), problem_body(outcome.status, outcome.detail))
        return replace(super()._respond(exchange, outcome), violations=violations)

    def _observe(self, exchange: Forwarded, received: UpstreamResponse) -> None:
        observed = Observed(
            exchange.identity if isinstance(exchange.identity, str) else None,
            exchange.request,
            exchange.matched,
            exchange.ids,
            getattr(exchange, "parsed", None),
            received,
            exchange.request_id,
            exchange.now,
            monotonic() - exchange.started,
            exchange.violations,
        )
        for one in self._observers:
            one.add(observed)


def _refusal(found: list[SpecViolation]) -> UndocumentedProblem:
    """Return the 502 for an invalid response."""
    title, detail = "The response of the upstream server does not match the document.", found[0].detail
    problems = [one._asdict() for one in found]
    return UndocumentedProblem(502, (), encode({"title": title, "status": 502, "detail": detail, "problems": problems}))
