"""The control plane: HTTP operations under ``/_mock/`` on the world of the caller's key."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from typing import Any

import msgspec
from flask import Blueprint, Response, request

from apivideo_admin_mock import auth
from apivideo_admin_mock.clock import MovableClock, from_rfc3339, rfc3339
from apivideo_admin_mock.engine import Engine
from apivideo_admin_mock.journal import as_json
from apivideo_admin_mock.problem import Problem
from apivideo_admin_mock.world import World
from apivideo_admin_mock.wsgi import CONTROL_PREFIX


class ClockChange(msgspec.Struct, forbid_unknown_fields=True):
    """What to do to the clock: set it (RFC 3339), move it by seconds, freeze it or let it run, in this order."""

    now: str | None = None
    advance: float | None = None
    frozen: bool | None = None


def control_blueprint(engine: Engine) -> Blueprint:
    """Make the routes of the control plane."""
    blueprint = Blueprint("control", __name__, url_prefix=CONTROL_PREFIX.rstrip("/"))
    blueprint.before_request(_only_from_here)

    def in_world(do: Callable[[World], Any]) -> Callable[[], Response]:
        return lambda: _in_world(engine, do)

    def health() -> Response:
        return _json({"status": "ok", "version": engine.api.version, "worlds": len(engine.worlds)})

    def requests() -> Response:
        wanted, secrets = request.args.get("operation_id"), engine.api.secrets
        return _in_world(
            engine, lambda world: {"items": [as_json(entry, secrets) for entry in world.journal.find(wanted)]}
        )

    def change_clock() -> Response:
        return _change_clock(engine)

    routes: list[tuple[str, str, Callable[[], Response]]] = [
        ("GET", "/health", health),
        ("POST", "/reset", in_world(World.reset)),
        ("GET", "/clock", in_world(lambda world: _clock_json(world.clock))),
        ("PATCH", "/clock", change_clock),
        ("GET", "/requests", requests),
        ("DELETE", "/requests", in_world(lambda world: world.journal.clear())),
    ]
    for method, path, view in routes:
        blueprint.add_url_rule(path, f"{method} {path}".replace(".", " "), view, methods=[method])
    known = ", ".join(sorted({path for _, path, _ in routes}))

    def unknown(path: str) -> Response:
        return _refuse(404, f"There is no /_mock/{path}. Known: {known}.")

    blueprint.add_url_rule("/<path:path>", "unknown", unknown)
    return blueprint


def _only_from_here() -> Response | None:
    address = request.remote_addr or ""
    if not ipaddress.ip_address(address).is_loopback:
        return _refuse(403, f"The control plane answers on the loopback address only, not {address}.")
    return None


def _in_world(engine: Engine, do: Callable[[World], Any]) -> Response:
    key = auth.read_key(request.headers.get("Authorization"))
    world = None if isinstance(key, Problem) else engine.worlds.find(key)
    if world is None:
        return _refuse(401, "Send the admin API key of the world to control, by Basic authentication.")
    with world.lock:
        result = do(world)
    return Response(status=204) if result is None else _json(result)


def _change_clock(engine: Engine) -> Response:
    try:
        change = msgspec.json.decode(request.get_data(), type=ClockChange)
        moment = None if change.now is None else from_rfc3339(change.now)
        return _in_world(engine, lambda world: _move(world.clock, moment, change))
    except ValueError as error:
        example = '{"now": "2026-12-01T00:00:00+00:00"}, {"advance": 3600} or {"frozen": true}'
        return _refuse(400, f"The payload is not a change of the clock: {error}. Send {example}.")


def _move(clock: MovableClock, moment: float | None, change: ClockChange) -> dict[str, Any]:
    if moment is not None:
        clock.set(moment)
    if change.advance is not None:
        clock.advance(change.advance)
    if change.frozen is not None:
        (clock.freeze if change.frozen else clock.unfreeze)()
    return _clock_json(clock)


def _clock_json(clock: MovableClock) -> dict[str, Any]:
    return {"now": rfc3339(clock.now()), "frozen": clock.frozen}


def _json(value: Any) -> Response:
    return Response(msgspec.json.encode(value), mimetype="application/json")


def _refuse(status: int, detail: str) -> Response:
    return Response(
        msgspec.json.encode({"title": detail, "status": status}), status=status, mimetype="application/problem+json"
    )
