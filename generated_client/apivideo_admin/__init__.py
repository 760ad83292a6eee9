# DO NOT EDIT. Generated from openapi/ by `python -m nox -s generate`.
"""Python client of the api.video Admin API.

JSON over HTTPS with HTTP Basic authentication (RFC 7617): the admin API key is the user name, the password is
empty. Each admin API key can make ten requests per second. Every property and parameter is snake_case.
"""

from importlib import import_module as _import_module
from typing import TYPE_CHECKING

from . import errors
from ._api_version import API_VERSION, API_VERSIONS
from ._runtime.omit import Omit, omit
from ._runtime.page import AsyncPage, Page
from ._runtime.paging import AsyncPager, Pager
from ._runtime.recording import RawResponse
from ._runtime.version import __version__
from .client import AdminClient, AsyncAdminClient
from .errors import (
    AdminError,
    APIConnectionError,
    APIResponseValidationError,
    APIStatusError,
    APITimeoutError,
    AuthenticationError,
    BadGatewayError,
    BadRequestError,
    ClientClosedError,
    ConfigurationError,
    ContentTooLargeError,
    GatewayTimeoutError,
    InternalServerError,
    MethodNotAllowedError,
    NotFoundError,
    PagingError,
    PermissionDeniedError,
    Problem,
    RateLimitError,
    ServerError,
    ServiceUnavailableError,
    UnsupportedMediaTypeError,
)

if TYPE_CHECKING:
    from . import models, types
    from .models import (
        ApiKey,
        ApiKeyPage,
        Count,
        DeliveryUsage,
        DeliveryUsageDay,
        HostingUsage,
        HostingUsageDay,
        Link,
        LinkRel,
        Pagination,
        Project,
        ProjectPage,
        Region,
    )
else:
    _MODELS = frozenset(
        (
            "ApiKey",
            "ApiKeyPage",
            "Count",
            "DeliveryUsage",
            "DeliveryUsageDay",
            "HostingUsage",
            "HostingUsageDay",
            "Link",
            "LinkRel",
            "Pagination",
            "Project",
            "ProjectPage",
            "Region",
        )
    )

    def __getattr__(name: str) -> object:
        """Import the models and types when they are first used."""
        if name in ("models", "types"):
            return _import_module(f"{__name__}.{name}")
        if name in _MODELS:
            return globals().setdefault(name, getattr(_import_module(f"{__name__}.models"), name))
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})


__all__ = [
    "API_VERSION",
    "API_VERSIONS",
    "APIConnectionError",
    "APIResponseValidationError",
    "APIStatusError",
    "APITimeoutError",
    "AdminClient",
    "AdminError",
    "ApiKey",
    "ApiKeyPage",
    "AsyncAdminClient",
    "AsyncPage",
    "AsyncPager",
    "AuthenticationError",
    "BadGatewayError",
    "BadRequestError",
    "ClientClosedError",
    "ConfigurationError",
    "ContentTooLargeError",
    "Count",
    "DeliveryUsage",
    "DeliveryUsageDay",
    "GatewayTimeoutError",
    "HostingUsage",
    "HostingUsageDay",
    "InternalServerError",
    "Link",
    "LinkRel",
    "MethodNotAllowedError",
    "NotFoundError",
    "Omit",
    "Page",
    "Pager",
    "Pagination",
    "PagingError",
    "PermissionDeniedError",
    "Problem",
    "Project",
    "ProjectPage",
    "RateLimitError",
    "RawResponse",
    "Region",
    "ServerError",
    "ServiceUnavailableError",
    "UnsupportedMediaTypeError",
    "__version__",
    "errors",
    "models",
    "omit",
    "types",
]
