# DO NOT EDIT. Generated from openapi/ by `python -m nox -s generate`.
"""The blocking and the asynchronous client, which have the same methods and options."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import httpx2

from ._api_version import API_VERSION
from ._runtime.api import ASYNC_UNBOUND, UNBOUND
from ._runtime.async_client import AsyncBaseClient
from ._runtime.client import BaseClient, ClientOptions, Service
from ._runtime.hooks import AsyncEventHooks, EventHooks
from ._runtime.namespace import Namespace
from ._runtime.settings import ClientSettings
from ._runtime.tracing import TracerProvider
from ._runtime.version import __version__
from ._runtime.window import RateLimit
from .errors import ERRORS_BY_STATUS

if TYPE_CHECKING:
    from .resources.api_keys import ApiKeys, AsyncApiKeys
    from .resources.projects import AsyncProjects, Projects
    from .resources.usage import AsyncUsage, Usage

SERVER = "https://admin.api.video"
"""The default base URL."""

USER_AGENT = f"apivideo-admin-python/{__version__} (API {API_VERSION})"

RATE_LIMIT = RateLimit(requests=10, seconds=1.0)
"""The requests that the server accepts with one admin API key."""

_SERVICE = Service(SERVER, USER_AGENT, RATE_LIMIT, ERRORS_BY_STATUS, secrets=("value",))


class AdminClient(BaseClient):
    """The client of the API. Use it as a context manager, or call ``close()`` at the end.

    Threads can share it.
    A process that is forked can use it too, with connections of its own.

    Args:
        api_key: The admin API key. Default: the environment variable ``APIVIDEO_ADMIN_API_KEY``.
        base_url: The URL of the server, with its path prefix if it has one. Default: the environment variable
            ``APIVIDEO_ADMIN_BASE_URL``, or else the production server.
        allow_http: Whether to send the key without TLS to a server that is not on this machine. Default: the environment variable
            ``APIVIDEO_ADMIN_ALLOW_HTTP`` (1 or 0), or else False: such a base URL raises ConfigurationError. A ``transport`` of
            your own that is not an ``httpx2.HTTPTransport`` is not checked.
        timeout: Seconds, separately for connecting, sending, and waiting for the next bytes. Default: 30, or the timeout of
            ``http_client``. An ``httpx2.Timeout`` sets each limit separately.
        max_retries: The number of retries after transient failures. Default: 4. A create is retried only if the server
            certainly did not execute it.
        max_retry_seconds: No retry of a call starts later than this many seconds after its first attempt. Default: 60.
        max_call_seconds: A call with all its attempts ends this many seconds after its first attempt started, however slowly
            the server sends. It then raises ``APITimeoutError``. Default: 300.
        max_queue_seconds: A call that waits longer than this many seconds for the rate limit, before its first attempt, raises
            ``APITimeoutError``. Nothing was sent. Default: no limit.
        max_response_bytes: A response whose body is larger, after decompression, raises ``APIStatusError``. Default: 33554432 (32 MiB).
        throttle: Whether to delay calls so that they stay within the rate limit of the server, 10 requests per second.
            Without it, a call past the limit is retried after each 429 and finally raises ``RateLimitError``.
        default_headers: Additional headers of every request.
        event_hooks: Functions to call for each attempt, as in httpx2: ``{"request": [...], "response": [...]}``.
        tracer_provider: A tracer provider of OpenTelemetry, for one span a call. It needs the extra ``apivideo-admin[otel]``. Default:
            none, and no spans.
        transport: An httpx2 transport to use instead of the client's own connection pool. Closing the client closes it.
        http_client: An ``httpx2.Client`` to send the requests with. Its proxies, hooks, headers and logging apply; its log
            lines show queries. Closing this client leaves it open.

    Attributes:
        projects: A project groups media and the API keys that access them. It cannot be deleted immediately, only scheduled for
            deletion.
        api_keys: The API keys for a project's own API.
        usage: The daily delivery and hosting usage of a project.

    Raises:
        ConfigurationError: The key is missing, or an argument is invalid. The message never contains the key.

    """

    if TYPE_CHECKING:
        projects: Projects
        api_keys: ApiKeys
        usage: Usage
    else:
        projects = Namespace(f"{__package__}.resources.projects", "Projects", UNBOUND)
        api_keys = Namespace(f"{__package__}.resources.api_keys", "ApiKeys", UNBOUND)
        usage = Namespace(f"{__package__}.resources.usage", "Usage", UNBOUND)

    def __init__(
        self,
        api_key: str | None = None,
        *,
        base_url: str | None = None,
        allow_http: bool | None = None,
        timeout: float | httpx2.Timeout | None = None,
        max_retries: int | None = None,
        max_retry_seconds: float | None = None,
        max_call_seconds: float | None = None,
        max_queue_seconds: float | None = None,
        max_response_bytes: int | None = None,
        throttle: bool = True,
        default_headers: Mapping[str, str] | None = None,
        event_hooks: EventHooks | None = None,
        tracer_provider: TracerProvider | None = None,
        transport: httpx2.BaseTransport | None = None,
        http_client: httpx2.Client | None = None,
    ) -> None:
        options = ClientOptions(
            service=_SERVICE,
            api_key=api_key,
            base_url=base_url,
            allow_http=allow_http,
            throttle=throttle,
            event_hooks=event_hooks,
            tracer_provider=tracer_provider,
            settings=ClientSettings(
                timeout=timeout,
                max_retries=max_retries,
                max_retry_seconds=max_retry_seconds,
                max_call_seconds=max_call_seconds,
                max_queue_seconds=max_queue_seconds,
                max_response_bytes=max_response_bytes,
                default_headers=default_headers,
            ),
        )
        super().__init__(options, transport, http_client)


class AsyncAdminClient(AsyncBaseClient):
    """The asynchronous client of the API. Use it as an asynchronous context manager, or call ``aclose()`` at the end.

    Tasks can share it, also those of several event loops: each loop has its own connections. It needs asyncio.
    A process that is forked can use it too, with connections of its own.

    Args:
        api_key: The admin API key. Default: the environment variable ``APIVIDEO_ADMIN_API_KEY``.
        base_url: The URL of the server, with its path prefix if it has one. Default: the environment variable
            ``APIVIDEO_ADMIN_BASE_URL``, or else the production server.
        allow_http: Whether to send the key without TLS to a server that is not on this machine. Default: the environment variable
            ``APIVIDEO_ADMIN_ALLOW_HTTP`` (1 or 0), or else False: such a base URL raises ConfigurationError. A ``transport`` of
            your own that is not an ``httpx2.HTTPTransport`` is not checked.
        timeout: Seconds, separately for connecting, sending, and waiting for the next bytes. Default: 30, or the timeout of
            ``http_client``. An ``httpx2.Timeout`` sets each limit separately.
        max_retries: The number of retries after transient failures. Default: 4. A create is retried only if the server
            certainly did not execute it.
        max_retry_seconds: No retry of a call starts later than this many seconds after its first attempt. Default: 60.
        max_call_seconds: A call with all its attempts ends this many seconds after its first attempt started, however slowly
            the server sends. It then raises ``APITimeoutError``. Default: 300.
        max_queue_seconds: A call that waits longer than this many seconds for the rate limit, before its first attempt, raises
            ``APITimeoutError``. Nothing was sent. Default: no limit.
        max_response_bytes: A response whose body is larger, after decompression, raises ``APIStatusError``. Default: 33554432 (32 MiB).
        throttle: Whether to delay calls so that they stay within the rate limit of the server, 10 requests per second.
            Without it, a call past the limit is retried after each 429 and finally raises ``RateLimitError``.
        default_headers: Additional headers of every request.
        event_hooks: Functions to call for each attempt, as in httpx2: ``{"request": [...], "response": [...]}``.
        tracer_provider: A tracer provider of OpenTelemetry, for one span a call. It needs the extra ``apivideo-admin[otel]``. Default:
            none, and no spans.
        transport: An httpx2 transport to use instead of the client's own connection pool. Closing the client closes it.
        http_client: An ``httpx2.AsyncClient`` to send the requests with. Its proxies, hooks, headers and logging apply; its log
            lines show queries. Closing this client leaves it open.

    Attributes:
        projects: A project groups media and the API keys that access them. It cannot be deleted immediately, only scheduled for
            deletion.
        api_keys: The API keys for a project's own API.
        usage: The daily delivery and hosting usage of a project.

    Raises:
        ConfigurationError: The key is missing, or an argument is invalid. The message never contains the key.

    """

    if TYPE_CHECKING:
        projects: AsyncProjects
        api_keys: AsyncApiKeys
        usage: AsyncUsage
    else:
        projects = Namespace(f"{__package__}.resources.projects", "AsyncProjects", ASYNC_UNBOUND)
        api_keys = Namespace(f"{__package__}.resources.api_keys", "AsyncApiKeys", ASYNC_UNBOUND)
        usage = Namespace(f"{__package__}.resources.usage", "AsyncUsage", ASYNC_UNBOUND)

    def __init__(
        self,
        api_key: str | None = None,
        *,
        base_url: str | None = None,
        allow_http: bool | None = None,
        timeout: float | httpx2.Timeout | None = None,
        max_retries: int | None = None,
        max_retry_seconds: float | None = None,
        max_call_seconds: float | None = None,
        max_queue_seconds: float | None = None,
        max_response_bytes: int | None = None,
        throttle: bool = True,
        default_headers: Mapping[str, str] | None = None,
        event_hooks: AsyncEventHooks | None = None,
        tracer_provider: TracerProvider | None = None,
        transport: httpx2.AsyncBaseTransport | None = None,
        http_client: httpx2.AsyncClient | None = None,
    ) -> None:
        options = ClientOptions(
            service=_SERVICE,
            api_key=api_key,
            base_url=base_url,
            allow_http=allow_http,
            throttle=throttle,
            event_hooks=event_hooks,
            tracer_provider=tracer_provider,
            settings=ClientSettings(
                timeout=timeout,
                max_retries=max_retries,
                max_retry_seconds=max_retry_seconds,
                max_call_seconds=max_call_seconds,
                max_queue_seconds=max_queue_seconds,
                max_response_bytes=max_response_bytes,
                default_headers=default_headers,
            ),
        )
        super().__init__(options, transport, http_client)
