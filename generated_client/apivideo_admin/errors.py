# DO NOT EDIT. Generated from openapi/ by `python -m nox -s generate`.
"""The exceptions of the client: one class for each documented status, and those without a status."""

from collections.abc import Mapping

from ._runtime.errors import (
    AdminConnectionError,
    AdminError,
    AdminTimeoutError,
    ApiError,
    ClientClosedError,
    ConfigurationError,
    InvalidResponseError,
    PagingError,
)
from ._runtime.problem import Problem

__all__ = [
    "AdminConnectionError",
    "AdminError",
    "AdminTimeoutError",
    "ApiError",
    "BadRequestError",
    "ClientClosedError",
    "ConfigurationError",
    "ContentTooLargeError",
    "ForbiddenError",
    "InvalidResponseError",
    "MethodNotAllowedError",
    "NotFoundError",
    "PagingError",
    "Problem",
    "ServerError",
    "TooManyRequestsError",
    "UnauthorizedError",
    "UnsupportedMediaTypeError",
]


class BadRequestError(ApiError):
    """400: The request is invalid."""


class UnauthorizedError(ApiError):
    """401: The request is not authenticated."""


class ForbiddenError(ApiError):
    """403: The account is suspended."""


class NotFoundError(ApiError):
    """404: The resource or the URL does not exist."""


class MethodNotAllowedError(ApiError):
    """405: The path does not support this method."""


class ContentTooLargeError(ApiError):
    """413: The payload is larger than 1 MiB (1,048,576 bytes)."""


class UnsupportedMediaTypeError(ApiError):
    """415: The payload is not declared as `application/json`."""


class TooManyRequestsError(ApiError):
    """429: The admin API key made more than 10 requests in one second."""


class ServerError(ApiError):
    """500: The server failed."""


ERRORS_BY_STATUS: Mapping[int, type[ApiError]] = {
    400: BadRequestError,
    401: UnauthorizedError,
    403: ForbiddenError,
    404: NotFoundError,
    405: MethodNotAllowedError,
    413: ContentTooLargeError,
    415: UnsupportedMediaTypeError,
    429: TooManyRequestsError,
    500: ServerError,
}
