# DO NOT EDIT. Generated from openapi/ by `python -m nox -s generate`.
"""The daily delivery and hosting usage of a project."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import httpx2

from .. import models
from .._runtime.api import Api, AsyncApi
from .._runtime.operation import Operation
from .._runtime.options import CallOptions
from .._runtime.raw import async_raw_method, raw_method
from .._runtime.reader import Reader

GET_DELIVERY_USAGE = Operation(
    id="get_delivery_usage",
    method="GET",
    path="/projects/{project_id}/delivery-usage",
    decode=Reader(models.DeliveryUsage),
)
GET_HOSTING_USAGE = Operation(
    id="get_hosting_usage",
    method="GET",
    path="/projects/{project_id}/hosting-usage",
    decode=Reader(models.HostingUsage),
)


class Usage:
    """The daily delivery and hosting usage of a project."""

    def __init__(self, api: Api) -> None:
        self._api = api

    @property
    def with_raw_response(self) -> UsageWithRawResponse:
        """The same methods, returning the HTTP response together with the decoded value."""
        return UsageWithRawResponse(self._api)

    def delivery(
        self,
        project_id: str,
        *,
        interval: Literal["month", "week"],
        timeout: float | httpx2.Timeout | None = None,
        max_retries: int | None = None,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
    ) -> list[models.DeliveryUsageDay]:
        """Get the delivery usage.

        Returns the minutes that a project delivered on each of the past days.

        Args:
            project_id: The id of the project. Not empty.
            interval: The days to report: the past 7 days (`week`) or the past 30 days (`month`), including today. One
                of `week`, `month`.
            timeout: Seconds, separately for connecting, sending, and waiting for the next bytes. Default: the timeout
                of the client.
            max_retries: The number of retries after transient failures. Default: that of the client.
            extra_headers: Additional headers of the request.
            extra_query: Additional query parameters. One of the same name replaces the argument.
            extra_body: Additional properties of the JSON body. One of the same name replaces the argument.

        Returns:
            One item per day, the oldest first.

        Raises:
            BadRequestError: 400. The request is invalid.
            AuthenticationError: 401. The request is not authenticated.
            PermissionDeniedError: 403. The account is suspended.
            NotFoundError: 404. The resource or the URL does not exist.
            RateLimitError: 429. The admin API key made more than 10 requests in one second.
            InternalServerError: 500. The server failed.
            APIConnectionError: No complete response arrived; APITimeoutError after a timeout.
            ValueError: An id is empty, contains a slash, or consists of dots. Nothing was sent.

        Example:
            print(admin.usage.delivery("project_1CCq9NurjJBRehCVCe8XQY", interval="week"))
        """
        response = self._api.call(
            GET_DELIVERY_USAGE,
            ids={
                "project_id": project_id,
            },
            query={
                "interval": interval,
            },
            options=CallOptions(timeout, max_retries, extra_headers, extra_query, extra_body),
        )
        return response.items

    def hosting(
        self,
        project_id: str,
        *,
        interval: Literal["month", "week"],
        timeout: float | httpx2.Timeout | None = None,
        max_retries: int | None = None,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
    ) -> list[models.HostingUsageDay]:
        """Get the hosting usage.

        Returns the total minutes that a project hosted as of each of the past days.

        Args:
            project_id: The id of the project. Not empty.
            interval: The days to report: the past 7 days (`week`) or the past 30 days (`month`), including today. One
                of `week`, `month`.
            timeout: Seconds, separately for connecting, sending, and waiting for the next bytes. Default: the timeout
                of the client.
            max_retries: The number of retries after transient failures. Default: that of the client.
            extra_headers: Additional headers of the request.
            extra_query: Additional query parameters. One of the same name replaces the argument.
            extra_body: Additional properties of the JSON body. One of the same name replaces the argument.

        Returns:
            One item per day, the oldest first.

        Raises:
            BadRequestError: 400. The request is invalid.
            AuthenticationError: 401. The request is not authenticated.
            PermissionDeniedError: 403. The account is suspended.
            NotFoundError: 404. The resource or the URL does not exist.
            RateLimitError: 429. The admin API key made more than 10 requests in one second.
            InternalServerError: 500. The server failed.
            APIConnectionError: No complete response arrived; APITimeoutError after a timeout.
            ValueError: An id is empty, contains a slash, or consists of dots. Nothing was sent.

        Example:
            print(admin.usage.hosting("project_1CCq9NurjJBRehCVCe8XQY", interval="week"))
        """
        response = self._api.call(
            GET_HOSTING_USAGE,
            ids={
                "project_id": project_id,
            },
            query={
                "interval": interval,
            },
            options=CallOptions(timeout, max_retries, extra_headers, extra_query, extra_body),
        )
        return response.items


class UsageWithRawResponse:
    """The methods of Usage, returning a RawResponse. A list requests its first page."""

    def __init__(self, api: Api) -> None:
        self.delivery = raw_method(api, Usage, Usage.delivery)
        self.hosting = raw_method(api, Usage, Usage.hosting)


class AsyncUsage:
    """The daily delivery and hosting usage of a project."""

    def __init__(self, api: AsyncApi) -> None:
        self._api = api

    @property
    def with_raw_response(self) -> AsyncUsageWithRawResponse:
        """The same methods, returning the HTTP response together with the decoded value."""
        return AsyncUsageWithRawResponse(self._api)

    async def delivery(
        self,
        project_id: str,
        *,
        interval: Literal["month", "week"],
        timeout: float | httpx2.Timeout | None = None,
        max_retries: int | None = None,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
    ) -> list[models.DeliveryUsageDay]:
        """Get the delivery usage.

        Returns the minutes that a project delivered on each of the past days.

        Args:
            project_id: The id of the project. Not empty.
            interval: The days to report: the past 7 days (`week`) or the past 30 days (`month`), including today. One
                of `week`, `month`.
            timeout: Seconds, separately for connecting, sending, and waiting for the next bytes. Default: the timeout
                of the client.
            max_retries: The number of retries after transient failures. Default: that of the client.
            extra_headers: Additional headers of the request.
            extra_query: Additional query parameters. One of the same name replaces the argument.
            extra_body: Additional properties of the JSON body. One of the same name replaces the argument.

        Returns:
            One item per day, the oldest first.

        Raises:
            BadRequestError: 400. The request is invalid.
            AuthenticationError: 401. The request is not authenticated.
            PermissionDeniedError: 403. The account is suspended.
            NotFoundError: 404. The resource or the URL does not exist.
            RateLimitError: 429. The admin API key made more than 10 requests in one second.
            InternalServerError: 500. The server failed.
            APIConnectionError: No complete response arrived; APITimeoutError after a timeout.
            ValueError: An id is empty, contains a slash, or consists of dots. Nothing was sent.

        Example:
            print(await admin.usage.delivery("project_1CCq9NurjJBRehCVCe8XQY", interval="week"))
        """
        response = await self._api.call(
            GET_DELIVERY_USAGE,
            ids={
                "project_id": project_id,
            },
            query={
                "interval": interval,
            },
            options=CallOptions(timeout, max_retries, extra_headers, extra_query, extra_body),
        )
        return response.items

    async def hosting(
        self,
        project_id: str,
        *,
        interval: Literal["month", "week"],
        timeout: float | httpx2.Timeout | None = None,
        max_retries: int | None = None,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
    ) -> list[models.HostingUsageDay]:
        """Get the hosting usage.

        Returns the total minutes that a project hosted as of each of the past days.

        Args:
            project_id: The id of the project. Not empty.
            interval: The days to report: the past 7 days (`week`) or the past 30 days (`month`), including today. One
                of `week`, `month`.
            timeout: Seconds, separately for connecting, sending, and waiting for the next bytes. Default: the timeout
                of the client.
            max_retries: The number of retries after transient failures. Default: that of the client.
            extra_headers: Additional headers of the request.
            extra_query: Additional query parameters. One of the same name replaces the argument.
            extra_body: Additional properties of the JSON body. One of the same name replaces the argument.

        Returns:
            One item per day, the oldest first.

        Raises:
            BadRequestError: 400. The request is invalid.
            AuthenticationError: 401. The request is not authenticated.
            PermissionDeniedError: 403. The account is suspended.
            NotFoundError: 404. The resource or the URL does not exist.
            RateLimitError: 429. The admin API key made more than 10 requests in one second.
            InternalServerError: 500. The server failed.
            APIConnectionError: No complete response arrived; APITimeoutError after a timeout.
            ValueError: An id is empty, contains a slash, or consists of dots. Nothing was sent.

        Example:
            print(await admin.usage.hosting("project_1CCq9NurjJBRehCVCe8XQY", interval="week"))
        """
        response = await self._api.call(
            GET_HOSTING_USAGE,
            ids={
                "project_id": project_id,
            },
            query={
                "interval": interval,
            },
            options=CallOptions(timeout, max_retries, extra_headers, extra_query, extra_body),
        )
        return response.items


class AsyncUsageWithRawResponse:
    """The methods of AsyncUsage, returning a RawResponse. A list requests its first page."""

    def __init__(self, api: AsyncApi) -> None:
        self.delivery = async_raw_method(api, AsyncUsage, AsyncUsage.delivery)
        self.hosting = async_raw_method(api, AsyncUsage, AsyncUsage.hosting)
