"""The routes of the control plane: access control, dispatch, and responses."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from importlib import resources
from typing import Any

import msgspec
import yaml
from flask import Blueprint, Response, request

from apivideo_admin_mock.backends.interface import Tenant
from apivideo_admin_mock.control import operations
from apivideo_admin_mock.control.operations import ControlRequest
from apivideo_admin_mock.core.engine import Engine
from apivideo_admin_mock.errors import MockError
from apivideo_admin_mock.http.access import TOKEN_HEADER, is_loopback, is_token
from apivideo_admin_mock.http.messages import CONTROL_PREFIX
from apivideo_admin_mock.http.problems import Problem
from apivideo_admin_mock.http.reading import read_key

#: The function of a route. It returns JSON, or None for no content, and raises ValueError or MockError for a 400.
Operation = Callable[[Engine, Tenant, ControlRequest], Any]

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
    """Return the routes of the control plane as a Flask blueprint."""
    blueprint = Blueprint("control", __name__, url_prefix=CONTROL_PREFIX.rstrip("/"))
    token = engine.settings.control_token

    def health() -> Response:
        return _json({"status": "ok", "version": engine.api.version, "tenants": len(engine.backend)})

    def view(operation: Operation) -> Callable[[], Response]:
        return lambda: _forbidden(token) or _respond(engine, operation)

    blueprint.add_url_rule("/health", "health", health, methods=["GET"])
    blueprint.add_url_rule(
        "/openapi.json", "openapi", lambda: _forbidden(token) or _json(document(engine)), methods=["GET"]
    )
    for method, path, operation in ROUTES:
        blueprint.add_url_rule(path, operation.__name__, view(operation), methods=[method])
    known = ", ".join(sorted({path for _, path, _ in ROUTES} | {"/health", "/openapi.json"}))

    def unknown(_error: Any) -> Response:
        return _problem(404, f"There is no {request.path}.", f"Known paths: {known}.")

    # Handlers of the application: routing fails before Flask chooses a blueprint, and then ignores the blueprint's own.
    blueprint.app_errorhandler(404)(unknown)
    blueprint.app_errorhandler(405)(_method_not_allowed)
    return blueprint


def document(engine: Engine) -> Any:
    """Return the OpenAPI document of the control plane. The operation ids of the served API are an enum in it."""
    loaded = yaml.safe_load(resources.files(__package__).joinpath("openapi.yaml").read_text(encoding="utf-8"))
    ids: list[str | None] = [operation.id for operation in engine.api.operations]
    loaded["components"]["schemas"]["Fault"]["properties"]["operation_id"]["enum"] = [*ids, None]
    return loaded


def _forbidden(token: str | None) -> Response | None:
    """Return a 403 for a request without access, or None.

    With a control token, every client that sends it has access. Without one, only the loopback address has.
    """
    if token is not None:
        if not is_token(request.headers.get(TOKEN_HEADER, ""), token):
            return _problem(403, "The control token is missing or wrong.", f"Send it as `{TOKEN_HEADER}`.")
        return None
    address = request.remote_addr
    if not _is_local(address):
        return _problem(
            403,
            f"The control plane accepts requests from the loopback address only, not from {address}.",
            f"Start the mock with --control-token and send the token as `{TOKEN_HEADER}`.",
        )
    return None


def _is_local(address: str | None) -> bool:
    if not address:
        return True  # a Unix socket or an in-process call
    try:
        return is_loopback(ipaddress.ip_address(address))
    except ValueError:
        return False


def _respond(engine: Engine, operation: Operation) -> Response:
    key = read_key(request.headers.get("Authorization"))
    if isinstance(key, Problem) or not engine.settings.accepts(key):
        response = _problem(401, "Send an accepted admin API key with Basic authentication.")
        response.headers["WWW-Authenticate"] = f'Basic realm="{engine.api.realm}"'
        return response
    if request.mimetype != "application/json" and (request.mimetype or _has_payload()):
        # A form of another web page can send text/plain, but not JSON.
        return _problem(
            415,
            "The payload must be JSON.",
            f"It was sent {f'as {request.mimetype[:60]}' if request.mimetype else 'without a Content-Type'}. "
            "fix: send the header `Content-Type: application/json`.",
        )
    control_request = ControlRequest(request.args.to_dict(), request.get_data())
    try:
        if operation is operations.list_requests:
            operations.wait_for_requests(engine, key, control_request)
        with engine.backend.transaction(key) as tenant:
            result = operation(engine, tenant, control_request)
    except (ValueError, MockError) as error:
        return _problem(400, "The request is invalid.", " ".join(str(error).split()))
    return Response(status=204) if result is None else _json(result)


def _has_payload() -> bool:
    return bool(request.content_length) or "Transfer-Encoding" in request.headers


def _method_not_allowed(error: Any) -> Response:
    response = _problem(405, "Method is not allowed for this route.")
    response.headers["Allow"] = ", ".join(sorted(error.valid_methods or ()))
    return response


def _json(value: Any) -> Response:
    return Response(msgspec.json.encode(value), mimetype="application/json")


def _problem(status: int, title: str, detail: str | None = None) -> Response:
    body = {"title": title, "status": status} | ({} if detail is None else {"detail": detail})
    return Response(msgspec.json.encode(body), status=status, mimetype="application/problem+json")
