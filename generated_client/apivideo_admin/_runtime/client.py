"""Base classes of both clients: configuration from arguments and environment variables, variants, closing."""

from __future__ import annotations

import copy
import os
import time
from typing import TYPE_CHECKING, Any, Self

import msgspec

from .api import Api, AsyncApi
from .errors import ConfigurationError
from .hooks import Hooks, check_hooks
from .retry import RetryPolicy
from .sender import AsyncSender, Sender
from .settings import DEFAULT_TIMEOUT, Settings, choose_api_key, choose_base_url, make_settings, with_options
from .throttle import AsyncThrottle, Throttle
from .transport import AsyncTransport, Transport

if TYPE_CHECKING:
    from collections.abc import Awaitable, Mapping
    from types import TracebackType

    import httpx2

    from .errors import ApiError
    from .window import RateLimit


class Service(msgspec.Struct, frozen=True):
    """Facts about the service, generated from the OpenAPI document."""

    server: str
    user_agent: str
    rate_limit: RateLimit | None
    error_classes: Mapping[int, type[ApiError]]


class ClientOptions(msgspec.Struct, frozen=True, kw_only=True):
    """The arguments that both clients share; None is the default. The repr shows nothing, because the key is among them."""

    service: Service
    api_key: str | None
    base_url: str | None
    timeout: float | httpx2.Timeout | None
    max_retries: int | None
    max_retry_seconds: float | None
    throttle: bool
    extra_headers: Mapping[str, str] | None
    event_hooks: Mapping[str, Any] | None

    def __repr__(self) -> str:
        return "<ClientOptions>"


def _settings(
    options: ClientOptions, http_client: httpx2.Client | httpx2.AsyncClient | None, transport: object
) -> Settings:
    if transport is not None and http_client is not None:
        raise ConfigurationError("Pass either transport or http_client, not both.")
    default = DEFAULT_TIMEOUT if http_client is None else http_client.timeout
    settings = make_settings(
        api_key=choose_api_key(options.api_key, os.environ),
        base_url=choose_base_url(options.base_url, os.environ, options.service.server),
        user_agent=options.service.user_agent,
        timeout=default if options.timeout is None else options.timeout,
        retry=RetryPolicy(),
        headers=None if http_client is None else http_client.headers,
    )
    return with_options(
        settings,
        timeout=None,
        max_retries=options.max_retries,
        max_retry_seconds=options.max_retry_seconds,
        extra_headers=options.extra_headers,
    )


class BaseClient:
    """The blocking client without its generated namespaces."""

    def __init__(
        self, options: ClientOptions, transport: httpx2.BaseTransport | None, http_client: httpx2.Client | None
    ) -> None:
        settings = _settings(options, http_client, transport)
        hooks: Hooks[object] = Hooks(**check_hooks(options.event_hooks))
        limit = options.service.rate_limit if options.throttle else None
        throttle = None if limit is None else Throttle(limit, time.monotonic)
        wire = Transport(settings.origin, transport=transport, http_client=http_client)
        self._owns_connections = True
        self._attach(Api(settings, Sender(wire, throttle, hooks), options.service.error_classes))

    def _attach(self, api: Api) -> None:
        """Use this API object for all calls. The generated subclass also creates its namespaces here."""
        self._api = api

    def with_options(
        self,
        *,
        timeout: float | httpx2.Timeout | None = None,
        max_retries: int | None = None,
        max_retry_seconds: float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> Self:
        """Return a client with other options that shares the connections and the throttle of this one.

        An option that is None keeps its value; ``extra_headers`` are added to the existing ones. Closing the new client
        closes nothing, because the connections belong to the first client. Raise ConfigurationError for an invalid option.
        """
        api = self._api
        settings = with_options(
            api.settings,
            timeout=timeout,
            max_retries=max_retries,
            max_retry_seconds=max_retry_seconds,
            extra_headers=extra_headers,
        )
        other = copy.copy(self)
        other._owns_connections = False  # noqa: SLF001 (a copy of this object)
        other._attach(Api(settings, api.sender, api.error_classes))  # noqa: SLF001 (as above)
        return other

    def close(self) -> None:
        """Close the connections. An ``http_client`` that was passed in stays open; its owner closes it."""
        if self._owns_connections:
            self._api.sender.transport.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"{type(self).__name__}(base_url={self._api.settings.base_url!r})"


class AsyncBaseClient:
    """The asynchronous client without its generated namespaces."""

    def __init__(
        self,
        options: ClientOptions,
        transport: httpx2.AsyncBaseTransport | None,
        http_client: httpx2.AsyncClient | None,
    ) -> None:
        settings = _settings(options, http_client, transport)
        hooks: Hooks[Awaitable[object]] = Hooks(**check_hooks(options.event_hooks))
        limit = options.service.rate_limit if options.throttle else None
        throttle = None if limit is None else AsyncThrottle(limit, time.monotonic)
        wire = AsyncTransport(settings.origin, transport=transport, http_client=http_client)
        self._owns_connections = True
        self._attach(AsyncApi(settings, AsyncSender(wire, throttle, hooks), options.service.error_classes))

    def _attach(self, api: AsyncApi) -> None:
        """Use this API object for all calls. The generated subclass also creates its namespaces here."""
        self._api = api

    def with_options(
        self,
        *,
        timeout: float | httpx2.Timeout | None = None,
        max_retries: int | None = None,
        max_retry_seconds: float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> Self:
        """Return a client with other options that shares the connections and the throttle of this one.

        An option that is None keeps its value; ``extra_headers`` are added to the existing ones. Closing the new client
        closes nothing, because the connections belong to the first client. Raise ConfigurationError for an invalid option.
        """
        api = self._api
        settings = with_options(
            api.settings,
            timeout=timeout,
            max_retries=max_retries,
            max_retry_seconds=max_retry_seconds,
            extra_headers=extra_headers,
        )
        other = copy.copy(self)
        other._owns_connections = False  # noqa: SLF001 (a copy of this object)
        other._attach(AsyncApi(settings, api.sender, api.error_classes))  # noqa: SLF001 (as above)
        return other

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
        return f"{type(self).__name__}(base_url={self._api.settings.base_url!r})"
