"""Spans of OpenTelemetry: one for each call, with nothing secret, beside those of httpx2's own instrumentor."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
from contextlib import suppress

import httpx2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from opentelemetry import context
from opentelemetry.instrumentation.httpx import HTTPX2ClientInstrumentor
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode
from raw_socket_server import RawSocketServer, respond
from sdk_harness import HARNESSES, PageServer, make_api_key, make_project, page_of

from apivideo_admin import AdminClient, AsyncAdminClient, errors


class Spans:
    """A tracer provider, and the spans that ended."""

    def __init__(self):
        self.exporter = InMemorySpanExporter()
        self.provider = TracerProvider(shutdown_on_exit=False)
        self.provider.add_span_processor(SimpleSpanProcessor(self.exporter))
        self.tracer = self.provider.get_tracer("test")

    @property
    def ended(self):
        return list(self.exporter.get_finished_spans())

    def only(self):
        (span,) = self.ended
        return span


@pytest.fixture
def spans():
    return Spans()


def count(_):
    return httpx2.Response(200, json={"count": 1})


def test_a_call_has_one_span_with_the_facts_of_its_operation(sdk, spans):
    options = {"tracer_provider": spans.provider, "base_url": "https://api.example:8443/v1"}
    sdk.call(lambda _: httpx2.Response(200, json=make_project()), lambda admin: admin.projects.get("p"), **options)
    span = spans.only()
    assert (span.name, span.kind, span.status.status_code) == ("get_project", SpanKind.CLIENT, StatusCode.UNSET)
    assert dict(span.attributes) == {
        "http.request.method": "GET",
        "url.template": "/projects/{project_id}",
        "server.address": "api.example",
        "server.port": 8443,
        "http.response.status_code": 200,
    }
    assert span.instrumentation_scope.name == "apivideo_admin"
    assert span.instrumentation_scope.version
    assert span.end_time >= span.start_time


def test_the_path_of_a_request_that_the_document_lacks_is_in_no_span(sdk, spans):
    def action(admin):
        return admin.request("GET", "/future/hush-hush?a=hush-hush", params={"token": "hush-hush"})

    sdk.call(count, action, tracer_provider=spans.provider)
    span = spans.only()
    assert span.name == "request"
    assert "hush" not in str(dict(span.attributes))


def test_the_default_port_is_that_of_the_scheme(spans):
    HARNESSES["sync"].call(count, lambda admin: admin.projects.count(), tracer_provider=spans.provider)
    assert spans.only().attributes["server.port"] == 443


def test_each_page_of_a_list_has_a_span(sdk, spans):
    server = PageServer(
        {"/projects": page_of(make_project(), ["a"], next="/projects?page=2"), "/projects?page=2": page_of({}, [])}
    )
    sdk.call(server, lambda admin: admin.projects.list(), tracer_provider=spans.provider)
    assert [span.name for span in spans.ended] == ["list_projects"] * 2


def test_retries_are_counted_in_the_span_of_the_call(sdk, spans, environment):
    responses = [httpx2.Response(503), httpx2.Response(429), httpx2.Response(200, json={"count": 1})]
    options = {"tracer_provider": spans.provider, "environment": environment}
    sdk.call(lambda _: responses.pop(0), lambda admin: admin.projects.count(), **options)
    attributes = spans.only().attributes
    assert (attributes["http.request.resend_count"], attributes["http.response.status_code"]) == (2, 200)
    assert "error.type" not in attributes


@pytest.mark.parametrize(
    ("outcome", "status", "error_type"),
    [
        (httpx2.Response(404), 404, "404"),
        (httpx2.Response(503), 503, "503"),
        (httpx2.Response(200, text="<html>"), 200, errors.APIResponseValidationError),
        (httpx2.ReadTimeout("slow"), None, errors.APITimeoutError),
        (httpx2.ConnectError("refused"), None, errors.APIConnectionError),
    ],
)
def test_a_failed_call_has_the_type_of_its_error(sdk, spans, outcome, status, error_type):
    def handler(_):
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    with pytest.raises(errors.AdminError):
        sdk.call(handler, lambda admin: admin.projects.get("p"), tracer_provider=spans.provider)
    span = spans.only()
    if not isinstance(error_type, str):
        error_type = f"{error_type.__module__}.{error_type.__qualname__}"
    assert span.attributes.get("http.response.status_code") == status
    assert span.attributes["error.type"] == error_type
    assert (span.status.status_code, span.status.description, span.events) == (StatusCode.ERROR, None, ())


def test_an_interrupted_call_ends_its_span(spans):
    def handler(_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        HARNESSES["sync"].call(handler, lambda admin: admin.projects.count(), tracer_provider=spans.provider)
    assert spans.only().attributes["error.type"] == "KeyboardInterrupt"
    assert context.get_current() == {}


def test_a_cancelled_call_ends_its_span(spans):
    async def run():
        async def handler(_):
            await asyncio.sleep(60)

        async with AsyncAdminClient(
            "k", transport=httpx2.MockTransport(handler), tracer_provider=spans.provider
        ) as admin:
            task = asyncio.create_task(admin.projects.count())
            await asyncio.sleep(0)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task

    asyncio.run(run())
    assert spans.only().attributes["error.type"] == "asyncio.exceptions.CancelledError"


def test_what_a_caller_traces_is_above_the_call_and_what_a_transport_traces_below(sdk, spans):
    def handler(request):
        with spans.tracer.start_as_current_span("attempt"):
            return count(request)

    with spans.tracer.start_as_current_span("caller"):
        sdk.call(handler, lambda admin: admin.projects.count(), tracer_provider=spans.provider)
    by_name = {span.name: span for span in spans.ended}
    assert by_name["attempt"].parent.span_id == by_name["count_projects"].context.span_id
    assert by_name["count_projects"].parent.span_id == by_name["caller"].context.span_id


def test_calls_of_tasks_and_threads_are_below_the_span_of_their_own_caller(spans):
    def parents():
        named = {span.context.span_id: span.name for span in spans.ended}
        return sorted((named[span.parent.span_id], span.name) for span in spans.ended if span.parent)

    async def call(admin, name):
        with spans.tracer.start_as_current_span(name):
            await asyncio.sleep(0)
            await admin.projects.count()

    async def run():
        transport = httpx2.MockTransport(count)
        async with AsyncAdminClient("k", transport=transport, tracer_provider=spans.provider) as admin:
            await asyncio.gather(*(call(admin, f"task {number}") for number in range(5)))

    asyncio.run(run())
    assert parents() == [(f"task {number}", "count_projects") for number in range(5)]
    spans.exporter.clear()

    def work(admin, name, gate):
        with spans.tracer.start_as_current_span(name):
            gate.wait()
            admin.projects.count()

    with AdminClient("k", transport=httpx2.MockTransport(count), tracer_provider=spans.provider) as admin:
        gate = threading.Barrier(5)
        threads = [threading.Thread(target=work, args=(admin, f"thread {number}", gate)) for number in range(5)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert parents() == [(f"thread {number}", "count_projects") for number in range(5)]


def test_the_instrumentor_of_httpx2_adds_a_span_below_for_each_attempt(sdk, spans):
    instrumentor = HTTPX2ClientInstrumentor()
    instrumentor.instrument(tracer_provider=spans.provider)
    try:
        with RawSocketServer(respond(200, b'{"count": 1}')) as server:
            options = {"base_url": server.url, "transport": sdk.connect(), "tracer_provider": spans.provider}
            sdk.call(None, lambda admin: admin.projects.count(), **options)
    finally:
        instrumentor.uninstrument()
    ours = [span for span in spans.ended if span.instrumentation_scope.name == "apivideo_admin"]
    theirs = [span for span in spans.ended if span not in ours]
    assert [span.name for span in ours] == ["count_projects"]
    assert [span.parent.span_id for span in theirs] == [ours[0].context.span_id]


def test_a_variant_of_a_client_and_its_raw_methods_have_spans_too(spans):
    with AdminClient("k", transport=httpx2.MockTransport(count), tracer_provider=spans.provider) as admin:
        admin.with_options(max_retries=0).projects.count()
        admin.projects.with_raw_response.count()
    assert [span.name for span in spans.ended] == ["count_projects"] * 2


SECRETS = st.text(st.characters(min_codepoint=33, max_codepoint=126, exclude_characters=":"), min_size=8, max_size=40)


def test_no_attribute_contains_eight_characters_of_the_key_or_of_a_secret(spans):
    def shown(key, secret, status, *, fails):
        def handler(request):
            if fails:
                raise httpx2.ConnectError(f"{key} {secret}")
            echoed = {**make_api_key(), "value": secret, "title": f"{key} {secret}", "detail": str(request.headers)}
            page = page_of(echoed, ["a"])
            return httpx2.Response(status, json=page | {"title": key, "detail": secret, "count": 1})

        spans.exporter.clear()
        with AdminClient(
            key, transport=httpx2.MockTransport(handler), max_retries=0, throttle=False, tracer_provider=spans.provider
        ) as admin:
            for call in (
                lambda: list(admin.api_keys.list("project_1", value=secret)),
                lambda: admin.api_keys.count("project_1", value=secret),
            ):
                with suppress(errors.AdminError):
                    call()
        assert len(spans.ended) == 2
        return str(
            [
                (one.name, dict(one.attributes), one.status.description, [str(event) for event in one.events])
                for one in spans.ended
            ]
        )

    @settings(max_examples=50, deadline=None)
    @given(key=SECRETS, secret=SECRETS, status=st.sampled_from([200, 400, 401, 500]), fails=st.booleans())
    def check(key, secret, status, fails):
        found = shown(key, secret, status, fails=fails)
        ordinary = shown("~" * 8, "^" * 8, status, fails=fails)  # a drawn text can be a part of a name, like `_api_key`
        for text in (key, secret):
            parts = {text[start : start + 8] for start in range(len(text) - 7)}
            assert not any(part in found and part not in ordinary for part in parts)

    check()


def test_a_provider_that_is_not_one_is_refused(sdk):
    with pytest.raises(errors.ConfigurationError, match="tracer_provider is of type str"):
        sdk.call(count, lambda admin: admin.projects.count(), tracer_provider="x")


def test_without_opentelemetry_a_provider_is_refused_with_the_extra_to_install(spans, monkeypatch):
    monkeypatch.setitem(sys.modules, "opentelemetry", None)
    with pytest.raises(errors.ConfigurationError, match=r"apivideo-admin\[otel\]"):
        AdminClient("k", tracer_provider=spans.provider)
    assert AdminClient("k").projects


def test_a_client_without_a_provider_does_not_import_opentelemetry():
    code = (
        "import sys, httpx2, apivideo_admin; "
        "transport = httpx2.MockTransport(lambda _: httpx2.Response(200, json={'count': 1})); "
        "assert apivideo_admin.AdminClient('k', transport=transport).projects.count() == 1; "
        "print(*(name for name in sys.modules if name.startswith('opentelemetry')))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
