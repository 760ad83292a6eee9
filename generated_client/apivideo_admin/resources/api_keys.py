# DO NOT EDIT. Generated from openapi/ by `python -m nox -s generate`.
"""The API keys for a project's own API."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import httpx2

from .. import models
from .._runtime.api import Api, AsyncApi
from .._runtime.hidden import hide
from .._runtime.omit import omit
from .._runtime.operation import Operation, no_body
from .._runtime.options import CallOptions
from .._runtime.paging import AsyncPager, Pager
from .._runtime.raw import async_raw_list_method, async_raw_method, raw_list_method, raw_method
from .._runtime.reader import Reader

LIST_API_KEYS = Operation(
    id="list_api_keys",
    method="GET",
    path="/projects/{project_id}/api-keys",
    decode=Reader(models.ApiKeyPage),
    max_page_size=100,
    secrets=("value",),
)
CREATE_API_KEY = Operation(
    id="create_api_key",
    method="POST",
    path="/projects/{project_id}/api-keys",
    decode=Reader(models.ApiKey),
)
COUNT_API_KEYS = Operation(
    id="count_api_keys",
    method="GET",
    path="/projects/{project_id}/api-keys/count",
    decode=Reader(models.Count),
    secrets=("value",),
)
GET_API_KEY = Operation(
    id="get_api_key",
    method="GET",
    path="/projects/{project_id}/api-keys/{api_key_id}",
    decode=Reader(models.ApiKey),
)
DELETE_API_KEY = Operation(
    id="delete_api_key",
    method="DELETE",
    path="/projects/{project_id}/api-keys/{api_key_id}",
    decode=no_body,
)
UPDATE_API_KEY = Operation(
    id="update_api_key",
    method="PATCH",
    path="/projects/{project_id}/api-keys/{api_key_id}",
    decode=Reader(models.ApiKey),
)


class ApiKeys:
    """The API keys for a project's own API."""

    def __init__(self, api: Api) -> None:
        self._api = api

    @property
    def with_raw_response(self) -> ApiKeysWithRawResponse:
        """The same methods, returning the HTTP response together with the decoded value."""
        return ApiKeysWithRawResponse(self._api)

    def list(
        self,
        project_id: str,
        *,
        page: int | None = None,
        page_size: int | None = None,
        name: str | None = None,
        value: str | None = None,
        sort_by: Literal["created_at", "name", "value"] | None = None,
        sort_order: Literal["asc", "desc"] | None = None,
        limit: int | None = None,
        timeout: float | httpx2.Timeout | None = None,
        max_retries: int | None = None,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
    ) -> Pager[models.ApiKeyPage, models.ApiKey]:
        """List API keys.

        Returns the API keys of a project in pages.

        Args:
            project_id: The id of the project. Not empty.
            page: The number of the page, starting at 1. At least 1. Default of the server: `1`.
            page_size: The maximum number of items on a page. From 1 to 100. Default of the server: `20`.
            name: Only items whose name contains this text. Case-sensitive.
            value: Only the API key with exactly this value.
            sort_by: The property to sort by. Without it, the oldest item comes first. One of `created_at`, `name`,
                `value`.
            sort_order: The direction of the sort. It has no effect without `sort_by`. One of `asc`, `desc`. Default of
                the server: `asc`.
            limit: The maximum number of items, over all pages. Default: no limit.
            timeout: Seconds, separately for connecting, sending, and waiting for the next bytes. Default: the timeout
                of the client.
            max_retries: The number of retries after transient failures. Default: that of the client.
            extra_headers: Additional headers of the request.
            extra_query: Additional query parameters. One of the same name replaces the argument.
            extra_body: Additional properties of the JSON body. One of the same name replaces the argument.

        Returns:
            A list that requests its pages while it is iterated. Iterate it for items, or its ``pages()`` for pages.

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
            for item in admin.api_keys.list("project_1CCq9NurjJBRehCVCe8XQY"):
                print(item)
        """
        value = hide(value)
        return Pager(
            self._api,
            LIST_API_KEYS,
            ids={
                "project_id": project_id,
            },
            query={
                "page": page,
                "page_size": page_size,
                "name": name,
                "value": value,
                "sort_by": sort_by,
                "sort_order": sort_order,
            },
            limit=limit,
            options=CallOptions(timeout, max_retries, extra_headers, extra_query, extra_body),
        )

    def create(
        self,
        project_id: str,
        *,
        name: str,
        timeout: float | httpx2.Timeout | None = None,
        max_retries: int | None = None,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
    ) -> models.ApiKey:
        """Create an API key.

        Creates an API key for a project.

        Args:
            project_id: The id of the project. Not empty.
            name: The name of the API key.
            timeout: Seconds, separately for connecting, sending, and waiting for the next bytes. Default: the timeout
                of the client.
            max_retries: The number of retries after transient failures. Default: that of the client.
            extra_headers: Additional headers of the request.
            extra_query: Additional query parameters. One of the same name replaces the argument.
            extra_body: Additional properties of the JSON body. One of the same name replaces the argument.

        Returns:
            The new API key.

        Raises:
            BadRequestError: 400. The request is invalid.
            AuthenticationError: 401. The request is not authenticated.
            PermissionDeniedError: 403. The account is suspended.
            NotFoundError: 404. The resource or the URL does not exist.
            ContentTooLargeError: 413. The payload is larger than 1 MiB (1,048,576 bytes).
            UnsupportedMediaTypeError: 415. The payload is not declared as `application/json`.
            RateLimitError: 429. The admin API key made more than 10 requests in one second.
            InternalServerError: 500. The server failed.
            APIConnectionError: No complete response arrived; APITimeoutError after a timeout.
            ValueError: An id is empty, contains a slash, or consists of dots. Nothing was sent.

        Example:
            print(admin.api_keys.create("project_1CCq9NurjJBRehCVCe8XQY", name="My API key"))
        """
        return self._api.call(
            CREATE_API_KEY,
            ids={
                "project_id": project_id,
            },
            body={
                "name": name,
            },
            options=CallOptions(timeout, max_retries, extra_headers, extra_query, extra_body),
        )

    def count(
        self,
        project_id: str,
        *,
        name: str | None = None,
        value: str | None = None,
        timeout: float | httpx2.Timeout | None = None,
        max_retries: int | None = None,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
    ) -> int:
        """Count API keys.

        Returns the number of API keys of a project.

        Args:
            project_id: The id of the project. Not empty.
            name: Only items whose name contains this text. Case-sensitive.
            value: Only the API key with exactly this value.
            timeout: Seconds, separately for connecting, sending, and waiting for the next bytes. Default: the timeout
                of the client.
            max_retries: The number of retries after transient failures. Default: that of the client.
            extra_headers: Additional headers of the request.
            extra_query: Additional query parameters. One of the same name replaces the argument.
            extra_body: Additional properties of the JSON body. One of the same name replaces the argument.

        Returns:
            The number of API keys.

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
            print(admin.api_keys.count("project_1CCq9NurjJBRehCVCe8XQY"))
        """
        value = hide(value)
        response = self._api.call(
            COUNT_API_KEYS,
            ids={
                "project_id": project_id,
            },
            query={
                "name": name,
                "value": value,
            },
            options=CallOptions(timeout, max_retries, extra_headers, extra_query, extra_body),
        )
        return response.count

    def get(
        self,
        project_id: str,
        api_key_id: str,
        *,
        timeout: float | httpx2.Timeout | None = None,
        max_retries: int | None = None,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
    ) -> models.ApiKey:
        """Get an API key.

        Returns an API key.

        Args:
            project_id: The id of the project. Not empty.
            api_key_id: The id of the API key. Not empty.
            timeout: Seconds, separately for connecting, sending, and waiting for the next bytes. Default: the timeout
                of the client.
            max_retries: The number of retries after transient failures. Default: that of the client.
            extra_headers: Additional headers of the request.
            extra_query: Additional query parameters. One of the same name replaces the argument.
            extra_body: Additional properties of the JSON body. One of the same name replaces the argument.

        Returns:
            The API key.

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
            print(admin.api_keys.get("project_1CCq9NurjJBRehCVCe8XQY", "api_key_1CCq9NwWhBxwjAgHzpuZx4"))
        """
        return self._api.call(
            GET_API_KEY,
            ids={
                "project_id": project_id,
                "api_key_id": api_key_id,
            },
            options=CallOptions(timeout, max_retries, extra_headers, extra_query, extra_body),
        )

    def delete(
        self,
        project_id: str,
        api_key_id: str,
        *,
        timeout: float | httpx2.Timeout | None = None,
        max_retries: int | None = None,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
    ) -> None:
        """Delete an API key.

        Deletes an API key permanently.

        Args:
            project_id: The id of the project. Not empty.
            api_key_id: The id of the API key. Not empty.
            timeout: Seconds, separately for connecting, sending, and waiting for the next bytes. Default: the timeout
                of the client.
            max_retries: The number of retries after transient failures. Default: that of the client.
            extra_headers: Additional headers of the request.
            extra_query: Additional query parameters. One of the same name replaces the argument.
            extra_body: Additional properties of the JSON body. One of the same name replaces the argument.

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
            admin.api_keys.delete("project_1CCq9NurjJBRehCVCe8XQY", "api_key_1CCq9NwWhBxwjAgHzpuZx4")
        """
        self._api.call(
            DELETE_API_KEY,
            ids={
                "project_id": project_id,
                "api_key_id": api_key_id,
            },
            options=CallOptions(timeout, max_retries, extra_headers, extra_query, extra_body),
        )

    def update(
        self,
        project_id: str,
        api_key_id: str,
        *,
        name: str | None = None,
        timeout: float | httpx2.Timeout | None = None,
        max_retries: int | None = None,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
    ) -> models.ApiKey:
        """Update an API key.

        Renames an API key.

        Args:
            project_id: The id of the project. Not empty.
            api_key_id: The id of the API key. Not empty.
            name: The new name of the API key.
            timeout: Seconds, separately for connecting, sending, and waiting for the next bytes. Default: the timeout
                of the client.
            max_retries: The number of retries after transient failures. Default: that of the client.
            extra_headers: Additional headers of the request.
            extra_query: Additional query parameters. One of the same name replaces the argument.
            extra_body: Additional properties of the JSON body. One of the same name replaces the argument.

        Returns:
            The updated API key.

        Raises:
            BadRequestError: 400. The request is invalid.
            AuthenticationError: 401. The request is not authenticated.
            PermissionDeniedError: 403. The account is suspended.
            NotFoundError: 404. The resource or the URL does not exist.
            ContentTooLargeError: 413. The payload is larger than 1 MiB (1,048,576 bytes).
            UnsupportedMediaTypeError: 415. The payload is not declared as `application/json`.
            RateLimitError: 429. The admin API key made more than 10 requests in one second.
            InternalServerError: 500. The server failed.
            APIConnectionError: No complete response arrived; APITimeoutError after a timeout.
            ValueError: An id is empty, contains a slash, or consists of dots. Nothing was sent.

        Example:
            print(admin.api_keys.update("project_1CCq9NurjJBRehCVCe8XQY", "api_key_1CCq9NwWhBxwjAgHzpuZx4"))
        """
        return self._api.call(
            UPDATE_API_KEY,
            ids={
                "project_id": project_id,
                "api_key_id": api_key_id,
            },
            body={
                "name": omit if name is None else name,
            },
            options=CallOptions(timeout, max_retries, extra_headers, extra_query, extra_body),
        )


class ApiKeysWithRawResponse:
    """The methods of ApiKeys, returning a RawResponse. A list requests its first page."""

    def __init__(self, api: Api) -> None:
        self.list = raw_list_method(api, ApiKeys, ApiKeys.list)
        self.create = raw_method(api, ApiKeys, ApiKeys.create)
        self.count = raw_method(api, ApiKeys, ApiKeys.count)
        self.get = raw_method(api, ApiKeys, ApiKeys.get)
        self.delete = raw_method(api, ApiKeys, ApiKeys.delete)
        self.update = raw_method(api, ApiKeys, ApiKeys.update)


class AsyncApiKeys:
    """The API keys for a project's own API."""

    def __init__(self, api: AsyncApi) -> None:
        self._api = api

    @property
    def with_raw_response(self) -> AsyncApiKeysWithRawResponse:
        """The same methods, returning the HTTP response together with the decoded value."""
        return AsyncApiKeysWithRawResponse(self._api)

    def list(
        self,
        project_id: str,
        *,
        page: int | None = None,
        page_size: int | None = None,
        name: str | None = None,
        value: str | None = None,
        sort_by: Literal["created_at", "name", "value"] | None = None,
        sort_order: Literal["asc", "desc"] | None = None,
        limit: int | None = None,
        timeout: float | httpx2.Timeout | None = None,
        max_retries: int | None = None,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
    ) -> AsyncPager[models.ApiKeyPage, models.ApiKey]:
        """List API keys.

        Returns the API keys of a project in pages.

        Args:
            project_id: The id of the project. Not empty.
            page: The number of the page, starting at 1. At least 1. Default of the server: `1`.
            page_size: The maximum number of items on a page. From 1 to 100. Default of the server: `20`.
            name: Only items whose name contains this text. Case-sensitive.
            value: Only the API key with exactly this value.
            sort_by: The property to sort by. Without it, the oldest item comes first. One of `created_at`, `name`,
                `value`.
            sort_order: The direction of the sort. It has no effect without `sort_by`. One of `asc`, `desc`. Default of
                the server: `asc`.
            limit: The maximum number of items, over all pages. Default: no limit.
            timeout: Seconds, separately for connecting, sending, and waiting for the next bytes. Default: the timeout
                of the client.
            max_retries: The number of retries after transient failures. Default: that of the client.
            extra_headers: Additional headers of the request.
            extra_query: Additional query parameters. One of the same name replaces the argument.
            extra_body: Additional properties of the JSON body. One of the same name replaces the argument.

        Returns:
            A list that requests its pages while it is iterated. Iterate it for items, or await it for its first page.

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
            async for item in admin.api_keys.list("project_1CCq9NurjJBRehCVCe8XQY"):
                print(item)
        """
        value = hide(value)
        return AsyncPager(
            self._api,
            LIST_API_KEYS,
            ids={
                "project_id": project_id,
            },
            query={
                "page": page,
                "page_size": page_size,
                "name": name,
                "value": value,
                "sort_by": sort_by,
                "sort_order": sort_order,
            },
            limit=limit,
            options=CallOptions(timeout, max_retries, extra_headers, extra_query, extra_body),
        )

    async def create(
        self,
        project_id: str,
        *,
        name: str,
        timeout: float | httpx2.Timeout | None = None,
        max_retries: int | None = None,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
    ) -> models.ApiKey:
        """Create an API key.

        Creates an API key for a project.

        Args:
            project_id: The id of the project. Not empty.
            name: The name of the API key.
            timeout: Seconds, separately for connecting, sending, and waiting for the next bytes. Default: the timeout
                of the client.
            max_retries: The number of retries after transient failures. Default: that of the client.
            extra_headers: Additional headers of the request.
            extra_query: Additional query parameters. One of the same name replaces the argument.
            extra_body: Additional properties of the JSON body. One of the same name replaces the argument.

        Returns:
            The new API key.

        Raises:
            BadRequestError: 400. The request is invalid.
            AuthenticationError: 401. The request is not authenticated.
            PermissionDeniedError: 403. The account is suspended.
            NotFoundError: 404. The resource or the URL does not exist.
            ContentTooLargeError: 413. The payload is larger than 1 MiB (1,048,576 bytes).
            UnsupportedMediaTypeError: 415. The payload is not declared as `application/json`.
            RateLimitError: 429. The admin API key made more than 10 requests in one second.
            InternalServerError: 500. The server failed.
            APIConnectionError: No complete response arrived; APITimeoutError after a timeout.
            ValueError: An id is empty, contains a slash, or consists of dots. Nothing was sent.

        Example:
            print(await admin.api_keys.create("project_1CCq9NurjJBRehCVCe8XQY", name="My API key"))
        """
        return await self._api.call(
            CREATE_API_KEY,
            ids={
                "project_id": project_id,
            },
            body={
                "name": name,
            },
            options=CallOptions(timeout, max_retries, extra_headers, extra_query, extra_body),
        )

    async def count(
        self,
        project_id: str,
        *,
        name: str | None = None,
        value: str | None = None,
        timeout: float | httpx2.Timeout | None = None,
        max_retries: int | None = None,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
    ) -> int:
        """Count API keys.

        Returns the number of API keys of a project.

        Args:
            project_id: The id of the project. Not empty.
            name: Only items whose name contains this text. Case-sensitive.
            value: Only the API key with exactly this value.
            timeout: Seconds, separately for connecting, sending, and waiting for the next bytes. Default: the timeout
                of the client.
            max_retries: The number of retries after transient failures. Default: that of the client.
            extra_headers: Additional headers of the request.
            extra_query: Additional query parameters. One of the same name replaces the argument.
            extra_body: Additional properties of the JSON body. One of the same name replaces the argument.

        Returns:
            The number of API keys.

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
            print(await admin.api_keys.count("project_1CCq9NurjJBRehCVCe8XQY"))
        """
        value = hide(value)
        response = await self._api.call(
            COUNT_API_KEYS,
            ids={
                "project_id": project_id,
            },
            query={
                "name": name,
                "value": value,
            },
            options=CallOptions(timeout, max_retries, extra_headers, extra_query, extra_body),
        )
        return response.count

    async def get(
        self,
        project_id: str,
        api_key_id: str,
        *,
        timeout: float | httpx2.Timeout | None = None,
        max_retries: int | None = None,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
    ) -> models.ApiKey:
        """Get an API key.

        Returns an API key.

        Args:
            project_id: The id of the project. Not empty.
            api_key_id: The id of the API key. Not empty.
            timeout: Seconds, separately for connecting, sending, and waiting for the next bytes. Default: the timeout
                of the client.
            max_retries: The number of retries after transient failures. Default: that of the client.
            extra_headers: Additional headers of the request.
            extra_query: Additional query parameters. One of the same name replaces the argument.
            extra_body: Additional properties of the JSON body. One of the same name replaces the argument.

        Returns:
            The API key.

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
            print(await admin.api_keys.get("project_1CCq9NurjJBRehCVCe8XQY", "api_key_1CCq9NwWhBxwjAgHzpuZx4"))
        """
        return await self._api.call(
            GET_API_KEY,
            ids={
                "project_id": project_id,
                "api_key_id": api_key_id,
            },
            options=CallOptions(timeout, max_retries, extra_headers, extra_query, extra_body),
        )

    async def delete(
        self,
        project_id: str,
        api_key_id: str,
        *,
        timeout: float | httpx2.Timeout | None = None,
        max_retries: int | None = None,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
    ) -> None:
        """Delete an API key.

        Deletes an API key permanently.

        Args:
            project_id: The id of the project. Not empty.
            api_key_id: The id of the API key. Not empty.
            timeout: Seconds, separately for connecting, sending, and waiting for the next bytes. Default: the timeout
                of the client.
            max_retries: The number of retries after transient failures. Default: that of the client.
            extra_headers: Additional headers of the request.
            extra_query: Additional query parameters. One of the same name replaces the argument.
            extra_body: Additional properties of the JSON body. One of the same name replaces the argument.

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
            await admin.api_keys.delete("project_1CCq9NurjJBRehCVCe8XQY", "api_key_1CCq9NwWhBxwjAgHzpuZx4")
        """
        await self._api.call(
            DELETE_API_KEY,
            ids={
                "project_id": project_id,
                "api_key_id": api_key_id,
            },
            options=CallOptions(timeout, max_retries, extra_headers, extra_query, extra_body),
        )

    async def update(
        self,
        project_id: str,
        api_key_id: str,
        *,
        name: str | None = None,
        timeout: float | httpx2.Timeout | None = None,
        max_retries: int | None = None,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
    ) -> models.ApiKey:
        """Update an API key.

        Renames an API key.

        Args:
            project_id: The id of the project. Not empty.
            api_key_id: The id of the API key. Not empty.
            name: The new name of the API key.
            timeout: Seconds, separately for connecting, sending, and waiting for the next bytes. Default: the timeout
                of the client.
            max_retries: The number of retries after transient failures. Default: that of the client.
            extra_headers: Additional headers of the request.
            extra_query: Additional query parameters. One of the same name replaces the argument.
            extra_body: Additional properties of the JSON body. One of the same name replaces the argument.

        Returns:
            The updated API key.

        Raises:
            BadRequestError: 400. The request is invalid.
            AuthenticationError: 401. The request is not authenticated.
            PermissionDeniedError: 403. The account is suspended.
            NotFoundError: 404. The resource or the URL does not exist.
            ContentTooLargeError: 413. The payload is larger than 1 MiB (1,048,576 bytes).
            UnsupportedMediaTypeError: 415. The payload is not declared as `application/json`.
            RateLimitError: 429. The admin API key made more than 10 requests in one second.
            InternalServerError: 500. The server failed.
            APIConnectionError: No complete response arrived; APITimeoutError after a timeout.
            ValueError: An id is empty, contains a slash, or consists of dots. Nothing was sent.

        Example:
            print(await admin.api_keys.update("project_1CCq9NurjJBRehCVCe8XQY", "api_key_1CCq9NwWhBxwjAgHzpuZx4"))
        """
        return await self._api.call(
            UPDATE_API_KEY,
            ids={
                "project_id": project_id,
                "api_key_id": api_key_id,
            },
            body={
                "name": omit if name is None else name,
            },
            options=CallOptions(timeout, max_retries, extra_headers, extra_query, extra_body),
        )


class AsyncApiKeysWithRawResponse:
    """The methods of AsyncApiKeys, returning a RawResponse. A list requests its first page."""

    def __init__(self, api: AsyncApi) -> None:
        self.list = async_raw_list_method(api, AsyncApiKeys, AsyncApiKeys.list)
        self.create = async_raw_method(api, AsyncApiKeys, AsyncApiKeys.create)
        self.count = async_raw_method(api, AsyncApiKeys, AsyncApiKeys.count)
        self.get = async_raw_method(api, AsyncApiKeys, AsyncApiKeys.get)
        self.delete = async_raw_method(api, AsyncApiKeys, AsyncApiKeys.delete)
        self.update = async_raw_method(api, AsyncApiKeys, AsyncApiKeys.update)
