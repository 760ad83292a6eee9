"""Models and clients with the tools that programs use: FastAPI, pydantic, unittest.mock, inspect, OpenTelemetry."""

from __future__ import annotations

import inspect
import typing
from unittest import mock

import fastapi
import httpx2
import pydantic
import pytest
from fastapi.testclient import TestClient
from opentelemetry.instrumentation.httpx import HTTPX2ClientInstrumentor
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from raw_socket_server import RawSocketServer, respond
from sdk_harness import make_api_key, make_project

import apivideo_admin
from apivideo_admin import AdminClient, AsyncAdminClient, AsyncPage, AsyncPager, Pager, RawResponse, errors, models

PROJECT = make_project() | {"tier": "gold"}


def count(_: httpx2.Request) -> httpx2.Response:
    return httpx2.Response(200, json={"count": 1})


def test_fastapi_takes_and_returns_models():
    app = fastapi.FastAPI()

    @app.get("/projects")
    def projects() -> list[models.Project]:
        return [models.Project.from_dict(PROJECT)]

    @app.get("/key", response_model=models.ApiKey)
    def key():
        return make_api_key()

    @app.post("/names")
    def name(project: typing.Annotated[models.Project, fastapi.Body()]) -> str:
        return project.name

    with TestClient(app) as client:
        assert client.get("/projects").json() == [PROJECT]
        assert client.get("/key").json() == make_api_key() | {"value": "********"}
        assert client.post("/names", json=PROJECT).json() == "My project"
        assert client.post("/names", json={"name": "x"}).status_code == 422
        schema = client.get("/openapi.json").json()["paths"]["/names"]["post"]["requestBody"]
    assert "created_at" in str(schema)


def test_a_type_adapter_of_pydantic_takes_models():
    adapter = pydantic.TypeAdapter(models.Project)
    project = adapter.validate_python(PROJECT)
    assert project == adapter.validate_json(adapter.dump_json(project)) == models.Project.from_dict(PROJECT)
    assert adapter.dump_python(project) == PROJECT
    with pytest.raises(pydantic.ValidationError):
        adapter.validate_python({"name": "x"})
    assert set(adapter.json_schema()["properties"]) == set(make_project())


NAMESPACES = ("projects", "api_keys", "usage")


def methods_of(client):
    for name in NAMESPACES:
        namespace = getattr(client, name)
        for one in (namespace, namespace.with_raw_response):
            yield from (method for key, method in inspect.getmembers(one, callable) if not key.startswith("_"))


def members_of(kind):
    return [one for name, one in inspect.getmembers(kind, inspect.isfunction) if not name.startswith("_")]


@pytest.mark.parametrize("client", [AdminClient, AsyncAdminClient])
def test_every_annotation_can_be_resolved(client):
    functions = [
        client.with_options,
        client.__init__,
        client.request,
        *members_of(apivideo_admin.Page),
        *members_of(Pager),
    ]
    for one in [*functions, *methods_of(client("k", transport=httpx2.MockTransport(count)))]:
        hints = typing.get_type_hints(one)
        assert hints
        assert not any("msgspec" in repr(hint) for hint in hints.values()), one
    for kind in (
        *(getattr(models, name) for name in models.__all__),
        RawResponse,
        AsyncPage,
        AsyncPager,
        apivideo_admin.Omit,
    ):
        assert isinstance(kind, type)
        assert not any("msgspec" in repr(hint) for hint in typing.get_type_hints(kind).values()), kind


def test_the_signature_of_a_raw_method_is_that_of_the_method():
    admin = AdminClient("k")
    for name in ("list", "create", "get"):
        method, raw = getattr(admin.projects, name), getattr(admin.projects.with_raw_response, name)
        assert inspect.signature(raw) == inspect.signature(method)
        assert list(inspect.signature(raw).parameters)[-1] == "extra_body"


def test_pydantic_validates_the_arguments_of_a_method():
    admin = AdminClient("k", transport=httpx2.MockTransport(lambda _: httpx2.Response(200, json=make_project())))
    get = pydantic.validate_call(admin.projects.get)
    assert get("p", timeout=httpx2.Timeout(3)).name == "My project"
    with pytest.raises(pydantic.ValidationError):
        get(5)


def test_a_mock_of_the_client_has_its_namespaces_and_methods():
    loose = mock.Mock(spec=AdminClient)
    loose.projects.get.return_value = "found"
    assert loose.projects.get("p") == "found"
    with pytest.raises(AttributeError):
        _ = loose.projets
    for strict in (mock.create_autospec(AdminClient)("k"), mock.create_autospec(AdminClient("k"))):
        strict.projects.get.return_value = "found"
        assert strict.projects.get("p") == "found"
        with pytest.raises(TypeError):
            strict.projects.get()
        with pytest.raises(AttributeError):
            _ = strict.projects.gte


def test_a_method_of_a_namespace_can_be_patched():
    admin = AdminClient("k")
    with mock.patch.object(admin.projects, "get", return_value="found") as get:
        assert admin.projects.get("p") == "found"
    get.assert_called_once_with("p")
    assert inspect.ismethod(admin.projects.get)


def test_an_error_can_be_made_in_a_test():
    error = errors.NotFoundError(httpx2.Response(404))
    assert str(error).startswith("404 Not Found")
    assert (error.status_code, error.method, error.url) == (404, "", "")
    with_problem = errors.BadRequestError(httpx2.Response(400, json={"title": "T", "detail": "D"}))
    assert (with_problem.title, str(with_problem)) == ("T", "400 T; D")
    invalid = errors.APIResponseValidationError(httpx2.Response(200), "it is empty")
    assert "it is empty" in str(invalid)


def test_spans_of_opentelemetry_show_no_secret_of_the_query():
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    instrumentor = HTTPX2ClientInstrumentor()
    instrumentor.instrument(tracer_provider=provider)
    try:
        with RawSocketServer(respond(200, b'{"count": 1}')) as server, httpx2.Client() as http_client:
            for options in ({}, {"http_client": http_client}):
                with AdminClient("k", base_url=server.url, **options) as admin:
                    assert admin.api_keys.count("p", name="shown", value="hush-hush") == 1
            assert all(b"value=hush-hush" in request for request in server.requests)
    finally:
        instrumentor.uninstrument()
    shown = [str(dict(span.attributes)) for span in exporter.get_finished_spans()]
    assert len(shown) == 2
    assert all("name=shown" in one and "hush" not in one for one in shown)
