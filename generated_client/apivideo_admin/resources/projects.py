# DO NOT EDIT. Generated from openapi/ by `python -m nox -s generate`.
"""A project groups media and the API keys that access them. It cannot be deleted immediately, only scheduled for
deletion.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import httpx2

from .. import models
from .._runtime.api import Api, AsyncApi
from .._runtime.deprecation import warn_deprecated
from .._runtime.omit import omit
from .._runtime.operation import Operation
from .._runtime.options import CallOptions
from .._runtime.paging import AsyncPager, Pager
from .._runtime.raw import async_raw_list_method, async_raw_method, raw_list_method, raw_method
from .._runtime.reader import Reader

LIST_PROJECTS = Operation(
    id="list_projects",
    method="GET",
    path="/projects",
    decode=Reader(models.ProjectPage),
    max_page_size=100,
)
CREATE_PROJECT = Operation(
    id="create_project",
    method="POST",
    path="/projects",
    decode=Reader(models.Project),
)
COUNT_PROJECTS = Operation(
    id="count_projects",
    method="GET",
    path="/projects/count",
    decode=Reader(models.Count),
)
GET_PROJECT = Operation(
    id="get_project",
    method="GET",
    path="/projects/{project_id}",
    decode=Reader(models.Project),
)
UPDATE_PROJECT = Operation(
    id="update_project",
    method="PATCH",
    path="/projects/{project_id}",
    decode=Reader(models.Project),
)


class Projects:
    """A project groups media and the API keys that access them. It cannot be deleted immediately, only scheduled for
    deletion.
    """

    def __init__(self, api: Api) -> None:
        self._api = api

    @property
    def with_raw_response(self) -> ProjectsWithRawResponse:
        """The same methods, returning the HTTP response together with the decoded value."""
        return ProjectsWithRawResponse(self._api)

    def list(
        self,
        *,
        page: int | None = None,
        page_size: int | None = None,
        name: str | None = None,
        sort_by: Literal["created_at", "name"] | None = None,
        sort_order: Literal["asc", "desc"] | None = None,
        limit: int | None = None,
        timeout: float | httpx2.Timeout | None = None,
        max_retries: int | None = None,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
    ) -> Pager[models.ProjectPage, models.Project]:
        """List projects.

        Returns the projects of the account in pages.

        Args:
            page: The number of the page, starting at 1. At least 1. Default of the server: `1`.
            page_size: The maximum number of items on a page. From 1 to 100. Default of the server: `20`.
            name: Only items whose name contains this text. Case-sensitive.
            sort_by: The property to sort by. Without it, the oldest item comes first. One of `created_at`, `name`.
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
            RateLimitError: 429. The admin API key made more than 10 requests in one second.
            InternalServerError: 500. The server failed.
            APIConnectionError: No complete response arrived; APITimeoutError after a timeout.

        Example:
            for item in admin.projects.list():
                print(item)
        """
        return Pager(
            self._api,
            LIST_PROJECTS,
            query={
                "page": page,
                "page_size": page_size,
                "name": name,
                "sort_by": sort_by,
                "sort_order": sort_order,
            },
            limit=limit,
            options=CallOptions(timeout, max_retries, extra_headers, extra_query, extra_body),
        )

    def create(
        self,
        *,
        name: str,
        region: Literal["eu-central-1"] | str | None = None,
        timeout: float | httpx2.Timeout | None = None,
        max_retries: int | None = None,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
    ) -> models.Project:
        """Create a project.

        Creates an empty project without API keys.

        Args:
            name: The name of the project.
            region: The region to host the project in. Deprecated because there is only one region. Always
                `eu-central-1`. Default of the server: `eu-central-1`. Deprecated.
            timeout: Seconds, separately for connecting, sending, and waiting for the next bytes. Default: the timeout
                of the client.
            max_retries: The number of retries after transient failures. Default: that of the client.
            extra_headers: Additional headers of the request.
            extra_query: Additional query parameters. One of the same name replaces the argument.
            extra_body: Additional properties of the JSON body. One of the same name replaces the argument.

        Returns:
            The new project.

        Raises:
            BadRequestError: 400. The request is invalid.
            AuthenticationError: 401. The request is not authenticated.
            PermissionDeniedError: 403. The account is suspended.
            ContentTooLargeError: 413. The payload is larger than 1 MiB (1,048,576 bytes).
            UnsupportedMediaTypeError: 415. The payload is not declared as `application/json`.
            RateLimitError: 429. The admin API key made more than 10 requests in one second.
            InternalServerError: 500. The server failed.
            APIConnectionError: No complete response arrived; APITimeoutError after a timeout.

        Example:
            print(admin.projects.create(name="My project"))
        """
        if region is not None:
            warn_deprecated("`region` of `projects.create`: Deprecated because there is only one region.")
        return self._api.call(
            CREATE_PROJECT,
            body={
                "name": name,
                "region": omit if region is None else region,
            },
            options=CallOptions(timeout, max_retries, extra_headers, extra_query, extra_body),
        )

    def count(
        self,
        *,
        name: str | None = None,
        timeout: float | httpx2.Timeout | None = None,
        max_retries: int | None = None,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
    ) -> int:
        """Count projects.

        Returns the number of projects of the account.

        Args:
            name: Only items whose name contains this text. Case-sensitive.
            timeout: Seconds, separately for connecting, sending, and waiting for the next bytes. Default: the timeout
                of the client.
            max_retries: The number of retries after transient failures. Default: that of the client.
            extra_headers: Additional headers of the request.
            extra_query: Additional query parameters. One of the same name replaces the argument.
            extra_body: Additional properties of the JSON body. One of the same name replaces the argument.

        Returns:
            The number of projects.

        Raises:
            BadRequestError: 400. The request is invalid.
            AuthenticationError: 401. The request is not authenticated.
            PermissionDeniedError: 403. The account is suspended.
            RateLimitError: 429. The admin API key made more than 10 requests in one second.
            InternalServerError: 500. The server failed.
            APIConnectionError: No complete response arrived; APITimeoutError after a timeout.

        Example:
            print(admin.projects.count())
        """
        response = self._api.call(
            COUNT_PROJECTS,
            query={
                "name": name,
            },
            options=CallOptions(timeout, max_retries, extra_headers, extra_query, extra_body),
        )
        return response.count

    def get(
        self,
        project_id: str,
        *,
        timeout: float | httpx2.Timeout | None = None,
        max_retries: int | None = None,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
    ) -> models.Project:
        """Get a project.

        Returns a project.

        Args:
            project_id: The id of the project. Not empty.
            timeout: Seconds, separately for connecting, sending, and waiting for the next bytes. Default: the timeout
                of the client.
            max_retries: The number of retries after transient failures. Default: that of the client.
            extra_headers: Additional headers of the request.
            extra_query: Additional query parameters. One of the same name replaces the argument.
            extra_body: Additional properties of the JSON body. One of the same name replaces the argument.

        Returns:
            The project.

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
            print(admin.projects.get("project_1CCq9NurjJBRehCVCe8XQY"))
        """
        return self._api.call(
            GET_PROJECT,
            ids={
                "project_id": project_id,
            },
            options=CallOptions(timeout, max_retries, extra_headers, extra_query, extra_body),
        )

    def update(
        self,
        project_id: str,
        *,
        name: str,
        deletes_at: Literal["next_cycle"] | None = None,
        timeout: float | httpx2.Timeout | None = None,
        max_retries: int | None = None,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
    ) -> models.Project:
        """Update a project.

        Renames a project or schedules its deletion. The name is required in both cases.

        Args:
            project_id: The id of the project. Not empty.
            name: The new or the current name of the project.
            deletes_at: Schedules the deletion of the project for the first moment of the next billing cycle. This
                cannot be cancelled. Always `next_cycle`.
            timeout: Seconds, separately for connecting, sending, and waiting for the next bytes. Default: the timeout
                of the client.
            max_retries: The number of retries after transient failures. Default: that of the client.
            extra_headers: Additional headers of the request.
            extra_query: Additional query parameters. One of the same name replaces the argument.
            extra_body: Additional properties of the JSON body. One of the same name replaces the argument.

        Returns:
            The updated project.

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
            print(admin.projects.update("project_1CCq9NurjJBRehCVCe8XQY", name="My renamed project"))
        """
        return self._api.call(
            UPDATE_PROJECT,
            ids={
                "project_id": project_id,
            },
            body={
                "name": name,
                "deletes_at": omit if deletes_at is None else deletes_at,
            },
            options=CallOptions(timeout, max_retries, extra_headers, extra_query, extra_body),
        )


class ProjectsWithRawResponse:
    """The methods of Projects, returning a RawResponse. A list requests its first page."""

    def __init__(self, api: Api) -> None:
        self.list = raw_list_method(api, Projects, Projects.list)
        self.create = raw_method(api, Projects, Projects.create)
        self.count = raw_method(api, Projects, Projects.count)
        self.get = raw_method(api, Projects, Projects.get)
        self.update = raw_method(api, Projects, Projects.update)


class AsyncProjects:
    """A project groups media and the API keys that access them. It cannot be deleted immediately, only scheduled for
    deletion.
    """

    def __init__(self, api: AsyncApi) -> None:
        self._api = api

    @property
    def with_raw_response(self) -> AsyncProjectsWithRawResponse:
        """The same methods, returning the HTTP response together with the decoded value."""
        return AsyncProjectsWithRawResponse(self._api)

    def list(
        self,
        *,
        page: int | None = None,
        page_size: int | None = None,
        name: str | None = None,
        sort_by: Literal["created_at", "name"] | None = None,
        sort_order: Literal["asc", "desc"] | None = None,
        limit: int | None = None,
        timeout: float | httpx2.Timeout | None = None,
        max_retries: int | None = None,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
    ) -> AsyncPager[models.ProjectPage, models.Project]:
        """List projects.

        Returns the projects of the account in pages.

        Args:
            page: The number of the page, starting at 1. At least 1. Default of the server: `1`.
            page_size: The maximum number of items on a page. From 1 to 100. Default of the server: `20`.
            name: Only items whose name contains this text. Case-sensitive.
            sort_by: The property to sort by. Without it, the oldest item comes first. One of `created_at`, `name`.
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
            RateLimitError: 429. The admin API key made more than 10 requests in one second.
            InternalServerError: 500. The server failed.
            APIConnectionError: No complete response arrived; APITimeoutError after a timeout.

        Example:
            async for item in admin.projects.list():
                print(item)
        """
        return AsyncPager(
            self._api,
            LIST_PROJECTS,
            query={
                "page": page,
                "page_size": page_size,
                "name": name,
                "sort_by": sort_by,
                "sort_order": sort_order,
            },
            limit=limit,
            options=CallOptions(timeout, max_retries, extra_headers, extra_query, extra_body),
        )

    async def create(
        self,
        *,
        name: str,
        region: Literal["eu-central-1"] | str | None = None,
        timeout: float | httpx2.Timeout | None = None,
        max_retries: int | None = None,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
    ) -> models.Project:
        """Create a project.

        Creates an empty project without API keys.

        Args:
            name: The name of the project.
            region: The region to host the project in. Deprecated because there is only one region. Always
                `eu-central-1`. Default of the server: `eu-central-1`. Deprecated.
            timeout: Seconds, separately for connecting, sending, and waiting for the next bytes. Default: the timeout
                of the client.
            max_retries: The number of retries after transient failures. Default: that of the client.
            extra_headers: Additional headers of the request.
            extra_query: Additional query parameters. One of the same name replaces the argument.
            extra_body: Additional properties of the JSON body. One of the same name replaces the argument.

        Returns:
            The new project.

        Raises:
            BadRequestError: 400. The request is invalid.
            AuthenticationError: 401. The request is not authenticated.
            PermissionDeniedError: 403. The account is suspended.
            ContentTooLargeError: 413. The payload is larger than 1 MiB (1,048,576 bytes).
            UnsupportedMediaTypeError: 415. The payload is not declared as `application/json`.
            RateLimitError: 429. The admin API key made more than 10 requests in one second.
            InternalServerError: 500. The server failed.
            APIConnectionError: No complete response arrived; APITimeoutError after a timeout.

        Example:
            print(await admin.projects.create(name="My project"))
        """
        if region is not None:
            warn_deprecated("`region` of `projects.create`: Deprecated because there is only one region.")
        return await self._api.call(
            CREATE_PROJECT,
            body={
                "name": name,
                "region": omit if region is None else region,
            },
            options=CallOptions(timeout, max_retries, extra_headers, extra_query, extra_body),
        )

    async def count(
        self,
        *,
        name: str | None = None,
        timeout: float | httpx2.Timeout | None = None,
        max_retries: int | None = None,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
    ) -> int:
        """Count projects.

        Returns the number of projects of the account.

        Args:
            name: Only items whose name contains this text. Case-sensitive.
            timeout: Seconds, separately for connecting, sending, and waiting for the next bytes. Default: the timeout
                of the client.
            max_retries: The number of retries after transient failures. Default: that of the client.
            extra_headers: Additional headers of the request.
            extra_query: Additional query parameters. One of the same name replaces the argument.
            extra_body: Additional properties of the JSON body. One of the same name replaces the argument.

        Returns:
            The number of projects.

        Raises:
            BadRequestError: 400. The request is invalid.
            AuthenticationError: 401. The request is not authenticated.
            PermissionDeniedError: 403. The account is suspended.
            RateLimitError: 429. The admin API key made more than 10 requests in one second.
            InternalServerError: 500. The server failed.
            APIConnectionError: No complete response arrived; APITimeoutError after a timeout.

        Example:
            print(await admin.projects.count())
        """
        response = await self._api.call(
            COUNT_PROJECTS,
            query={
                "name": name,
            },
            options=CallOptions(timeout, max_retries, extra_headers, extra_query, extra_body),
        )
        return response.count

    async def get(
        self,
        project_id: str,
        *,
        timeout: float | httpx2.Timeout | None = None,
        max_retries: int | None = None,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
    ) -> models.Project:
        """Get a project.

        Returns a project.

        Args:
            project_id: The id of the project. Not empty.
            timeout: Seconds, separately for connecting, sending, and waiting for the next bytes. Default: the timeout
                of the client.
            max_retries: The number of retries after transient failures. Default: that of the client.
            extra_headers: Additional headers of the request.
            extra_query: Additional query parameters. One of the same name replaces the argument.
            extra_body: Additional properties of the JSON body. One of the same name replaces the argument.

        Returns:
            The project.

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
            print(await admin.projects.get("project_1CCq9NurjJBRehCVCe8XQY"))
        """
        return await self._api.call(
            GET_PROJECT,
            ids={
                "project_id": project_id,
            },
            options=CallOptions(timeout, max_retries, extra_headers, extra_query, extra_body),
        )

    async def update(
        self,
        project_id: str,
        *,
        name: str,
        deletes_at: Literal["next_cycle"] | None = None,
        timeout: float | httpx2.Timeout | None = None,
        max_retries: int | None = None,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
    ) -> models.Project:
        """Update a project.

        Renames a project or schedules its deletion. The name is required in both cases.

        Args:
            project_id: The id of the project. Not empty.
            name: The new or the current name of the project.
            deletes_at: Schedules the deletion of the project for the first moment of the next billing cycle. This
                cannot be cancelled. Always `next_cycle`.
            timeout: Seconds, separately for connecting, sending, and waiting for the next bytes. Default: the timeout
                of the client.
            max_retries: The number of retries after transient failures. Default: that of the client.
            extra_headers: Additional headers of the request.
            extra_query: Additional query parameters. One of the same name replaces the argument.
            extra_body: Additional properties of the JSON body. One of the same name replaces the argument.

        Returns:
            The updated project.

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
            print(await admin.projects.update("project_1CCq9NurjJBRehCVCe8XQY", name="My renamed project"))
        """
        return await self._api.call(
            UPDATE_PROJECT,
            ids={
                "project_id": project_id,
            },
            body={
                "name": name,
                "deletes_at": omit if deletes_at is None else deletes_at,
            },
            options=CallOptions(timeout, max_retries, extra_headers, extra_query, extra_body),
        )


class AsyncProjectsWithRawResponse:
    """The methods of AsyncProjects, returning a RawResponse. A list requests its first page."""

    def __init__(self, api: AsyncApi) -> None:
        self.list = async_raw_list_method(api, AsyncProjects, AsyncProjects.list)
        self.create = async_raw_method(api, AsyncProjects, AsyncProjects.create)
        self.count = async_raw_method(api, AsyncProjects, AsyncProjects.count)
        self.get = async_raw_method(api, AsyncProjects, AsyncProjects.get)
        self.update = async_raw_method(api, AsyncProjects, AsyncProjects.update)
