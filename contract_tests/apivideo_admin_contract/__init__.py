"""Contract tests for any server of the api.video Admin API: run ``apivideo-admin-contract --help``.

``API_VERSION`` is the version of the API that the suite checks by default, ``API_VERSIONS`` the range that the suite works with (PEP 440):
those of the installed mock, whose package has the document.
"""

from __future__ import annotations

from apivideo_admin_contract._version import __version__
from apivideo_admin_mock import API_VERSION, API_VERSIONS

__all__ = ["API_VERSION", "API_VERSIONS", "__version__"]
