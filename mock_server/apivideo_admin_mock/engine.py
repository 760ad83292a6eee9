"""Answers requests: one function of named stages, from the request to the response."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import ExitStack, nullcontext
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from apivideo_admin_mock import auth
from apivideo_admin_mock.actions import Call, act
from apivideo_admin_mock.clock import Clock
from apivideo_admin_mock.damage import damage, is_performed
from apivideo_admin_mock.errors import MockError
from apivideo_admin_mock.faults import Effect, StaleEffect, StatusEffect
from apivideo_admin_mock.http import Delivery, Request, Response
from apivideo_admin_mock.problem import Kind, Problem
from apivideo_admin_mock.ratelimit import Allowance, SlidingWindow
from apivideo_admin_mock.readers import Reader
from apivideo_admin_mock.responses import ResponseWriter
from apivideo_admin_mock.routing import Options, Route, Router
from apivideo_admin_mock.scenario import populate
from apivideo_admin_mock.settings import Settings
from apivideo_admin_mock.spec import Api, Operation
from apivideo_admin_mock.world import World
from apivideo_admin_mock.worlds import Worlds

_log = logging.getLogger("apivideo_admin_mock")


@lru_cache(maxsize=8)
def _compile(api: Api) -> tuple[Router, dict[str, Reader]]:
    """Give what depends on the document only, so that the many mocks of a test run share it."""
    return Router(api.operations), {operation.id: Reader(operation, api) for operation in api.operations}


@dataclass(frozen=True, slots=True)
class _Exchange:
    """A request on its way: its route, its world (None for a stranger's), what the window says, and the time."""

    request: Request
    route: Route | Options | Problem
    world: World | None
    allowance: Allowance
    now: float


class Engine:
    """A mock of the API that a document describes, without a socket.

    Thread-safe: the requests of one world follow each other, those of different worlds don't wait.
    """

    def __init__(self, api: Api, settings: Settings, clock: Clock) -> None:
        self.settings, self.clock = settings, clock
        self.worlds = Worlds(self._new_world, settings, clock)
        self._use(api)
        if settings.scenario is not None:
            # A scenario that doesn't fit is told now, to who made the mock, and not in an answer.
            for key in settings.keys:
                self.worlds.find(key)
            if not settings.keys:
                self._new_world("scenario")

    def _use(self, api: Api) -> None:
        self.api = api
        self.limit = api.rate_limit if self.settings.rate_limit == "spec" else self.settings.rate_limit
        self._router, self._readers = _compile(api)
        self._writer = ResponseWriter(api)

    def follow(self, api: Api, carry: Callable[[World, Api], None]) -> None:
        """Serve another document from now on; ``carry`` brings the resources of each world over, while nobody uses any."""
        _compile(api)  # whatever is wrong with it is raised before anything changes
        with ExitStack() as locks:
            worlds = self.worlds.all()
            for world in worlds:
                locks.enter_context(world.lock)
            for world in worlds:
                carry(world, api)
            self._use(api)
            for world in worlds:
                world.follow(self.limit, self._populate)

    def handle(self, request: Request) -> Response:
        """Answer a request. Whatever comes of it carries the headers of the rate limit; in a world it is journaled."""
        world = self._authenticate(request.authorization)
        if isinstance(world, Problem):
            now = self.clock.now()
            route = self._router.match(request.method, request.path)
            stranger = _Exchange(request, route, None, SlidingWindow(self.limit).peek(now), now)
            # The URL is judged before the key, so that a wrong URL is told to everybody.
            return self._respond(stranger, world if isinstance(route, Route) else route)
        with world.lock:
            now = world.clock.now()
            route = self._router.match(request.method, request.path)
            if not isinstance(route, Route):
                return self._respond(_Exchange(request, route, world, world.window.peek(now), now), route)
            allowance = world.window.take(now)
            exchange = _Exchange(request, route, world, allowance, now)
            if not allowance.accepted:
                wait = str(max(1, allowance.reset))
                return self._respond(exchange, Problem(Kind.TOO_MANY_REQUESTS, headers=(("Retry-After", wait),)))
            effect = world.faults.next(route.operation, request.method, request.path) if world.faults else None
            world.expiry.sweep(world.store, now)
            if effect is not None:
                return self._disturb(exchange, route, world, effect)
            return self._respond(exchange, self._perform(route, request, world, now))

    def find_report(self, path: str) -> tuple[Operation, tuple[str, ...]]:
        """Give the report at a path, and the ids in it. Raises MockError where there is none."""
        route = self._router.match("GET", path)
        if not isinstance(route, Route) or route.operation.report is None:
            reports = ", ".join(operation.path for operation in self.api.operations if operation.report)
            raise MockError(f"{path!r} is not the path of a report; those are {reports}")
        return route.operation, route.ids

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
            return act(Call(route.operation, route.ids, reading, world, now))
        except Exception:  # noqa: BLE001 - the last line of defence: a client must get an answer
            _log.exception("%s %s failed", request.method, request.path)
            return Problem(Kind.SERVER_ERROR)

    def _disturb(self, exchange: _Exchange, route: Route, world: World, effect: Effect) -> Response:
        """Answer a request that a fault hits. It is carried out, unless the fault comes before that."""
        outcome: Any | Problem = None
        if is_performed(effect):
            stale = isinstance(effect, StaleEffect) and route.operation.method == "GET"
            with world.store.before_last_write() if stale else nullcontext():
                outcome = self._perform(route, exchange.request, world, exchange.now)
        if isinstance(effect, StatusEffect):
            outcome = self._writer.problem_of_status(effect)
        return self._respond(exchange, outcome, effect)

    def _respond(self, exchange: _Exchange, outcome: Any | Options | Problem, effect: Effect | None = None) -> Response:
        operation = exchange.route.operation if isinstance(exchange.route, Route) else None
        response = self._writer.write(operation, outcome, exchange.allowance)
        world = exchange.world
        if world is None:
            return response
        if world.latency:
            response = replace(response, delivery=Delivery(delay=world.latency))
        if effect is not None:
            response = damage(response, effect, world.faults)
        world.journal.add(exchange.now, exchange.request, operation.id if operation else None, response)
        world.changed.notify_all()
        return response

    def _new_world(self, key: str) -> World:
        return World(
            key,
            seed=self.settings.seed,
            limit=self.limit,
            clock=self.clock,
            populate=self._populate,
            most_resources=None if key in self.settings.keys else self.settings.most_resources,
        )

    def _populate(self, world: World) -> None:
        if self.settings.scenario is not None:
            populate(world, self.api, self.settings.scenario)
