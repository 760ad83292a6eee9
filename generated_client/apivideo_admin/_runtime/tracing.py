"""Spans of OpenTelemetry: one for each call, with the names of the semantic conventions for HTTP clients.

Decisions (2026-11-30):

- A client has spans only if a tracer provider is passed to it. Nothing else imports opentelemetry, so that a program without it pays
  nothing, and one with it decides for each client.
- The span covers the call with its wait in the throttle and all its attempts. Spans of an HTTP library are below it, one for each attempt.
- Attributes are facts of the OpenAPI document, the server and the status: no URL with ids, no query, no header, no message of an error.
- No trace headers are sent: the server belongs to someone else, and baggage can be private.
"""

from __future__ import annotations

from types import TracebackType
from typing import TYPE_CHECKING, Any, Protocol, Self

from .errors import APIResponseValidationError, APIStatusError, ConfigurationError

if TYPE_CHECKING:
    import httpx2

    from .operation import Operation
    from .retry import Attempts

_DEFAULT_PORTS = {"https": 443, "http": 80}


class TracerProvider(Protocol):
    """A tracer provider of OpenTelemetry, for example ``opentelemetry.trace.get_tracer_provider()``."""

    def get_tracer(self, name: str, version: str | None = None, /) -> Any:
        """Return a tracer."""


class Tracing:
    """The tracer of one client and its variants."""

    def __init__(self, provider: TracerProvider, version: str) -> None:
        from opentelemetry import trace  # imported late: only a client with a tracer provider needs it

        self.api = trace
        self.tracer = provider.get_tracer("apivideo_admin", version)


def make_tracing(provider: TracerProvider | None, user_agent: str) -> Tracing | None:
    """Return the tracer of a client, or None without a provider. Raise ConfigurationError if the provider cannot be used.

    The version of the tracer is that of the product in ``user_agent``.
    """
    if provider is None:
        return None
    if not callable(getattr(provider, "get_tracer", None)):
        raise ConfigurationError(
            f"tracer_provider is of type {type(provider).__name__}; pass a tracer provider of OpenTelemetry, for example "
            "opentelemetry.trace.get_tracer_provider()."
        )
    try:
        return Tracing(provider, user_agent.partition("/")[2].partition(" ")[0])
    except ImportError:
        raise ConfigurationError(
            'tracer_provider needs the package opentelemetry-api: pip install "apivideo-admin[otel]"'
        ) from None


class CallSpan:
    """The span of one call, which is current while its block runs."""

    __slots__ = ("_attempts", "_scope", "_span", "_tracing")

    def __init__(
        self, tracing: Tracing, operation: Operation[Any], request: httpx2.Request, attempts: Attempts
    ) -> None:
        url = request.url
        template = {"url.template": operation.path} if operation.is_documented else {}
        self._tracing = tracing
        self._attempts = attempts
        self._span = tracing.tracer.start_span(
            operation.id,
            kind=tracing.api.SpanKind.CLIENT,
            attributes={
                "http.request.method": request.method,
                **template,
                "server.address": url.host,
                "server.port": url.port or _DEFAULT_PORTS[url.scheme],
            },
        )
        # It records neither the exception, whose text is not an attribute with a known meaning, nor its traceback.
        self._scope = tracing.api.use_span(
            self._span, end_on_exit=True, record_exception=False, set_status_on_exception=False
        )

    def __enter__(self) -> Self:
        self._scope.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._attempts.retries:
            self._span.set_attribute("http.request.resend_count", self._attempts.retries)
        if error is not None:
            if isinstance(error, APIStatusError):
                self.responded(error.status_code)
            self._span.set_attribute("error.type", _error_type(error))
            self._span.set_status(self._tracing.api.StatusCode.ERROR)
        self._scope.__exit__(None, None, None)

    def responded(self, status: int) -> None:
        """Record the status of the final response."""
        self._span.set_attribute("http.response.status_code", status)


class _NoSpan:
    """The span of a client without a tracer provider."""

    __slots__ = ()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        pass

    def responded(self, status: int) -> None:
        pass


_NO_SPAN = _NoSpan()


def call_span(
    tracing: Tracing | None, operation: Operation[Any], request: httpx2.Request, attempts: Attempts
) -> CallSpan | _NoSpan:
    """Return the span of a call, as a context manager."""
    return _NO_SPAN if tracing is None else CallSpan(tracing, operation, request, attempts)


def _error_type(error: BaseException) -> str:
    """Return the status of an error response, or else the name of the exception, as the conventions require."""
    if isinstance(error, APIStatusError) and not isinstance(error, APIResponseValidationError):
        return str(error.status_code)
    kind = type(error)
    return kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
