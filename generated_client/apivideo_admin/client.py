# DO NOT EDIT. Generated from openapi/ by `python -m nox -s generate`.
"""The two clients: one blocks, the other is asynchronous. They are the same in everything else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ._runtime.client import AsyncBaseClient, BaseClient, ClientOptions, Service
from ._runtime.window import RateLimit
from ._version import __version__
from .errors import ERRORS_BY_STATUS
from .resources.api_keys import ApiKeys, AsyncApiKeys
from .resources.projects import AsyncProjects, Projects
from .resources.usage import AsyncUsage, Usage

if TYPE_CHECKING:
    from collections.abc import Mapping

    import httpx2

    from ._runtime.api import Api, AsyncApi
    from ._runtime.hooks import AsyncEventHooks, EventHooks

SERVER = "https://admin.api.video"
"""The base URL that is used if none is given."""

USER_AGENT = f"apivideo-admin-python/{__version__}"

RATE_LIMIT = RateLimit(requests=10, seconds=1.0)
"""How much the server accepts with one admin API key."""

_SERVICE = Service(SERVER, USER_AGENT, RATE_LIMIT, ERRORS_BY_STATUS)


class AdminClient(BaseClient):
    """The client of the API. Use it as a context manager, or call ``close()``. Threads may share it.

    Args:
        api_key: The admin API key; the environment variable ``APIVIDEO_ADMIN_API_KEY`` if it is not given.
        base_url: The server, with a path prefix if there is one; the environment variable ``APIVIDEO_ADMIN_BASE_URL``, else the
            production server, if it is not given.
        timeout: Seconds that each of connecting, sending and waiting for the next bytes may take; 30 if it is not given, or what
            ``http_client`` has. ``httpx2.Timeout`` sets each on its own.
        max_retries: How often a call is tried again after a failure that may pass; 4 if it is not given. A request that creates is only
            repeated if the server certainly did not take it.
        max_retry_seconds: No call is tried again later than this many seconds after its first try; 60 if it is not given.
        throttle: Whether calls wait so that the server never gets more than its limit, 10 requests in a second. Turn it off
            to get ``TooManyRequestsError`` instead (after the retries).
        extra_headers: Headers that every request has on top.
        event_hooks: Functions that are called for each try, as in httpx2: ``{"request": [...], "response": [...]}``.
        transport: What sends the requests, instead of a connection pool of the client's own. It is closed with the client.
        http_client: An ``httpx2.Client`` that sends the requests, with its proxies, hooks, headers and logging (which shows
            queries). It stays open when this client is closed.

    Attributes:
        projects: A project groups media and the API keys that reach them. It is never deleted at once, only scheduled for
            deletion.
        api_keys: The API keys that open a project's own API.
        usage: What a project delivered and hosted, day by day.

    Raises:
        ConfigurationError: The key is missing, or an argument cannot be used. The message never holds the key.

    """

    projects: Projects
    api_keys: ApiKeys
    usage: Usage

    def __init__(
        self,
        api_key: str | None = None,
        *,
        base_url: str | None = None,
        timeout: float | httpx2.Timeout | None = None,
        max_retries: int | None = None,
        max_retry_seconds: float | None = None,
        throttle: bool = True,
        extra_headers: Mapping[str, str] | None = None,
        event_hooks: EventHooks | None = None,
        transport: httpx2.BaseTransport | None = None,
        http_client: httpx2.Client | None = None,
    ) -> None:
        options = ClientOptions(
            service=_SERVICE,
            api_key=api_key,
            base_url=base_url,
            timeout=timeout,
            max_retries=max_retries,
            max_retry_seconds=max_retry_seconds,
            throttle=throttle,
            extra_headers=extra_headers,
            event_hooks=event_hooks,
        )
        super().__init__(options, transport, http_client)

    def _attach(self, api: Api) -> None:
        super()._attach(api)
        self.projects = Projects(api)
        self.api_keys = ApiKeys(api)
        self.usage = Usage(api)


class AsyncAdminClient(AsyncBaseClient):
    """The asynchronous client of the API. Use it as an asynchronous context manager, or call ``aclose()``. Tasks may share it.

    Args:
        api_key: The admin API key; the environment variable ``APIVIDEO_ADMIN_API_KEY`` if it is not given.
        base_url: The server, with a path prefix if there is one; the environment variable ``APIVIDEO_ADMIN_BASE_URL``, else the
            production server, if it is not given.
        timeout: Seconds that each of connecting, sending and waiting for the next bytes may take; 30 if it is not given, or what
            ``http_client`` has. ``httpx2.Timeout`` sets each on its own.
        max_retries: How often a call is tried again after a failure that may pass; 4 if it is not given. A request that creates is only
            repeated if the server certainly did not take it.
        max_retry_seconds: No call is tried again later than this many seconds after its first try; 60 if it is not given.
        throttle: Whether calls wait so that the server never gets more than its limit, 10 requests in a second. Turn it off
            to get ``TooManyRequestsError`` instead (after the retries).
        extra_headers: Headers that every request has on top.
        event_hooks: Functions that are called for each try, as in httpx2: ``{"request": [...], "response": [...]}``.
        transport: What sends the requests, instead of a connection pool of the client's own. It is closed with the client.
        http_client: An ``httpx2.AsyncClient`` that sends the requests, with its proxies, hooks, headers and logging (which shows
            queries). It stays open when this client is closed.

    Attributes:
        projects: A project groups media and the API keys that reach them. It is never deleted at once, only scheduled for
            deletion.
        api_keys: The API keys that open a project's own API.
        usage: What a project delivered and hosted, day by day.

    Raises:
        ConfigurationError: The key is missing, or an argument cannot be used. The message never holds the key.

    """

    projects: AsyncProjects
    api_keys: AsyncApiKeys
    usage: AsyncUsage

    def __init__(
        self,
        api_key: str | None = None,
        *,
        base_url: str | None = None,
        timeout: float | httpx2.Timeout | None = None,
        max_retries: int | None = None,
        max_retry_seconds: float | None = None,
        throttle: bool = True,
        extra_headers: Mapping[str, str] | None = None,
        event_hooks: AsyncEventHooks | None = None,
        transport: httpx2.AsyncBaseTransport | None = None,
        http_client: httpx2.AsyncClient | None = None,
    ) -> None:
        options = ClientOptions(
            service=_SERVICE,
            api_key=api_key,
            base_url=base_url,
            timeout=timeout,
            max_retries=max_retries,
            max_retry_seconds=max_retry_seconds,
            throttle=throttle,
            extra_headers=extra_headers,
            event_hooks=event_hooks,
        )
        super().__init__(options, transport, http_client)

    def _attach(self, api: AsyncApi) -> None:
        super()._attach(api)
        self.projects = AsyncProjects(api)
        self.api_keys = AsyncApiKeys(api)
        self.usage = AsyncUsage(api)
