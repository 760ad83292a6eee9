"""Answers requests: one function of named stages, from the request to the response."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import nullcontext
from functools import lru_cache
from typing import Any

from apivideo_admin_mock import auth
from apivideo_admin_mock.actions import Call, act
from apivideo_admin_mock.clock import Clock
from apivideo_admin_mock.damage import damage, is_performed
from apivideo_admin_mock.faults import Effect, StaleEffect, StatusEffect
from apivideo_admin_mock.http import Request, Response
from apivideo_admin_mock.journal import Journal
from apivideo_admin_mock.problem import Kind, Problem
from apivideo_admin_mock.ratelimit import Allowance, SlidingWindow
from apivideo_admin_mock.readers import Reader
from apivideo_admin_mock.responses import ResponseWriter
from apivideo_admin_mock.routing import Options, Route, Router
from apivideo_admin_mock.scenario import populate
from apivideo_admin_mock.settings import Settings
from apivideo_admin_mock.spec import Api
from apivideo_admin_mock.world import World, Worlds

_log = logging.getLogger("apivideo_admin_mock")


@lru_cache(maxsize=8)
def _compile(api: Api) -> tuple[Router, dict[str, Reader]]:
    """Give what depends on the document only, so that the many mocks of a test run share it."""
    return Router(api.operations), {operation.id: Reader(operation, api) for operation in api.operations}


class Engine:
    """A mock of the API that a document describes, without a socket.

    Thread-safe: the requests of one world follow each other, those of different worlds don't wait. ``stray`` is the
    journal of the requests that belong to no world.
    """

    def __init__(self, api: Api, settings: Settings, clock: Clock) -> None:
        self.api, self.settings, self.clock = api, settings, clock
        self.stray = Journal()
        self.limit = api.rate_limit if settings.rate_limit == "spec" else settings.rate_limit
        self.worlds = Worlds(self._new_world, keys=settings.keys, any_key=settings.any_key)
        self._router, self._readers = _compile(api)
        self._writer = ResponseWriter(api, self.limit)
        if settings.scenario is not None:
            # A scenario that doesn't fit is told now, to who made the mock, and not in an answer.
            self._new_world("scenario")

    def handle(self, request: Request) -> Response:
        """Answer a request. Whatever comes of it is journaled and carries the headers of the rate limit."""
        route = self._router.match(request.method, request.path)
        world = self._authenticate(request.authorization)
        if isinstance(world, Problem):
            # The URL is judged before the key, so that a wrong URL is told to everybody.
            outcome = world if isinstance(route, Route) else route
            now = self.clock.now()
            return self._respond(request, route, outcome, SlidingWindow(self.limit).peek(now), self.stray, now)
        with world.lock:
            now = world.clock.now()
            if not isinstance(route, Route):
                return self._respond(request, route, route, world.window.peek(now), world.journal, now)
            allowance = world.window.take(now)
            if not allowance.accepted:
                refused = Problem(Kind.TOO_MANY_REQUESTS, headers=(("Retry-After", str(max(1, allowance.reset))),))
                return self._respond(request, route, refused, allowance, world.journal, now)
            effect = world.faults.next(route.operation, request.method, request.path) if world.faults else None
            if effect is None:
                outcome = self._perform(route, request, world, now)
                return self._respond(request, route, outcome, allowance, world.journal, now)
            return self._disturbed(request, route, effect, allowance, world, now)

    def _disturbed(
        self, request: Request, route: Route, effect: Effect, allowance: Allowance, world: World, now: float
    ) -> Response:
        """Answer a request that a fault hits. It is carried out, unless the fault comes before that."""
        outcome: Any | Problem = None
        if is_performed(effect):
            stale = isinstance(effect, StaleEffect) and route.operation.method == "GET"
            with world.store.before_last_write() if stale else nullcontext():
                outcome = self._perform(route, request, world, now)
        if isinstance(effect, StatusEffect):
            outcome = self._writer.problem_of_status(effect)
        return self._respond(
            request,
            route,
            outcome,
            allowance,
            world.journal,
            now,
            change=lambda answer: damage(answer, effect, world.faults),
        )

    def _authenticate(self, authorization: str | None) -> World | Problem:
        key = auth.read_key(authorization)
        if isinstance(key, Problem):
            return key
        if key in self.settings.suspended_keys:
            return Problem(Kind.SUSPENDED_ACCOUNT)
        return self.worlds.find(key) or Problem(Kind.INVALID_API_KEY)

    def _perform(self, route: Route, request: Request, world: World, now: float) -> Any | Problem:
        """Read the request and do what it asks. A bug of ours is logged and answered as a server's failure."""
        try:
            reading = self._readers[route.operation.id].read(request)
            if isinstance(reading, Problem):
                return reading
            world.expiry.sweep(world.store, now)
            return act(Call(route.operation, route.ids, reading, world, now))
        except Exception:  # noqa: BLE001 - the last line of defence: a client must get an answer
            _log.exception("%s %s failed", request.method, request.path)
            return Problem(Kind.SERVER_ERROR)

    def _respond(
        self,
        request: Request,
        route: Route | Options | Problem,
        outcome: Any | Options | Problem,
        allowance: Allowance,
        journal: Journal,
        now: float,
        *,
        change: Callable[[Response], Response] | None = None,
    ) -> Response:
        operation = route.operation if isinstance(route, Route) else None
        response = self._writer.write(operation, outcome, allowance)
        if change is not None:
            response = change(response)
        journal.add(now, request, operation.id if operation else None, response)
        return response

    def _new_world(self, key: str) -> World:
        return World(key, seed=self.settings.seed, limit=self.limit, clock=self.clock, populate=self._populate)

    def _populate(self, world: World) -> None:
        if self.settings.scenario is not None:
            populate(world, self.api, self.settings.scenario)
