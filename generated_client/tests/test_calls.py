"""Requests that the document lacks, and additional values of calls."""

from __future__ import annotations

import io
import logging
import sys
from contextlib import contextmanager
from unittest.mock import patch

import httpx2
import pytest

from apivideo_admin import RawResponse, errors

KEY = "the-admin-key-of-this-test"


def echo(request: httpx2.Request) -> httpx2.Response:
    return httpx2.Response(200, json={"method": request.method}, headers={"X-Request-Id": "r-1"})


def test_a_request_without_a_method_has_the_key_and_the_options(sdk):
    seen = []

    def handler(request: httpx2.Request) -> httpx2.Response:
        seen.append(request)
        return echo(request)

    raw = sdk.call(
        handler,
        lambda admin: admin.request(
            "post",
            "/new/things?a=1",
            params={"b": [2, None], "c": True, "d": None},
            json={"name": "é", "none": None},
            timeout=3,
            extra_headers={"X-Run": "x"},
        ),
        base_url="https://gateway.example/prefix",
        default_headers={"X-Team": "media"},
    )
    (request,) = seen
    assert isinstance(raw, RawResponse)
    assert (raw.parsed, raw.status_code, raw.request_id, raw.retries) == ({"method": "POST"}, 200, "r-1", 0)
    assert str(request.url) == "https://gateway.example/prefix/new/things?a=1&b=2&b=None&c=true"
    assert request.content == '{"name":"é","none":null}'.encode()
    assert request.headers["Authorization"].startswith("Basic ")
    assert (request.headers["X-Team"], request.headers["X-Run"]) == ("media", "x")
    assert request.headers["Content-Type"] == "application/json"
    assert request.extensions["timeout"]["read"] == 3
    assert "Authorization" not in raw.response.request.headers


def test_a_request_is_retried_and_raises_like_every_call(sdk, environment):
    outcomes = [httpx2.Response(503), httpx2.Response(404, json={"title": "Not here."})]
    with pytest.raises(errors.NotFoundError, match="Not here"):
        sdk.call(lambda _: outcomes.pop(0), lambda admin: admin.request("GET", "/new"), environment=environment)
    assert outcomes == []
    attempts = []
    with pytest.raises(errors.ServiceUnavailableError):
        sdk.call(
            lambda request: attempts.append(request) or httpx2.Response(503),
            lambda admin: admin.request("POST", "/new", json={}),
            environment=environment,
        )
    assert len(attempts) == 1


@pytest.mark.parametrize("content", [b"", b"a;b", b'{"cut', b"\xff"])
def test_a_body_that_is_not_json_has_no_parsed_value(sdk, content):
    raw = sdk.call(lambda _: httpx2.Response(200, content=content), lambda admin: admin.request("GET", "/new.csv"))
    assert (raw.parsed, raw.response.content) == (None, content)


@pytest.mark.parametrize(
    "path", ["@evil.example/", "https://evil.example/", "//evil.example", "new", "", ".evil.example", 5, "/a#b"]
)
def test_a_request_stays_on_the_server_of_the_client(sdk, path):
    requests = []
    with pytest.raises(errors.ConfigurationError, match="path is"):
        sdk.call(lambda request: requests.append(request) or echo(request), lambda admin: admin.request("GET", path))
    assert requests == []


@pytest.mark.parametrize("method", ["", "TRACE", "GET ", 5, "GET\r\nX: y"])
def test_a_request_has_a_known_method(sdk, method):
    with pytest.raises(errors.ConfigurationError, match="method is"):
        sdk.call(echo, lambda admin: admin.request(method, "/new"))


def test_a_secret_of_the_document_is_hidden_in_the_errors_of_a_request_too(sdk):
    def handler(request: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(400, json={"title": f"{request.url.raw_path} {request.content}"})

    for arguments in ({"params": {"value": "hush-hush-hush"}}, {"json": {"value": "hush-hush-hush"}}, {"json": ["x"]}):
        with pytest.raises(errors.BadRequestError) as caught:
            sdk.call(handler, lambda admin, given=arguments: admin.request("POST", "/new", **given))
        assert "hush" not in f"{caught.value} {caught.value.response.text} {caught.value.url}"


@pytest.mark.parametrize("option", ["extra_query", "extra_body"])
@pytest.mark.parametrize("value", [["a"], "a", 5, {5: "x"}])
def test_additional_values_are_mappings(sdk, option, value):
    with pytest.raises(errors.ConfigurationError, match=option):
        sdk.call(echo, lambda admin: admin.projects.get("p", **{option: value}))


@contextmanager
def restored_logging(*, root=()):
    """Give the root logger these handlers for a while, and undo what a client changes of its own logger."""
    logger = logging.getLogger("apivideo_admin")
    before = logger.level, list(logger.handlers)
    try:
        with patch.object(logging.getLogger(), "handlers", list(root)):
            yield
    finally:
        logger.setLevel(before[0])
        logger.handlers[:] = before[1]


def count_keys(admin):
    return admin.api_keys.count("p", value="hush-hush-hush")


@pytest.mark.parametrize(("level", "lines"), [("debug", 3), ("INFO", 1), ("", 0)])
def test_the_variable_for_the_log_shows_its_lines(sdk, environment, monkeypatch, level, lines):
    monkeypatch.setenv("APIVIDEO_ADMIN_LOG", level)
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    outcomes = [httpx2.Response(503), httpx2.Response(200, json={"count": 1})] * 2
    with restored_logging():
        for _ in range(2):  # a second client adds no second handler
            sdk.call(lambda _: outcomes.pop(0), count_keys, environment=environment, api_key=KEY)
    shown = sys.stderr.getvalue()
    assert shown.count("apivideo_admin: GET") == 2 * lines
    assert KEY not in shown
    assert "hush" not in shown


def test_the_variable_for_the_log_leaves_a_program_with_its_own_logging_alone(sdk, monkeypatch):
    monkeypatch.setenv("APIVIDEO_ADMIN_LOG", "debug")
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    own = logging.StreamHandler(io.StringIO())
    with restored_logging(root=[own]):
        sdk.call(lambda _: httpx2.Response(200, json={"count": 1}), count_keys)
    assert sys.stderr.getvalue() == ""
    assert own.stream.getvalue().count("GET") == 1


def test_an_unknown_level_of_the_log_is_a_configuration_error(sdk, monkeypatch):
    monkeypatch.setenv("APIVIDEO_ADMIN_LOG", "loud")
    with pytest.raises(errors.ConfigurationError, match="APIVIDEO_ADMIN_LOG is 'loud'; set it to debug or info"):
        sdk.call(echo, lambda admin: admin.projects.count())
