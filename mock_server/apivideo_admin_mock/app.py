"""The mock as a Flask application."""

from __future__ import annotations

from typing import Final, Unpack

from flask import Flask

from apivideo_admin_mock.control import control_blueprint
from apivideo_admin_mock.engine import Engine
from apivideo_admin_mock.factory import MockOptions, create_engine
from apivideo_admin_mock.wsgi import EngineMiddleware

#: Where `create_app` leaves its engine in ``app.extensions``.
EXTENSION: Final = "apivideo_admin_mock"


def create_app(**settings: Unpack[MockOptions]) -> Flask:
    """Make a mock.

    ``keys`` are the admin API keys to accept, ``mock-admin-key`` where there are none; each has a world of its own.
    ``any_key`` accepts every key, ``suspended_keys`` are answered with 403. ``rate_limit`` is like ``"10/s"``, or ``"off"``. The
    same ``seed`` gives the same ids, secrets and usage. ``scenario`` is what each world begins with (README), ``document``
    another bundled OpenAPI document, ``spec_version`` a released version of the API's own, as in ``"1.0.0"``, ``clock``
    another time than the machine's.

    Raises SettingsError, ScenarioError or SpecError, with one line that says what doesn't fit.
    """
    return app_of(create_engine(**settings))


def app_of(engine: Engine) -> Flask:
    """Give the Flask application of an engine."""
    app = Flask("apivideo_admin_mock", static_folder=None)
    app.register_blueprint(control_blueprint(engine))
    app.extensions[EXTENSION] = engine
    app.wsgi_app = EngineMiddleware(engine, app.wsgi_app)  # type: ignore[method-assign] # the way that Flask documents for middleware
    return app


def engine_of(app: Flask) -> Engine:
    """Give the engine of an application that `create_app` made."""
    engine: Engine = app.extensions[EXTENSION]
    return engine
