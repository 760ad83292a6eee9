"""The base class of the asynchronous client; see ``client``."""

from __future__ import annotations

import copy
from collections.abc import Awaitable, Mapping
from types import TracebackType
from typing import Any, Self

import httpx2

from .api import AsyncApi
from .client import ClientOptions, check_kind, checked_settings, show_client, undocumented_call
from .clock import monotonic
from .hooks import Hooks, check_hooks
from .namespace import forget_namespaces
from .options import CallOptions
from .proxy import environment_proxy
from .recording import AsyncRecordingApi, RawResponse
from .sender import AsyncSender
from .settings import ClientSettings, with_options
from .throttle import AsyncThrottle
from .tracing import make_tracing
from .transport import AsyncTransport


class AsyncBaseClient:
    """The asynchronous client without its generated namespaces."""

    def __init__(
        self,
        options: ClientOptions,
        transport: httpx2.AsyncBaseTransport | None,
        http_client: httpx2.AsyncClient | None,
    ) -> None:
        check_kind("transport", transport, httpx2.AsyncBaseTransport, type(self).__name__)
        check_kind("http_client", http_client, httpx2.AsyncClient, type(self).__name__)
        settings = checked_settings(options, http_client, transport)
        hooks: Hooks[Awaitable[object]] = Hooks(**check_hooks(options.event_hooks))
        tracing = make_tracing(options.tracer_provider, options.service.user_agent)
        limit = options.service.rate_limit if options.throttle else None
        throttle = None if limit is None else AsyncThrottle(limit, monotonic)
        proxy = environment_proxy(settings.origin) if transport is None and http_client is None else None
        wire = AsyncTransport(settings.origin, proxy=proxy, transport=transport, http_client=http_client)
        self._owns_connections = True
        self._secrets = options.service.secrets
        self._attach(AsyncApi(settings, AsyncSender(wire, throttle, hooks, tracing), options.service.error_classes))

    def _attach(self, api: AsyncApi) -> None:
        """Use this API object for all calls."""
        self._api = api
        forget_namespaces(self)

    def with_options(
        self,
        *,
        timeout: float | httpx2.Timeout | None = None,
        max_retries: int | None = None,
        max_retry_seconds: float | None = None,
        max_call_seconds: float | None = None,
        max_queue_seconds: float | None = None,
        max_response_bytes: int | None = None,
        default_headers: Mapping[str, str] | None = None,
    ) -> Self:
        """Return a client with other options that shares the connections and the throttle of this one.

        An option that is None keeps its value; ``default_headers`` are added to the existing ones. Closing the new client
        closes nothing, because the connections belong to the first client. Raise ConfigurationError for an invalid option.
        """
        api = self._api
        options = ClientSettings(
            timeout=timeout,
            max_retries=max_retries,
            max_retry_seconds=max_retry_seconds,
            max_call_seconds=max_call_seconds,
            max_queue_seconds=max_queue_seconds,
            max_response_bytes=max_response_bytes,
            default_headers=default_headers,
        )
        settings = with_options(api.settings, options)
        other = copy.copy(self)
        other._owns_connections = False  # noqa: SLF001 (a copy of this object)
        other._attach(AsyncApi(settings, api.sender, api.error_classes))  # noqa: SLF001 (as above)
        return other

    async def request(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, object] | None = None,
        json: object = None,
        timeout: float | httpx2.Timeout | None = None,  # noqa: ASYNC109 (httpx2 applies it to each step)
        max_retries: int | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> RawResponse[Any]:
        """Send a request for which this version has no method; see ``AdminClient.request``."""
        options = CallOptions(timeout, max_retries, extra_headers, params)
        operation, url, body = undocumented_call(self._api.settings, self._secrets, method, path, json, options)
        recorder = AsyncRecordingApi(self._api)
        return recorder.recorded(await recorder.execute(operation, url, body, options))

    async def aclose(self) -> None:
        """Close the connections. An ``http_client`` that was passed in stays open; its owner closes it."""
        if self._owns_connections:
            await self._api.sender.transport.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.aclose()

    def __repr__(self) -> str:
        return show_client(self)
