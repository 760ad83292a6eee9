# DO NOT EDIT. Generated from openapi/ by `python -m nox -s generate`.
"""The two clients: one blocks, the other is asynchronous. They are the same in everything else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ._runtime.client import AsyncBaseClient, BaseClient
from ._version import __version__
from .errors import ERRORS_BY_STATUS
from .resources.api_keys import ApiKeys, AsyncApiKeys
from .resources.projects import AsyncProjects, Projects
from .resources.usage import AsyncUsage, Usage

if TYPE_CHECKING:
    import httpx2

SERVER = "https://admin.api.video"
"""The base URL that is used if none is given."""

USER_AGENT = f"apivideo-admin-python/{__version__}"


class AdminClient(BaseClient):
    """The client of the API. Use it as a context manager, or call ``close()``. Threads may share it.

    Args:
        api_key: The admin API key; the environment variable ``APIVIDEO_ADMIN_API_KEY`` if it is not given.
        base_url: The server, with a path prefix if there is one; the environment variable ``APIVIDEO_ADMIN_BASE_URL``, else the
            production server, if it is not given.
        timeout: Seconds that each of connecting, sending and waiting for the next bytes may take; 30 if it is not given, or what
            ``http_client`` has. ``httpx2.Timeout`` sets each on its own.
        transport: What sends the requests, instead of a connection pool of the client's own. It is closed with the client.
        http_client: An ``httpx2.Client`` that sends the requests, with its proxies, hooks, headers and logging (which shows
            queries). It stays open when this client is closed.

    Attributes:
        projects: A project groups media and the API keys that reach them. It is never deleted at once, only scheduled for
            deletion.
        api_keys: The API keys that open a project's own API.
        usage: What a project delivered and hosted, day by day.

    Raises:
        ConfigurationError: The key is missing or cannot be used, or the base URL is none. The message never holds the key.

    """

    def __init__(
        self,
        api_key: str | None = None,
        *,
        base_url: str | None = None,
        timeout: float | httpx2.Timeout | None = None,
        transport: httpx2.BaseTransport | None = None,
        http_client: httpx2.Client | None = None,
    ) -> None:
        super().__init__(
            api_key,
            base_url=base_url,
            timeout=timeout,
            transport=transport,
            http_client=http_client,
            server=SERVER,
            user_agent=USER_AGENT,
            error_classes=ERRORS_BY_STATUS,
        )
        self.projects = Projects(self._api)
        self.api_keys = ApiKeys(self._api)
        self.usage = Usage(self._api)


class AsyncAdminClient(AsyncBaseClient):
    """The asynchronous client of the API. Use it as an asynchronous context manager, or call ``aclose()``. Tasks may share it.

    Args:
        api_key: The admin API key; the environment variable ``APIVIDEO_ADMIN_API_KEY`` if it is not given.
        base_url: The server, with a path prefix if there is one; the environment variable ``APIVIDEO_ADMIN_BASE_URL``, else the
            production server, if it is not given.
        timeout: Seconds that each of connecting, sending and waiting for the next bytes may take; 30 if it is not given, or what
            ``http_client`` has. ``httpx2.Timeout`` sets each on its own.
        transport: What sends the requests, instead of a connection pool of the client's own. It is closed with the client.
        http_client: An ``httpx2.AsyncClient`` that sends the requests, with its proxies, hooks, headers and logging (which shows
            queries). It stays open when this client is closed.

    Attributes:
        projects: A project groups media and the API keys that reach them. It is never deleted at once, only scheduled for
            deletion.
        api_keys: The API keys that open a project's own API.
        usage: What a project delivered and hosted, day by day.

    Raises:
        ConfigurationError: The key is missing or cannot be used, or the base URL is none. The message never holds the key.

    """

    def __init__(
        self,
        api_key: str | None = None,
        *,
        base_url: str | None = None,
        timeout: float | httpx2.Timeout | None = None,
        transport: httpx2.AsyncBaseTransport | None = None,
        http_client: httpx2.AsyncClient | None = None,
    ) -> None:
        super().__init__(
            api_key,
            base_url=base_url,
            timeout=timeout,
            transport=transport,
            http_client=http_client,
            server=SERVER,
            user_agent=USER_AGENT,
            error_classes=ERRORS_BY_STATUS,
        )
        self.projects = AsyncProjects(self._api)
        self.api_keys = AsyncApiKeys(self._api)
        self.usage = AsyncUsage(self._api)
