"""Base classes of both clients: configuration from arguments and environment variables, variants, closing."""

from __future__ import annotations

import copy
import os
from collections.abc import Mapping
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import httpx2
import msgspec

from .api import Api
from .clock import monotonic
from .errors import ConfigurationError
from .hooks import Hooks, check_hooks
from .log import configure_log
from .model import plain
from .namespace import forget_namespaces
from .operation import build_url, encode_json, undocumented
from .options import CallOptions
from .proxy import environment_proxy
from .recording import RawResponse, RecordingApi
from .retry import RetryPolicy
from .sender import Sender
from .settings import (
    DEFAULT_TIMEOUT,
    ClientSettings,
    Settings,
    check_switch,
    check_transport_security,
    choose_api_key,
    choose_base_url,
    make_settings,
    with_options,
)
from .throttle import Throttle
from .tracing import make_tracing
from .transport import Transport

if TYPE_CHECKING:
    from .errors import APIStatusError
    from .operation import Operation
    from .tracing import TracerProvider
    from .window import RateLimit


class Service(msgspec.Struct, frozen=True):
    """Facts about the service, generated from the OpenAPI document."""

    server: str
    user_agent: str
    rate_limit: RateLimit | None
    error_classes: Mapping[int, type[APIStatusError]]
    secrets: tuple[str, ...] = ()
    """The names of all secret parameters and properties."""
    scheme: str = "Basic"
    """The HTTP authentication scheme, ``Basic`` or ``Bearer``."""


class ClientOptions(msgspec.Struct, frozen=True, kw_only=True):
    """The arguments that both clients share; None is the default. The repr shows nothing, because the key is among them."""

    service: Service
    api_key: str | None
    base_url: str | None
    allow_http: bool | None
    throttle: bool
    event_hooks: Mapping[str, Any] | None
    tracer_provider: TracerProvider | None
    settings: ClientSettings

    def __repr__(self) -> str:
        return "<ClientOptions>"


def checked_settings(
    options: ClientOptions, http_client: httpx2.Client | httpx2.AsyncClient | None, transport: object
) -> Settings:
    """Check everything that a client is configured with, in one place, so that no call fails for it later."""
    configure_log(os.environ)
    if transport is not None and http_client is not None:
        raise ConfigurationError("Pass either transport or http_client, not both.")
    check_switch("throttle", options.throttle)
    base_url = choose_base_url(options.base_url, os.environ, options.service.server)
    if transport is None or isinstance(transport, (httpx2.HTTPTransport, httpx2.AsyncHTTPTransport)):
        check_transport_security(base_url, argument=options.allow_http, environ=os.environ)
    settings = make_settings(
        scheme=options.service.scheme,
        api_key=choose_api_key(options.api_key, os.environ, options.service.scheme),
        base_url=base_url,
        user_agent=options.service.user_agent,
        timeout=DEFAULT_TIMEOUT if http_client is None else http_client.timeout,
        retry=RetryPolicy(),
        headers=None if http_client is None else http_client.headers,
    )
    return with_options(settings, options.settings)


def check_kind(name: str, value: object, kind: type, client: str) -> None:
    if value is not None and not isinstance(value, kind):
        raise ConfigurationError(
            f"{name} is of type {type(value).__module__}.{type(value).__qualname__}; {client} takes an httpx2.{kind.__name__}."
        )


def undocumented_call(
    settings: Settings, secrets: tuple[str, ...], method: str, path: str, json: object, options: CallOptions
) -> tuple[Operation[Any], str, bytes | None]:
    """Return the operation, the URL and the body of a request that the document lacks. Raise ConfigurationError for invalid arguments."""
    operation = undocumented(method, path, secrets)
    url = build_url(settings.base_url, operation, None, None, options)
    return operation, url, None if json is None else encode_json(operation, plain(json))


def show_client(client: object) -> str:
    """Return the repr of a client, which a debugger may ask for before the client is complete."""
    api = getattr(client, "_api", None)
    return f"{type(client).__name__}({'' if api is None else f'base_url={api.settings.base_url!r}'})"


class BaseClient:
    """The blocking client without its generated namespaces."""

    def __init__(
        self, options: ClientOptions, transport: httpx2.BaseTransport | None, http_client: httpx2.Client | None
    ) -> None:
        check_kind("transport", transport, httpx2.BaseTransport, type(self).__name__)
        check_kind("http_client", http_client, httpx2.Client, type(self).__name__)
        settings = checked_settings(options, http_client, transport)
        hooks: Hooks[object] = Hooks(**check_hooks(options.event_hooks))
        tracing = make_tracing(options.tracer_provider, options.service.user_agent)
        limit = options.service.rate_limit if options.throttle else None
        throttle = None if limit is None else Throttle(limit, monotonic)
        proxy = environment_proxy(settings.origin) if transport is None and http_client is None else None
        wire = Transport(settings.origin, proxy=proxy, transport=transport, http_client=http_client)
        self._owns_connections = True
        self._secrets = options.service.secrets
        self._attach(Api(settings, Sender(wire, throttle, hooks, tracing), options.service.error_classes))

    def _attach(self, api: Api) -> None:
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
        other._attach(Api(settings, api.sender, api.error_classes))  # noqa: SLF001 (as above)
        return other

    def request(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, object] | None = None,
        json: object = None,
        timeout: float | httpx2.Timeout | None = None,
        max_retries: int | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> RawResponse[Any]:
        """Send a request for which this version has no method, with the key, the throttle and the retries of this client.

        Args:
            method: The HTTP method. A POST is retried only if the server certainly did not execute it.
            path: The path below the base URL, for example ``/projects``. It can have a query.
            params: Query parameters. Those that are None are left out, and a list is sent as repeated parameters.
            json: The JSON value of the request body. Default: no body.
            timeout: Seconds, separately for connecting, sending, and waiting for the next bytes. Default: the timeout
                of the client.
            max_retries: The number of retries after transient failures. Default: that of the client.
            extra_headers: Additional headers of the request.

        Returns:
            The HTTP response. ``parsed`` is its JSON value, or None if the body is empty or not JSON.

        Raises:
            APIStatusError: The server returned an error status.
            APIConnectionError: No complete response arrived; APITimeoutError after a timeout.
            ConfigurationError: An argument is invalid. Nothing was sent.

        """
        options = CallOptions(timeout, max_retries, extra_headers, params)
        operation, url, body = undocumented_call(self._api.settings, self._secrets, method, path, json, options)
        recorder = RecordingApi(self._api)
        return recorder.recorded(recorder.execute(operation, url, body, options))

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
        return show_client(self)
