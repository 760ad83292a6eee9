"""`X-Request-Id` on every response and in the journal, and `Deprecation` on what the document calls deprecated (RFC 9745)."""

import copy
import json
import re
import socket

import pytest

from apivideo_admin_mock import MockServer
from apivideo_admin_mock.http.messages import Headers, Request
from apivideo_admin_mock.spec import bundled_document
from apivideo_admin_mock.testing import AdminMock

NEW = re.compile(r"req_[0-9a-f]{32}")


@pytest.fixture(scope="module")
def server():
    with MockServer(
        keys=["k", "other"], suspended_keys=["late"], rate_limit="off", cors=["http://web.example"]
    ) as mock:
        yield mock


def send(mock, target, *lines, method="GET", body=b"", key="k"):
    """Send a request on a connection of its own, and return the values of `X-Request-Id` in its response."""
    fields = [f"{method} {target} HTTP/1.1", "Host: localhost", f"Authorization: {mock.authorization_of(key)}", *lines]
    raw = "\r\n".join([*fields, "Connection: close", "", ""]).encode() + body
    with socket.create_connection(("127.0.0.1", int(mock.url.rpartition(":")[2])), timeout=10) as connection:
        connection.sendall(raw)
        received = b"".join(iter(lambda: connection.recv(65536), b""))
    return re.findall(rb"\r\nX-Request-Id: ([^\r]*)", received.partition(b"\r\n\r\n")[0])


@pytest.mark.parametrize(
    ("target", "lines", "method"),
    [
        ("/projects", (), "GET"),
        ("/projects", (), "HEAD"),
        ("/nowhere", (), "GET"),
        ("/projects", (), "DELETE"),
        ("/projects", (), "OPTIONS"),
        ("/projects", ("Content-Length: 0",), "POST"),
        ("/projects", ("Origin: http://evil.example",), "GET"),
        ("/projects", ("Origin: http://web.example", "Access-Control-Request-Method: GET"), "OPTIONS"),
        ("/_mock/health", (), "GET"),
        ("/_mock/requests", (), "GET"),
        ("/_mock/nowhere", (), "GET"),
        ("/_mock/state", ("Content-Length: 99999999",), "PUT"),
        ("/_mock/state", ("Origin: http://evil.example",), "GET"),
        ("/a<b", (), "GET"),
    ],
)
def test_every_response_has_one_id_and_a_new_one_for_each_request(server, target, lines, method):
    (first,), (second,) = (send(server, target, *lines, method=method) for _ in range(2))

    assert NEW.fullmatch(first.decode())
    assert NEW.fullmatch(second.decode())
    assert first != second


@pytest.mark.parametrize("key", ["late", "unknown"])
def test_refused_keys_have_an_id_too(server, key):
    (found,) = send(server, "/projects", key=key)
    assert NEW.fullmatch(found.decode())


@pytest.mark.parametrize("target", ["/projects", "/nowhere", "/_mock/health", "/_mock/requests"])
def test_the_id_of_a_request_is_repeated(server, target):
    assert send(server, target, "X-Request-Id: my-id_1.2:3/4+5=6@7~8") == [b"my-id_1.2:3/4+5=6@7~8"]


@pytest.mark.parametrize("sent", ["", "two words", "x" * 129, "a,b", "<script>", "ä"])
def test_an_id_that_is_not_valid_is_replaced(server, sent):
    (found,) = send(server, "/projects", f"X-Request-Id: {sent}")
    assert NEW.fullmatch(found.decode("latin-1"))


def test_the_journal_has_the_id_of_each_response(server):
    server.clear_calls()
    ids = [
        send(server, "/projects"),
        send(server, "/projects", "X-Request-Id: mine"),
        send(server, "/nowhere", key="unknown"),
    ]

    assert [[one.request_id.encode()] for one in server.calls()] == ids
    shown = (
        server.app.test_client().get("/_mock/requests", headers={"Authorization": server.authorization}).json["items"]
    )
    assert [[one["request_id"].encode()] for one in shown] == ids


def _ids(seed, key):
    mock = AdminMock(keys=["a", "b"], seed=seed)
    answers = [
        mock.engine.handle(Request("GET", "/projects", authorization=key and mock.authorization_of(key)))
        for _ in range(3)
    ]
    return [one.request_id for one in answers]


def test_the_same_seed_produces_the_same_ids():
    assert _ids(1, "a") == _ids(1, "a")
    assert len({*_ids(1, "a"), *_ids(1, "b"), *_ids(2, "a")}) == 9


def test_the_other_values_of_a_seed_do_not_depend_on_the_number_of_requests():
    def created(reads):
        mock = AdminMock()
        for _ in range(reads):
            mock.engine.handle(Request("GET", "/projects", authorization=mock.authorization))
        payload = {"content_type": "application/json", "body": b'{"name": "x"}', "authorization": mock.authorization}
        return json.loads(mock.engine.handle(Request("POST", "/projects", **payload)).body)["project_id"]

    assert created(0) == created(3)


def test_the_id_of_a_request_that_contains_a_secret_is_masked_where_it_is_shown():
    mock = AdminMock(projects=[{"name": "x", "api_keys": [{"name": "y", "value": "a-secret-that-is-known"}]}])
    sent = Headers({"x-request-id": "id-a-secret-that-is-known"}, 0)
    mock.engine.handle(Request("GET", "/projects", authorization=mock.authorization, headers=sent))

    (shown,) = (
        mock.app.test_client().get("/_mock/requests", headers={"Authorization": mock.authorization}).json["items"]
    )
    assert shown["request_id"] == "id-***"


@pytest.fixture(scope="module")
def deprecated():
    """A mock whose document deprecates an operation, a query parameter and, as ours does, a property."""
    document = copy.deepcopy(dict(bundled_document()))
    document["paths"]["/projects/count"]["get"]["deprecated"] = True
    parameters = document["paths"]["/projects"]["get"]["parameters"]
    sort_by = next(one for one in parameters if one.get("name") == "sort_by")
    sort_by["deprecated"] = True
    return AdminMock(document=document, rate_limit="off", suspended_keys=["late"])


@pytest.mark.parametrize(
    ("method", "target", "payload", "expected"),
    [
        ("GET", "/projects/count", None, True),
        ("HEAD", "/projects/count", None, True),
        ("GET", "/projects/count?no=1", None, True),
        ("GET", "/projects", None, False),
        ("GET", "/projects?page_size=1", None, False),
        ("GET", "/projects?sort_by=name", None, True),
        ("POST", "/projects", {"name": "x"}, False),
        ("POST", "/projects", {"name": "x", "region": "eu-central-1"}, True),
        ("POST", "/projects", {"region": "eu-central-1"}, False),
        ("OPTIONS", "/projects/count", None, False),
        ("GET", "/nowhere", None, False),
    ],
)
def test_what_is_deprecated_has_the_deprecation_header(deprecated, method, target, payload, expected):
    http = deprecated.app.test_client()
    response = http.open(target, method=method, json=payload, headers={"Authorization": deprecated.authorization})
    # A structured date (RFC 9651, section 3.3.7) in the past: deprecated already.
    assert response.headers.getlist("Deprecation") == (["@0"] if expected else [])


def test_errors_and_injected_faults_of_a_deprecated_operation_have_the_header(deprecated):
    http = deprecated.app.test_client()
    refused = http.get("/projects/count", headers={"Authorization": deprecated.authorization_of("late")})
    deprecated.fail("count_projects", 503)
    failed = http.get("/projects/count", headers={"Authorization": deprecated.authorization})

    assert [(one.status_code, one.headers["Deprecation"]) for one in (refused, failed)] == [(403, "@0"), (503, "@0")]
