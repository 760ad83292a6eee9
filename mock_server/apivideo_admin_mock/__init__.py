"""A stateful mock of the api.video Admin API, driven by its OpenAPI document.

- The pytest plugin provides the fixtures ``admin_mock``, ``admin_client`` and ``admin_mock_server``.
- The command ``apivideo-admin-mock serve`` starts a server for clients in any language.
- `MockServer` starts a server on a free port, for Python tests without pytest.
- `create_app` returns a Flask application, for any WSGI server.
- ``API_VERSION`` is the version of the API that the mock serves by default, ``API_VERSIONS`` the range that it can serve (PEP 440).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from apivideo_admin_mock._api_version import API_VERSION, API_VERSIONS
    from apivideo_admin_mock.adapters.app import create_app
    from apivideo_admin_mock.testing import MockServer

from apivideo_admin_mock._version import __version__
from apivideo_admin_mock.errors import MockError, ScenarioError, SettingsError, SpecError

__all__ = [
    "API_VERSION",
    "API_VERSIONS",
    "MockError",
    "MockServer",
    "ScenarioError",
    "SettingsError",
    "SpecError",
    "__version__",
    "create_app",
]

_MODULES = {
    "API_VERSION": "apivideo_admin_mock._api_version",
    "API_VERSIONS": "apivideo_admin_mock._api_version",
    "MockServer": "apivideo_admin_mock.testing",
    "create_app": "apivideo_admin_mock.adapters.app",
}


def __getattr__(name: str) -> Any:
    # Imported at first use: pytest loads the plugin, and with it this module, in every run.
    import importlib

    if name in _MODULES:
        return getattr(importlib.import_module(_MODULES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
