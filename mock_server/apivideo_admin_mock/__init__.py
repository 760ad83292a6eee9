"""A stateful mock of api.video's Admin API, driven by its OpenAPI document.

`create_app` gives a Flask application, `MockServer` a server on a free port, and the command ``apivideo-admin-mock serve``
a server for any language. The pytest plugin gives the fixtures ``admin_mock``, ``admin_client`` and ``admin_mock_server``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from apivideo_admin_mock.app import create_app
    from apivideo_admin_mock.testing import MockServer

from apivideo_admin_mock.errors import MockError, ScenarioError, SettingsError, SpecError

__all__ = ["MockError", "MockServer", "ScenarioError", "SettingsError", "SpecError", "__version__", "create_app"]

__version__: str

_PLACES = {"create_app": "apivideo_admin_mock.app", "MockServer": "apivideo_admin_mock.testing"}


def __getattr__(name: str) -> Any:
    # Loaded at first use: the pytest plugin is in every run of whoever has installed the package.
    import importlib

    if name == "__version__":
        spec = importlib.import_module("apivideo_admin_mock.spec")
        return str(spec.bundled_document()["info"]["version"])
    if name in _PLACES:
        return getattr(importlib.import_module(_PLACES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
