"""The routes of the control plane, who may use them, and how they answer."""

from __future__ import annotations

import hmac
import ipaddress
from collections.abc import Callable
from importlib import resources
from typing import Any

import msgspec
import yaml
from flask import Blueprint, Response, request

from apivideo_admin_mock import auth
from apivideo_admin_mock.control import operations
from apivideo_admin_mock.engine import Engine
from apivideo_admin_mock.errors import MockError
from apivideo_admin_mock.problem import Problem
from apivideo_admin_mock.world import World
from apivideo_admin_mock.wsgi import CONTROL_PREFIX

TOKEN_HEADER = "X-Mock-Control-Token"  # noqa: S105 - the name of a header

#: What a route does in a world: it gives JSON, or None for no content. A ValueError or a MockError is the caller's mistake.
Operation = Callable[[Engine, World, "Call"], Any]


class Call(msgspec.Struct, frozen=True):
    """What a request to the control plane says."""

    query: dict[str, str]
    body: bytes


ROUTES: tuple[tuple[str, str, Operation], ...] = (
    ("POST", "/reset", operations.reset),
    ("GET", "/state", operations.read_state),
    ("PUT", "/state", operations.restore_state),
    ("POST", "/scenario", operations.load_scenario),
    ("PUT", "/usage", operations.set_usage),
    ("GET", "/requests", operations.list_requests),
    ("DELETE", "/requests", operations.clear_requests),
    ("GET", "/faults", operations.list_faults),
    ("POST", "/faults", operations.add_fault),
    ("DELETE", "/faults", operations.clear_faults),
    ("GET", "/clock", operations.read_clock),
    ("PATCH", "/clock", operations.change_clock),
    ("GET", "/settings", operations.read_settings),
    ("PATCH", "/settings", operations.change_settings),
)


def control_blueprint(engine: Engine) -> Blueprint:
    """Make the routes of the control plane."""
    blueprint = Blueprint("control", __name__, url_prefix=CONTROL_PREFIX.rstrip("/"))
    token = engine.settings.control_token

    def health() -> Response:
        return _json({"status": "ok", "version": engine.api.version, "worlds": len(engine.worlds)})

    def view(operation: Operation) -> Callable[[], Response]:
        return lambda: _refusal(token) or _answer(engine, operation)

    blueprint.add_url_rule("/health", "health", health, methods=["GET"])
    blueprint.add_url_rule(
        "/openapi.json", "openapi", lambda: _refusal(token) or _json(document(engine)), methods=["GET"]
    )
    for method, path, operation in ROUTES:
        blueprint.add_url_rule(path, operation.__name__, view(operation), methods=[method])
    known = ", ".join(sorted({path for _, path, _ in ROUTES} | {"/health", "/openapi.json"}))

    def unknown(_error: Any) -> Response:
        return _problem(404, f"There is no {request.path}.", f"Known are {known}.")

    # Routing fails before a blueprint is chosen, so that its own handlers are not asked.
    blueprint.app_errorhandler(404)(unknown)
    blueprint.app_errorhandler(405)(_method_not_allowed)
    return blueprint


def document(engine: Engine) -> Any:
    """Give the OpenAPI document of the control plane; it knows the operations of the API that is served."""
    loaded = yaml.safe_load(resources.files(__package__).joinpath("openapi.yaml").read_text(encoding="utf-8"))
    ids: list[str | None] = [operation.id for operation in engine.api.operations]
    loaded["components"]["schemas"]["Fault"]["properties"]["operation_id"]["enum"] = [*ids, None]
    return loaded


def _refusal(token: str | None) -> Response | None:
    """Give the answer to who may not control: with a token all who have it may, without one this machine alone."""
    if token is not None:
        if not hmac.compare_digest(request.headers.get(TOKEN_HEADER, "").encode(), token.encode()):
            return _problem(403, "The control token is missing or wrong.", f"Send it as `{TOKEN_HEADER}`.")
        return None
    address = request.remote_addr
    if not _is_local(address):
        return _problem(
            403,
            f"The control plane answers on the loopback address only, not {address}.",
            f"Start the mock with --control-token and send the token as `{TOKEN_HEADER}`.",
        )
    return None


def _is_local(address: str | None) -> bool:
    if not address:
        return True  # a Unix socket, or a call in process
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return False
    # A server on an IPv6 socket sees 127.0.0.1 as ::ffff:127.0.0.1.
    mapped = known.ipv4_mapped if isinstance(known, ipaddress.IPv6Address) else None
    return (mapped or known).is_loopback


def _answer(engine: Engine, operation: Operation) -> Response:
    key = auth.read_key(request.headers.get("Authorization"))
    world = None if isinstance(key, Problem) else engine.worlds.find(key)
    if world is None:
        answer = _problem(401, "Send the admin API key of the world to control, by Basic authentication.")
        answer.headers["WWW-Authenticate"] = f'Basic realm="{engine.api.realm}"'
        return answer
    try:
        call = Call(request.args.to_dict(), request.get_data())
        with world.lock:
            result = operation(engine, world, call)
    except (ValueError, MockError) as error:
        return _problem(400, "The request does not fit.", " ".join(str(error).split()))
    return Response(status=204) if result is None else _json(result)


def _method_not_allowed(error: Any) -> Response:
    answer = _problem(405, "Method is not allowed for this route.")
    answer.headers["Allow"] = ", ".join(sorted(error.valid_methods or ()))
    return answer


def _json(value: Any) -> Response:
    return Response(msgspec.json.encode(value), mimetype="application/json")


def _problem(status: int, title: str, detail: str | None = None) -> Response:
    body = {"title": title, "status": status} | ({} if detail is None else {"detail": detail})
    return Response(msgspec.json.encode(body), status=status, mimetype="application/problem+json")
