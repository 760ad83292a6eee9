"""Count requests for Prometheus. Only this module needs the extra ``metrics``."""

from __future__ import annotations

from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from apivideo_admin_mock.backends.entry import Call

_PREFIX: Final = "apivideo_admin_mock"
# Seconds. The mock needs less than a millisecond; an injected latency can be longer.
_BUCKETS: Final = (0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.05, 0.25, 1, 5)


class PrometheusMetrics:
    """The metrics of one mock: requests by operation and status, their duration, the bytes of bodies, and the number of tenants."""

    def __init__(self) -> None:
        self._registry = registry = CollectorRegistry()
        labels = ("operation", "status")
        self._requests = Counter(f"{_PREFIX}_requests", "Requests of the API.", labels, registry=registry)
        self._duration = Histogram(
            f"{_PREFIX}_duration_seconds",
            "Time from a request to the start of its response, with injected latency.",
            ("operation",),
            buckets=_BUCKETS,
            registry=registry,
        )
        self._received = Counter(f"{_PREFIX}_request_bytes", "Bytes of request bodies.", registry=registry)
        self._sent = Counter(f"{_PREFIX}_response_bytes", "Bytes of response bodies.", registry=registry)
        self._tenants = Gauge(f"{_PREFIX}_tenants", "Admin API keys with data.", registry=registry)

    def add(self, call: Call) -> None:
        """Count a request. One of an unknown URL has the operation ``unknown``, so that clients cannot choose the labels."""
        operation = call.operation_id or "unknown"
        self._requests.labels(operation, str(call.response.status)).inc()
        self._duration.labels(operation).observe(call.duration)
        self._received.inc(len(call.request.body))
        self._sent.inc(len(call.response.body))

    def text(self, tenants: int) -> bytes:
        """Return the metrics in the text format of Prometheus, version 0.0.4."""
        self._tenants.set(tenants)
        return generate_latest(self._registry)
