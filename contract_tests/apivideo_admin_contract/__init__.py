"""Contract tests for any server of the api.video Admin API: run ``apivideo-admin-contract --help``.

``API_VERSION`` is the version of the API that the suite checks by default: that of the document in the mock's package.
"""

from __future__ import annotations

from apivideo_admin_contract._version import __version__

__all__ = ["API_VERSION", "__version__"]

API_VERSION: str


def __getattr__(name: str) -> str:
    if name == "API_VERSION":
        # Read at first use: parsing the document takes longer than the rest of this module.
        import json
        from importlib.resources import files

        node = json.loads((files("apivideo_admin_mock") / "openapi.json").read_text(encoding="utf-8"))
        return str(node["info"]["version"])
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
