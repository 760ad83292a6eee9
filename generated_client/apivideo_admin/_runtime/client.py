"""The base of both clients: settings from arguments and environment, and their life cycle."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Self

from .api import Api, AsyncApi
from .errors import ConfigurationError
from .settings import DEFAULT_TIMEOUT, Settings, choose_api_key, choose_base_url, make_settings
from .wire import AsyncWire, Wire

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType

    import httpx2

    from .errors import ApiError


def _settings(
    *,
    api_key: str | None,
    base_url: str | None,
    timeout: float | httpx2.Timeout | None,
    server: str,
    user_agent: str,
    http_client: httpx2.Client | httpx2.AsyncClient | None,
    transport: object,
) -> Settings:
    if transport is not None and http_client is not None:
        raise ConfigurationError("Pass either transport or http_client, not both.")
    default = DEFAULT_TIMEOUT if http_client is None else http_client.timeout
    return make_settings(
        api_key=choose_api_key(api_key, os.environ),
        base_url=choose_base_url(base_url, os.environ, server),
        user_agent=user_agent,
        timeout=default if timeout is None else timeout,
        headers=None if http_client is None else http_client.headers,
    )


class BaseClient:
    """The blocking client, less its namespaces."""

    def __init__(
        self,
        api_key: str | None,
        *,
        base_url: str | None,
        timeout: float | httpx2.Timeout | None,
        transport: httpx2.BaseTransport | None,
        http_client: httpx2.Client | None,
        server: str,
        user_agent: str,
        error_classes: Mapping[int, type[ApiError]],
    ) -> None:
        settings = _settings(
            api_key=api_key,
            base_url=base_url,
            timeout=timeout,
            server=server,
            user_agent=user_agent,
            http_client=http_client,
            transport=transport,
        )
        wire = Wire(settings.origin, transport=transport, http_client=http_client)
        self._api = Api(settings, wire, error_classes)

    def close(self) -> None:
        """Close the connections. A ``http_client`` that was passed in stays open: it is its owner's to close."""
        self._api.wire.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"{type(self).__name__}(base_url={self._api.settings.base_url!r})"


class AsyncBaseClient:
    """The asynchronous client, less its namespaces."""

    def __init__(
        self,
        api_key: str | None,
        *,
        base_url: str | None,
        timeout: float | httpx2.Timeout | None,
        transport: httpx2.AsyncBaseTransport | None,
        http_client: httpx2.AsyncClient | None,
        server: str,
        user_agent: str,
        error_classes: Mapping[int, type[ApiError]],
    ) -> None:
        settings = _settings(
            api_key=api_key,
            base_url=base_url,
            timeout=timeout,
            server=server,
            user_agent=user_agent,
            http_client=http_client,
            transport=transport,
        )
        wire = AsyncWire(settings.origin, transport=transport, http_client=http_client)
        self._api = AsyncApi(settings, wire, error_classes)

    async def aclose(self) -> None:
        """Close the connections. A ``http_client`` that was passed in stays open: it is its owner's to close."""
        await self._api.wire.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.aclose()

    def __repr__(self) -> str:
        return f"{type(self).__name__}(base_url={self._api.settings.base_url!r})"
