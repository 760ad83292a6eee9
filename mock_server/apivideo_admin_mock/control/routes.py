"""The routes of the control plane: access control, dispatch, and responses."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import resources
from pathlib import Path
from typing import Any, Final

import msgspec
import yaml
from flask import Blueprint, Response, abort, request

from apivideo_admin_mock._version import __version__
from apivideo_admin_mock.backends.interface import Tenant
from apivideo_admin_mock.control import operations, recorded
from apivideo_admin_mock.control.comparison import read_comparison
from apivideo_admin_mock.control.pages import HEADERS, read_page
from apivideo_admin_mock.control.reading import ControlRequest
from apivideo_admin_mock.core.admission import accepts_html
from apivideo_admin_mock.core.engine import Engine
from apivideo_admin_mock.errors import MockError, ScenarioError, VerificationError
from apivideo_admin_mock.http.access import TOKEN_HEADER, is_local, is_token
from apivideo_admin_mock.http.credentials import read_key
from apivideo_admin_mock.http.messages import CONTROL_PREFIX
from apivideo_admin_mock.http.payload import parse
from apivideo_admin_mock.http.problems import Problem
from apivideo_admin_mock.shorten import shorten
from apivideo_admin_mock.spec.security import SCHEMES, challenge

_JSON: Final = "application/json"
_METRICS: Final = "text/plain; version=0.0.4; charset=utf-8"
_NOTHING: Final[Mapping[str, Any]] = {}
# Messages repeat texts of clients, and list the known names of a document.
_MAX_DETAIL: Final = 2000

#: The function of a route; the module `operations` says what it returns and raises.
Operation = Callable[[Engine, Tenant, ControlRequest], Any]

ROUTES: tuple[tuple[str, str, Operation], ...] = (
    ("POST", "/reset", operations.reset),
    ("GET", "/state", operations.read_state),
    ("PUT", "/state", operations.restore_state),
    ("POST", "/scenario", operations.load_scenario),
    ("PUT", "/usage", operations.set_usage),
    ("GET", "/requests", recorded.list_requests),
    ("DELETE", "/requests", recorded.clear_requests),
    ("POST", "/verify", recorded.verify_requests),
    ("POST", "/verify/order", recorded.verify_order_of_requests),
    ("GET", "/overview", operations.read_overview),
    ("GET", "/faults", operations.list_faults),
    ("POST", "/faults", operations.add_fault),
    ("DELETE", "/faults", operations.clear_faults),
    ("GET", "/clock", operations.read_clock),
    ("PATCH", "/clock", operations.change_clock),
    ("GET", "/settings", operations.read_settings),
    ("PATCH", "/settings", operations.change_settings),
)


def control_blueprint(engine: Engine, stamp: Path | None = None) -> Blueprint:
    """Return the routes of the control plane as a Flask blueprint. ``stamp`` is the file of the last comparison."""
    blueprint = Blueprint("control", __name__, url_prefix=CONTROL_PREFIX.rstrip("/"))
    token = engine.settings.control_token

    def health() -> Response:
        compared = read_comparison(stamp)
        versions = {"version": __version__, "api_version": engine.api.version}
        found = {"status": "ok", **versions, "tenants": len(engine.backend), "compared": compared}
        return _json(found)

    def view(operation: Operation) -> Callable[[], Response]:
        return lambda: _forbidden(token) or _respond(engine, operation)

    blueprint.add_url_rule("/health", "health", health, methods=["GET"])
    for path, read in (("/openapi.json", document), ("/tenants", operations.list_tenants)):
        blueprint.add_url_rule(path, read.__name__, _public(token, engine, read), methods=["GET"])
    blueprint.add_url_rule("/metrics", "metrics", lambda: _forbidden(token) or _metrics(engine), methods=["GET"])
    for method, path, operation in ROUTES:
        blueprint.add_url_rule(path, operation.__name__, view(operation), methods=[method])
    known = ", ".join(sorted({path for _, path, _ in ROUTES} | {"/health", "/metrics", "/openapi.json", "/tenants"}))

    def inspector() -> Response:
        return _page("index.html") if accepts_html(request.headers.get("Accept")) else unknown(None)

    blueprint.add_url_rule("/", "inspector", inspector, methods=["GET"])
    blueprint.add_url_rule("/inspector/<name>", "file", _page, methods=["GET"])

    def unknown(_error: Any) -> Response:
        return _problem(404, f"There is no {shorten(request.path)}.", f"Known paths: {known}.")

    def too_large(_error: Any) -> Response:
        detail = f"Send at most {engine.settings.max_control_bytes} bytes, or start the mock with --max-control-bytes."
        return _problem(413, "The payload is too large.", detail)

    # Handlers of the application: routing fails before Flask chooses a blueprint, and then ignores the blueprint's own.
    blueprint.app_errorhandler(404)(unknown)
    blueprint.app_errorhandler(405)(_method_not_allowed)
    blueprint.app_errorhandler(413)(too_large)
    return blueprint


def _metrics(engine: Engine) -> Response:
    if engine.metrics is None:
        return _problem(404, "The mock counts no requests.", "Start it with --metrics.")
    return Response(engine.metrics.text(len(engine.backend)), content_type=_METRICS)


def pages_blueprint(engine: Engine) -> Blueprint:
    """Return the routes outside of the control plane, for browsers and tools, as a Flask blueprint."""
    blueprint = Blueprint("pages", __name__)
    blueprint.add_url_rule("/", "landing", lambda: _page("landing.html"), methods=["GET"])
    blueprint.add_url_rule("/openapi.json", "openapi", lambda: _json(engine.api.document), methods=["GET"])
    return blueprint


def document(engine: Engine) -> Any:
    """Return the OpenAPI document of the control plane. The operation ids of the served API are an enum in it."""
    loaded = yaml.safe_load(resources.files(__package__).joinpath("openapi.yaml").read_text(encoding="utf-8"))
    loaded["components"]["schemas"]["OperationId"]["enum"] = [operation.id for operation in engine.api.operations]
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
    if not is_local(address):
        return _problem(
            403,
            f"The control plane accepts requests from the loopback address only, not from {address}.",
            f"Start the mock with --control-token and send the token as `{TOKEN_HEADER}`.",
        )
    return None


def _public(token: str | None, engine: Engine, read: Callable[[Engine], Any]) -> Callable[[], Response]:
    """Return the view of an operation that needs access to the control plane, but no key."""
    return lambda: _forbidden(token) or _json(read(engine))


def _page(name: str) -> Response:
    """Return a file of the inspector. If there is no such file, Flask responds with the 404 of the control plane."""
    page = read_page(name)
    if page is None:
        abort(404)
    return Response(page.content, content_type=page.media_type, headers=HEADERS)


def _respond(engine: Engine, operation: Operation) -> Response:
    key = read_key(request.headers.get("Authorization"), SCHEMES)
    if isinstance(key, Problem) or not engine.settings.accepts(key):
        response = _problem(401, "Send an accepted admin API key with Basic or Bearer authentication.")
        response.headers["WWW-Authenticate"] = challenge(SCHEMES, engine.api.realm)
        return response
    refusal = _refuse_media_type(request.mimetype)
    if refusal is not None:
        return refusal
    try:
        control_request = ControlRequest(request.args.to_dict(), parse(request.get_data()))
        if operation is recorded.list_requests:
            recorded.wait_for_requests(engine, key, control_request)
        with engine.backend.transaction(key) as tenant:
            result = operation(engine, tenant, control_request)
        if callable(result):
            result = result()
    except VerificationError as error:
        message = str(error).splitlines()
        return _problem(409, "The recorded requests are not the expected ones.", message[0], {"problems": message})
    except ScenarioError as error:
        return _invalid_scenario(error)
    except (ValueError, MockError) as error:
        return _problem(400, "The request is invalid.", " ".join(str(error).split()))
    return _no_content() if result is None else _json(result)


def _refuse_media_type(media_type: str) -> Response | None:
    """Return a 415 for a payload that is not JSON, or None. A form of another web page can send text/plain, but not JSON."""
    if media_type == _JSON or not (media_type or _has_payload()):
        return None
    declared = f"as {shorten(media_type)}" if media_type else "without a Content-Type"
    detail = f"It was sent {declared}. fix: send the header `Content-Type: {_JSON}`."
    return _problem(415, "The payload must be JSON.", detail)


def _invalid_scenario(error: ScenarioError) -> Response:
    """Return a 400 with all errors of a scenario."""
    lines = str(error).splitlines()
    more = f" {len(lines) - 1} more errors are in `problems`." if len(lines) > 1 else ""
    problems = {"problems": [shorten(line, _MAX_DETAIL) for line in lines]}
    return _problem(400, "The request is invalid.", shorten(lines[0], _MAX_DETAIL) + more, problems if more else {})


def _has_payload() -> bool:
    return bool(request.content_length) or "Transfer-Encoding" in request.headers


def _method_not_allowed(error: Any) -> Response:
    response = _problem(405, "Method is not allowed for this route.")
    response.headers["Allow"] = ", ".join(sorted(error.valid_methods or ()))
    return response


def _no_content() -> Response:
    response = Response(status=204)
    del response.headers["Content-Type"]  # a 204 has no content
    return response


def _json(value: Any) -> Response:
    return Response(msgspec.json.encode(value), mimetype=_JSON)


def _problem(status: int, title: str, detail: str | None = None, more: Mapping[str, Any] = _NOTHING) -> Response:
    body: dict[str, Any] = {"title": shorten(title, _MAX_DETAIL), "status": status}
    body |= {} if detail is None else {"detail": shorten(detail, _MAX_DETAIL)}
    body |= more
    return Response(msgspec.json.encode(body), status=status, mimetype="application/problem+json")
