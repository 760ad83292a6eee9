"""Build the mock as a WSGI or Flask application.

Flask is imported when an application needs it: importing it takes longer than everything else here.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Final, Unpack

from apivideo_admin_mock.adapters.wsgi import EngineMiddleware
from apivideo_admin_mock.core.engine import Engine
from apivideo_admin_mock.factory import MockOptions, create_engine

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment
    from flask import Flask

#: The name under which `make_flask_app` stores the engine in ``app.extensions``.
EXTENSION: Final = "apivideo_admin_mock"
#: Held while an application is made: werkzeug parses Python for each route, which CPython 3.11 cannot do in two threads at once
#: (SystemError: AST constructor recursion depth mismatch).
_MAKING: Final = threading.Lock()


def create_app(**settings: Unpack[MockOptions]) -> Flask:
    """Create a mock as a Flask application.

    Settings, all optional:

    - ``keys``: the admin API keys to accept (default: ``mock-admin-key``). Each key has isolated data.
    - ``any_key``: accept every key.
    - ``suspended_keys``: keys that get a 403.
    - ``rate_limit``: for example ``"10/s"`` or ``"100/60s"``, ``"off"``, or ``"spec"`` for the limit in the document (default).
    - ``seed``: the same seed produces the same ids, secrets and usage (default: 0).
    - ``scenario``: the resources that each key starts with (README, Scenarios).
    - ``document``: another bundled OpenAPI document.
    - ``spec_version``: a released version of the API's document, for example ``"1.0.0"``.
    - ``clock``: a replacement for the system clock, an object with ``now()`` in seconds since 1970-01-01 (UTC).
    - ``control_token``: the token that other machines send to use the control plane.
    - ``allowed_hosts``: names in the ``Host`` header to accept besides those of the loopback interface, such as localhost.
    - ``cors``: origins whose pages may use the API, or ``*``.
    - ``backend``: the database with all data, ``sqlite:///FILE`` or ``postgresql+psycopg://…`` (default: the memory).
    - ``limiter``: the Redis server with the rate limit, ``redis://…`` (default: the backend).
    - ``max_count``, ``max_control_bytes``: limits of requests to the control plane.
    - ``idle_seconds``, ``max_tenants``, ``max_resources``, ``max_bytes``, ``max_total_bytes``: limits for ``any_key``.

    Raises:
        SettingsError: A setting is unknown or has an invalid value.
        ScenarioError: The scenario does not match the document.
        SpecError: The document cannot be served.

    """
    return make_flask_app(create_engine(**settings))


def make_flask_app(engine: Engine, stamp: Path | None = None) -> Flask:
    """Return a Flask application of an engine. ``stamp`` is the file of the last comparison, which the health shows."""
    from flask import Flask

    from apivideo_admin_mock.control import control_blueprint, pages_blueprint

    app = Flask("apivideo_admin_mock", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = engine.settings.max_control_bytes
    app.register_blueprint(control_blueprint(engine, stamp))
    app.register_blueprint(pages_blueprint(engine))
    app.extensions[EXTENSION] = engine
    app.wsgi_app = EngineMiddleware(engine, app.wsgi_app)  # type: ignore[method-assign] # Flask documents this for middleware
    return app


def make_wsgi_app(engine: Engine) -> EngineMiddleware:
    """Return a WSGI application of an engine. It imports Flask with the first request to the control plane."""
    return EngineMiddleware(engine, make_control_app(engine))


def make_control_app(engine: Engine, stamp: Path | None = None) -> WSGIApplication:
    """Return the WSGI application of the control plane. It imports Flask with the first request. ``stamp`` as above."""
    made: list[WSGIApplication] = []

    def control(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if not made:
            with _MAKING:
                if not made:
                    made.append(make_flask_app(engine, stamp))
        return made[0](environ, start_response)

    return control


def get_engine(app: Flask) -> Engine:
    """Return the engine of an application that `create_app` created."""
    engine: Engine = app.extensions[EXTENSION]
    return engine
