# DO NOT EDIT. Generated from openapi/ by `python -m nox -s generate`.
"""The exceptions of the client: one class for each documented status and server error, and those without a status."""

from collections.abc import Mapping

from ._runtime.errors import (
    PACKAGE,
    AdminError,
    APIConnectionError,
    APIResponseValidationError,
    APIStatusError,
    APITimeoutError,
    ClientClosedError,
    ConfigurationError,
    PagingError,
    ServerError,
)
from ._runtime.problem import Problem

__all__ = [
    "APIConnectionError",
    "APIResponseValidationError",
    "APIStatusError",
    "APITimeoutError",
    "AdminError",
    "AuthenticationError",
    "BadGatewayError",
    "BadRequestError",
    "ClientClosedError",
    "ConfigurationError",
    "ContentTooLargeError",
    "GatewayTimeoutError",
    "InternalServerError",
    "MethodNotAllowedError",
    "NotFoundError",
    "PagingError",
    "PermissionDeniedError",
    "Problem",
    "RateLimitError",
    "ServerError",
    "ServiceUnavailableError",
    "UnsupportedMediaTypeError",
]


class BadRequestError(APIStatusError):
    """400: The request is invalid."""

    __module__ = PACKAGE


class AuthenticationError(APIStatusError):
    """401: The request is not authenticated."""

    __module__ = PACKAGE


class PermissionDeniedError(APIStatusError):
    """403: The account is suspended."""

    __module__ = PACKAGE


class NotFoundError(APIStatusError):
    """404: The resource or the URL does not exist."""

    __module__ = PACKAGE


class MethodNotAllowedError(APIStatusError):
    """405: The path does not support this method."""

    __module__ = PACKAGE


class ContentTooLargeError(APIStatusError):
    """413: The payload is larger than 1 MiB (1,048,576 bytes)."""

    __module__ = PACKAGE


class UnsupportedMediaTypeError(APIStatusError):
    """415: The payload is not declared as `application/json`."""

    __module__ = PACKAGE


class RateLimitError(APIStatusError):
    """429: The admin API key made more than 10 requests in one second."""

    __module__ = PACKAGE


class InternalServerError(ServerError):
    """500: The server failed."""

    __module__ = PACKAGE


class BadGatewayError(ServerError):
    """502: A gateway got no valid response from the server."""

    __module__ = PACKAGE


class ServiceUnavailableError(ServerError):
    """503: The server is overloaded or in maintenance."""

    __module__ = PACKAGE


class GatewayTimeoutError(ServerError):
    """504: A gateway got no response from the server in time."""

    __module__ = PACKAGE


ERRORS_BY_STATUS: Mapping[int, type[APIStatusError]] = {
    400: BadRequestError,
    401: AuthenticationError,
    403: PermissionDeniedError,
    404: NotFoundError,
    405: MethodNotAllowedError,
    413: ContentTooLargeError,
    415: UnsupportedMediaTypeError,
    429: RateLimitError,
    500: InternalServerError,
    502: BadGatewayError,
    503: ServiceUnavailableError,
    504: GatewayTimeoutError,
}
