"""The module of the mock with the versions of the API that it serves."""

from __future__ import annotations

from generator.release.status import History
from generator.versions import Version

_MODULE = '''\
# DO NOT EDIT. Generated from openapi/ by `python -m nox -s generate`.
"""The versions of the API that the mock serves."""

API_VERSION = "{version}"
"""The version that it serves by default: that of ``openapi.json``."""

API_VERSIONS = ">={oldest},<={version}"
"""The versions that ``spec_version`` accepts, from the oldest to the newest, as a version specifier of PEP 440."""
'''


def api_version_module(version: Version, history: History) -> bytes:
    """Return the module. The released versions are in the package, and so is the current one."""
    return _MODULE.format(version=version, oldest=min({version, *history.released})).encode()
