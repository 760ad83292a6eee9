"""Exceptions of the client: classes, attributes, messages, pickling."""

from __future__ import annotations

import gzip
import pickle
import socket
import traceback

import httpx2
import pytest

import apivideo_admin
from apivideo_admin import errors

INVALID = {
    "type": "https://docs.api.video/reference/invalid-attribute",
    "title": "Invalid attributes.",
    "status": 400,
    "name": "naem",
    "detail": "`naem` is not known.",
    "constraint": "known properties: name",
    "total_problems": 2,
    "problems": [
        {"name": "naem", "title": "An attribute is invalid.", "detail": "`naem` is not known.", "constraint": "known"},
        {
            "name": "name",
            "title": "An attribute is invalid.",
            "detail": "`name` is required.",
            "constraint": "required",
        },
    ],
}


def unpickle(data):
    return pickle.loads(data)  # noqa: S301 (our own bytes)


def respond(status, body=None, **headers):
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    content = {"content": body} if isinstance(body, bytes) else {"json": body}
    return lambda _: httpx2.Response(status, headers=headers, **content)


def failure(sdk, handler, action=lambda admin: admin.projects.get("p"), **options):
    with pytest.raises(errors.AdminError) as caught:
        sdk.call(handler, action, **options)
    return caught.value


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, errors.BadRequestError),
        (401, errors.AuthenticationError),
        (403, errors.PermissionDeniedError),
        (404, errors.NotFoundError),
        (405, errors.MethodNotAllowedError),
        (413, errors.ContentTooLargeError),
        (415, errors.UnsupportedMediaTypeError),
        (429, errors.RateLimitError),
        (500, errors.InternalServerError),
        (502, errors.BadGatewayError),
        (503, errors.ServiceUnavailableError),
        (504, errors.GatewayTimeoutError),
    ],
)
def test_each_documented_status_and_each_frequent_server_error_has_its_own_class(sdk, status, kind):
    error = failure(sdk, respond(status, {"title": "What", "status": status}))
    assert type(error) is kind
    assert (error.status_code, error.title) == (status, "What")


@pytest.mark.parametrize("status", [302, 304, 402, 418])
def test_an_undocumented_status_raises_api_error(sdk, status):
    error = failure(sdk, respond(status, b"<html>", Location="https://elsewhere.example/"))
    assert type(error) is errors.APIStatusError
    assert error.status_code == status


@pytest.mark.parametrize("status", [500, 501, 502, 503, 504, 599, 600])
def test_every_status_of_a_server_error_raises_server_error(sdk, status):
    error = failure(sdk, respond(status, b"<html>"))
    assert isinstance(error, errors.ServerError)
    assert (type(error) is errors.ServerError) is (status not in errors.ERRORS_BY_STATUS)
    assert error.status_code == status


def test_problem_details_become_attributes_and_the_message_lists_every_problem(sdk):
    error = failure(sdk, respond(400, INVALID, X_Request_Id="req-1"))
    assert error.title == "Invalid attributes."
    assert error.type == "https://docs.api.video/reference/invalid-attribute"
    assert (error.name, error.detail, error.constraint) == ("naem", "`naem` is not known.", "known properties: name")
    assert [problem.name for problem in error.problems] == ["naem", "name"]
    assert error.problems[1].constraint == "required"
    assert (error.method, error.url, error.request_id) == ("GET", "https://admin.api.video/projects/p", "req-1")
    assert error.response.status_code == 400
    assert str(error) == (
        "400 Invalid attributes (GET https://admin.api.video/projects/p); `naem` is not known.; `name` is required."
        "; request id req-1"
    )


@pytest.mark.parametrize(
    "body",
    [b"", b"<html>Bad gateway</html>", b'{"title": "cut', b"[1]", b"null", b"\xff\xff", b"[" * 100_000],
    ids=["empty", "html", "cut off", "a list", "null", "not UTF-8", "too deep"],
)
def test_an_error_without_problem_details_has_the_reason_phrase_as_title(sdk, body):
    error = failure(sdk, respond(404, body, Content_Type="text/html"))
    assert type(error) is errors.NotFoundError
    assert error.title == "Not Found"
    assert error.detail is None
    assert f"{len(body)} bytes (text/html)" in str(error)


def test_fields_of_unexpected_types_do_not_hide_the_others(sdk):
    error = failure(
        sdk, respond(400, {"title": "T", "detail": 1, "problems": [3, {"name": [], "detail": "D"}], "status": "x"})
    )
    assert (error.title, error.detail) == ("T", None)
    assert [(problem.name, problem.detail) for problem in error.problems] == [("", "D")]


@pytest.mark.parametrize(
    ("status", "headers", "seconds"),
    [
        (429, {"Retry_After": "3", "X_RateLimit_Retry_After": "1"}, 3),
        (429, {"X_RateLimit_Retry_After": "2"}, 2),
        (404, {"X_RateLimit_Retry_After": "2"}, None),
        (503, {"Retry_After": "Wed, 21 Oct 2015 07:28:30 GMT", "Date": "Wed, 21 Oct 2015 07:28:00 GMT"}, 30),
        (503, {"Retry_After": "Wed, 21 Oct 2015 07:28:00 GMT", "Date": "Wed, 21 Oct 2015 07:29:00 GMT"}, 0),
        (503, {"Retry_After": "soon", "Date": "Wed, 21 Oct 2015 07:28:00 GMT"}, None),
        (503, {"Retry_After": "Wed, 21 Oct 2015 07:28:30 GMT"}, 0),  # in the past by the clock of this machine
        (429, {"Retry_After": "2.5"}, 2.5),
        (429, {"Retry_After": "-1"}, None),
        (429, {"Retry_After": "²"}, None),
    ],
)
def test_retry_after_is_in_seconds_for_every_form_of_the_header(sdk, status, headers, seconds):
    encoded = {name: value.encode() for name, value in headers.items()}
    assert failure(sdk, respond(status, {}, **encoded)).retry_after == seconds


@pytest.mark.parametrize(
    ("raised", "kind"),
    [
        (httpx2.ConnectError("refused"), errors.APIConnectionError),
        (httpx2.RemoteProtocolError("cut off"), errors.APIConnectionError),
        (httpx2.ConnectTimeout(""), errors.APITimeoutError),
        (httpx2.ReadTimeout("slow"), errors.APITimeoutError),
        (httpx2.PoolTimeout("busy"), errors.APITimeoutError),
    ],
)
def test_a_missing_response_raises_a_connection_error(sdk, raised, kind):
    def handler(_: httpx2.Request) -> httpx2.Response:
        raise raised

    error = failure(sdk, handler)
    assert type(error) is kind
    assert (error.method, error.url) == ("GET", "https://admin.api.video/projects/p")
    assert type(raised).__name__ in str(error)
    assert type(error.__cause__) is type(raised)
    assert str(error.__cause__) == str(raised)


@pytest.mark.parametrize("raised", [httpx2.ConnectError("refused"), httpx2.ReadTimeout("slow")])
def test_a_connection_error_has_one_cause(sdk, raised):
    def handler(_: httpx2.Request) -> httpx2.Response:
        raise raised from OSError(111, "refused")

    error = failure(sdk, handler)
    assert (error.__context__, error.__cause__.__cause__, error.__cause__.__context__) == (None, None, None)
    shown = "".join(traceback.format_exception(error))
    assert shown.count("direct cause") == 1
    assert "During handling" not in shown


def test_where_nothing_listens_the_message_asks_whether_the_server_is_running(sdk):
    with socket.create_server(("127.0.0.1", 0)) as unused:
        url = f"http://127.0.0.1:{unused.getsockname()[1]}"
    error = failure(sdk, None, base_url=f"{url}/prefix")
    assert str(error).endswith(f"Is the server running at {url}?")
    assert (type(error), error.sent) == (errors.APIConnectionError, False)


def test_errors_print_under_their_public_path(sdk):
    error = failure(sdk, respond(404, {"title": "Not found."}))
    assert traceback.format_exception_only(error)[0].startswith("apivideo_admin.NotFoundError: 404 Not found")
    for name in errors.__all__:
        kind = getattr(errors, name)
        if issubclass(kind, Exception):
            assert (kind.__module__, getattr(apivideo_admin, name)) == ("apivideo_admin", kind)


def test_a_timeout_error_is_a_connection_error(sdk):
    def handler(_: httpx2.Request) -> httpx2.Response:
        raise httpx2.ReadTimeout("slow")

    with pytest.raises(errors.APIConnectionError):
        sdk.call(handler, lambda admin: admin.projects.count())


def test_a_pickled_api_error_contains_no_credentials(sdk):
    error = failure(
        sdk, respond(400, INVALID, Retry_After="3"), lambda admin: admin.api_keys.count("p", value="the-secret")
    )
    pickled = pickle.dumps(error)
    copy = unpickle(pickled)
    assert type(copy) is errors.BadRequestError
    assert str(copy) == str(error)
    assert (copy.status_code, copy.problems, copy.retry_after) == (400, error.problems, 3)
    assert "Authorization" not in error.response.request.headers
    assert "Authorization" not in copy.response.request.headers
    assert b"the-secret" not in pickled


def test_an_error_with_a_compressed_response_can_be_pickled(sdk):
    def handler(_: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(404, content=gzip.compress(b'{"title": "T"}'), headers={"Content-Encoding": "gzip"})

    error = failure(sdk, handler)
    assert unpickle(pickle.dumps(error)).title == error.title == "T"


def test_the_other_errors_can_be_pickled(sdk):
    def time_out(_: httpx2.Request) -> httpx2.Response:
        raise httpx2.ReadTimeout("slow")

    for error in (failure(sdk, time_out), failure(sdk, respond(200, b"<html>"))):
        copy = unpickle(pickle.dumps(error))
        assert type(copy) is type(error)
        assert str(copy) == str(error)


def test_an_error_shows_neither_the_key_nor_the_query(sdk):
    secret, key = "hush-" * 2, "the-" * 2
    for handler in (respond(400, INVALID), respond(200, b"<html>"), respond(502, b"")):
        error = failure(sdk, handler, lambda admin: admin.api_keys.count("p", value=secret), api_key=key)
        shown = f"{error} {error!r} {error.url} {''.join(traceback.format_exception(error))}"
        assert secret not in shown
        assert key not in shown


def test_redirects_are_not_followed(sdk):
    seen = []

    def handler(request: httpx2.Request) -> httpx2.Response:
        seen.append(request.url.host)
        return httpx2.Response(307, headers={"Location": "https://elsewhere.example/"})

    assert failure(sdk, handler).status_code == 307
    assert seen == ["admin.api.video"]


def test_every_problem_is_listed_however_many_there_are(sdk):
    problems = [{"name": f"n{number}", "detail": "D"} for number in range(30)]
    error = failure(sdk, respond(400, {"title": "T", "problems": problems}))
    assert [problem.name for problem in error.problems] == [one["name"] for one in problems]


def test_every_error_is_an_admin_error_and_those_for_arguments_are_value_errors():
    bases = {
        errors.APIStatusError: errors.AdminError,
        errors.PagingError: errors.AdminError,
        errors.ConfigurationError: (errors.AdminError, ValueError),
        errors.APIConnectionError: errors.AdminError,
        errors.APITimeoutError: errors.APIConnectionError,
        errors.APIResponseValidationError: errors.APIStatusError,
    }
    for kind, expected in bases.items():
        for base in expected if isinstance(expected, tuple) else (expected,):
            assert issubclass(kind, base), (kind, base)
    assert all(issubclass(kind, errors.APIStatusError) for kind in errors.ERRORS_BY_STATUS.values())
