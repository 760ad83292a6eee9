# DO NOT EDIT. Generated from openapi/ by `python -m nox -s generate`.
"""Python client of the api.video Admin API.

JSON over HTTPS with HTTP Basic authentication (RFC 7617): the admin API key is the user name, the password is
empty. Each admin API key can make ten requests per second. Every property and parameter is snake_case.
"""

from . import errors, models
from ._runtime.paging import AsyncPager, Pager
from ._runtime.raw import RawResponse
from ._version import __version__
from .client import AdminClient, AsyncAdminClient

__all__ = [
    "AdminClient",
    "AsyncAdminClient",
    "AsyncPager",
    "Pager",
    "RawResponse",
    "__version__",
    "errors",
    "models",
]
