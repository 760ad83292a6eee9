"""Log lines, and redaction of secrets in log lines, messages and reprs."""

from __future__ import annotations

import logging
import pickle
import traceback

import httpx2
import pytest

from apivideo_admin import errors

KEY = "the-admin-key-of-this-test"
SECRET = "the-secret-of-a-project-key"
BASIC = "dGhlLWFkbWluLWtleS1vZi10aGlzLXRlc3Q6"  # base64 of "<KEY>:"


def lines(caplog):
    return [record.getMessage() for record in caplog.records if record.name == "apivideo_admin"]


def test_each_attempt_is_a_debug_line_and_each_retry_an_info_line(sdk, environment, caplog):
    outcomes = [httpx2.Response(503), httpx2.ReadError("reset"), httpx2.Response(200, json={"count": 1})]

    def handler(_: httpx2.Request) -> httpx2.Response:
        outcome = outcomes.pop(0)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    with caplog.at_level(logging.DEBUG, "apivideo_admin"):
        sdk.call(handler, lambda admin: admin.projects.count(name="x"), environment=environment)
    where = "GET https://admin.api.video/projects/count"
    assert lines(caplog) == [
        f"{where}: 503 in 0.000 s",
        f"{where}: 503; retry 1 in 0.250 s",
        f"{where}: ReadError in 0.000 s",
        f"{where}: ReadError; retry 2 in 0.500 s",
        f"{where}: 200 in 0.000 s",
    ]
    assert [record.levelname for record in caplog.records if record.name == "apivideo_admin"] == [
        "DEBUG",
        "INFO",
        "DEBUG",
        "INFO",
        "DEBUG",
    ]


def test_a_delete_that_an_earlier_attempt_executed_is_logged_as_such(sdk, environment, caplog):
    outcomes = [httpx2.Response(500), httpx2.Response(404)]
    with caplog.at_level(logging.INFO, "apivideo_admin"):
        sdk.call(lambda _: outcomes.pop(0), lambda admin: admin.api_keys.delete("p", "k"), environment=environment)
    assert (
        lines(caplog)[-1]
        == "DELETE https://admin.api.video/projects/p/api-keys/k: already deleted by an earlier attempt"
    )


def test_nothing_is_logged_at_warning_level(sdk, caplog):
    with caplog.at_level(logging.WARNING):
        sdk.call(lambda _: httpx2.Response(200, json={"count": 1}), lambda admin: admin.projects.count())
    assert caplog.records == []


def echo(request: httpx2.Request) -> httpx2.Response:
    """Respond like a server that echoes the request."""
    detail = f"`value` is {request.url.params.get('value')!r}, and you are {request.headers['Authorization']}"
    problem = {"title": detail, "detail": detail, "problems": [{"name": "value", "detail": detail}], "type": detail}
    return httpx2.Response(400, json=problem, headers={"X-Request-Id": KEY})


def cut_off(request: httpx2.Request) -> httpx2.Response:
    raise httpx2.ReadError(f"{request.url} {request.headers['Authorization']}")


@pytest.mark.parametrize(
    "handler",
    [
        echo,
        cut_off,
        lambda _: httpx2.Response(200, content=f"<html>{SECRET}{KEY}".encode()),
        lambda _: httpx2.Response(200, json={"count": SECRET}),
        lambda _: httpx2.Response(502, content=SECRET.encode()),
        lambda _: httpx2.Response(307, headers={"Location": f"https://x.example/?value={SECRET}"}),
    ],
    ids=["echoing problem", "echoing error", "html", "wrong type", "gateway", "redirect"],
)
def test_neither_key_nor_secret_is_in_a_log_line_message_or_repr(sdk, handler, caplog):
    with caplog.at_level(logging.DEBUG), pytest.raises(errors.AdminError) as caught:
        sdk.call(handler, lambda admin: admin.api_keys.count("p", value=SECRET), api_key=KEY)
    error = caught.value
    copy = pickle.loads(pickle.dumps(error))  # noqa: S301 (our own bytes)
    shown = [str(error), repr(error), str(copy), error.url, *lines(caplog), *traceback.format_exception_only(error)]
    for text in shown:
        for hidden in (KEY, SECRET, BASIC):
            assert hidden not in text
