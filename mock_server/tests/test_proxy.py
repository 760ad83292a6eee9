"""The proxy: what it forwards, what it reports, and what it does on its own."""

import gzip
import json
import shutil
import socket
import ssl
import subprocess
import time

import httpx2
import pytest
from proxied import RawUpstream, mock, proxy_of, proxy_to

from apivideo_admin_mock.adapters.proxy.address import Address
from apivideo_admin_mock.errors import SettingsError

LIMITS = b"X-RateLimit-Limit: 10\r\nX-RateLimit-Remaining: 9\r\nX-RateLimit-Retry-After: 1\r\n"
COUNT = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n" + LIMITS + b'Content-Length: 11\r\n\r\n{"count":2}'


def count(body=b'{"count":2}', status=b"200 OK", media=b"application/json", limits=LIMITS, more=b""):
    head = b"HTTP/1.1 " + status + b"\r\nContent-Type: " + media + b"\r\n" + limits + more
    return head + b"Content-Length: %d\r\n\r\n" % len(body) + body


@pytest.fixture
def healthy():
    upstream = mock(projects=2)
    with proxy_of(upstream.wsgi) as proxy:
        yield upstream, proxy


def test_a_client_sees_the_responses_of_the_upstream_server(healthy):
    upstream, proxy = healthy
    created = proxy.client.post("/projects", json={"name": "Zoë"})
    read = proxy.client.get(f"/projects/{created.json()['project_id']}")
    listed = proxy.client.get("/projects?name=Zo%C3%AB&page_size=5")

    assert (created.status_code, read.json(), listed.json()["items"]) == (201, created.json(), [created.json()])
    assert upstream.calls("list_projects")[0].query == "name=Zo%C3%AB&page_size=5"
    assert proxy.client.head("/projects").headers["Content-Length"] == str(len(proxy.client.get("/projects").content))
    assert proxy.client.options("/projects").headers["Allow"] == "GET, HEAD, OPTIONS, POST"
    assert proxy.engine.report.count() == 0


def test_the_request_id_is_the_same_on_both_sides(healthy):
    upstream, proxy = healthy
    sent = proxy.client.get("/projects", headers={"X-Request-Id": "mine"})
    new = proxy.client.get("/projects")

    assert sent.headers.get_list("X-Request-Id") == ["mine"]
    assert [one.request_id for one in upstream.calls()] == ["mine", new.headers["X-Request-Id"]]
    assert [one["request_id"] for one in proxy.control("GET", "/requests")["items"]] == [
        "mine",
        new.headers["X-Request-Id"],
    ]


@pytest.mark.parametrize(
    ("method", "target", "arguments", "expected"),
    [
        (
            "GET",
            "/projects?pagesize=2",
            {},
            ("invalid_query_parameter", "list_projects", "/paths/~1projects/get/parameters", "query/pagesize"),
        ),
        (
            "GET",
            "/projects?page_size=0",
            {},
            ("invalid_query_parameter", "list_projects", "/paths/~1projects/get/parameters/1", "query/page_size"),
        ),
        (
            "POST",
            "/projects",
            {"json": {"name": 5}},
            (
                "invalid_attribute",
                "create_project",
                "/paths/~1projects/post/requestBody/content/application~1json/schema",
                "body/name",
            ),
        ),
        (
            "POST",
            "/projects",
            {"json": {}},
            (
                "attribute_required",
                "create_project",
                "/paths/~1projects/post/requestBody/content/application~1json/schema",
                "body/name",
            ),
        ),
        (
            "POST",
            "/projects",
            {"content": b"{", "headers": {"Content-Type": "application/json"}},
            ("invalid_payload", "create_project", "/paths/~1projects/post/requestBody", "body"),
        ),
        (
            "POST",
            "/projects",
            {"content": b"a=b", "headers": {"Content-Type": "text/plain"}},
            ("unsupported_media_type", "create_project", "/paths/~1projects/post/requestBody", "headers/content-type"),
        ),
        ("GET", "/nowhere", {}, ("unrecognized_request_url", None, "/paths", "path")),
        ("PUT", "/projects", {}, ("method_not_allowed", None, "/paths", "method")),
    ],
)
def test_an_invalid_request_is_forwarded_and_reported(healthy, method, target, arguments, expected):
    upstream, proxy = healthy
    response = proxy.client.request(method, target, **arguments)

    assert response.status_code == upstream.calls()[-1].status
    assert proxy.found("request") == [expected]
    assert proxy.found() == []


def test_a_request_without_a_key_is_reported_and_recorded_at_the_first_key(healthy):
    upstream, proxy = healthy
    assert proxy.client.get("/projects", auth=None).status_code == 401
    assert proxy.found("request") == [
        ("missing_authorization_header", "list_projects", "/paths/~1projects/get", "headers/authorization")
    ]
    assert upstream.calls()[0].status == 401


RESPONSE = "/paths/~1projects~1count/get/responses/200"


@pytest.mark.parametrize(
    ("response", "expected"),
    [
        (count(b'{"count":"2"}'), ("schema", f"{RESPONSE}/content/application~1json/schema", "body/count")),
        (count(b'{"count":2,"count":3}'), ("schema", f"{RESPONSE}/content/application~1json/schema", "body")),
        (count(b"[]"), ("schema", f"{RESPONSE}/content/application~1json/schema", "body")),
        (count(b"{}"), ("schema", f"{RESPONSE}/content/application~1json/schema", "body/count")),
        (count(b'{"count":2'), ("schema", f"{RESPONSE}/content/application~1json/schema", "body")),
        (count(media=b"text/plain"), ("media_type", f"{RESPONSE}/content", "headers/content-type")),
        (
            count(limits=LIMITS.replace(b"10", b"ten")),
            ("header", f"{RESPONSE}/headers/X-RateLimit-Limit", "headers/x-ratelimit-limit"),
        ),
        (
            count(limits=LIMITS.partition(b"\r\n")[2]),
            ("header", f"{RESPONSE}/headers/X-RateLimit-Limit", "headers/x-ratelimit-limit"),
        ),
        (count(b"{}", b"202 Accepted"), ("status", "/paths/~1projects~1count/get/responses", "status")),
        (
            count(b'{"title":"x","status":400}', b"400 Bad Request", b"application/problem+json"),
            ("valid_request_refused", "/paths/~1projects~1count/get/responses/400", "status"),
        ),
        (
            count(b"not gzip", more=b"Content-Encoding: gzip\r\n"),
            ("media_type", f"{RESPONSE}/content", "headers/content-encoding"),
        ),
        (
            count(b"br", more=b"Content-Encoding: br\r\n"),
            ("media_type", f"{RESPONSE}/content", "headers/content-encoding"),
        ),
    ],
    ids=lambda one: one[0] if isinstance(one, tuple) else None,
)
def test_an_invalid_response_is_passed_on_and_reported(response, expected):
    rule, pointer, at = expected
    with RawUpstream([response]) as upstream, proxy_to(upstream.url) as proxy:
        with proxy.client.stream("GET", "/projects/count") as received:
            assert received.status_code == int(response[9:12])
            assert b"".join(received.iter_raw()) == response.partition(b"\r\n\r\n")[2]
        assert (rule, "count_projects", pointer, at) in proxy.found()


def test_a_compressed_response_is_validated_and_passed_on_as_it_is():
    response = count(gzip.compress(b'{"count":"x"}'), more=b"Content-Encoding: gzip\r\n")
    with RawUpstream([response]) as upstream, proxy_to(upstream.url) as proxy:
        assert proxy.client.get("/projects/count").json() == {"count": "x"}
        assert [one[3] for one in proxy.found()] == ["body/count"]
    assert b"\r\naccept-encoding: identity\r\n" in upstream.received[0]


def test_an_invalid_request_that_is_accepted_is_reported():
    with RawUpstream([COUNT]) as upstream, proxy_to(upstream.url) as proxy:
        assert proxy.client.get("/projects/count?no=1").status_code == 200
        assert proxy.found() == [
            ("invalid_request_accepted", "count_projects", "/paths/~1projects~1count/get", "status")
        ]
        (entry,) = proxy.control("GET", "/requests")["items"]
        assert [one["part"] for one in entry["violations"]] == ["request", "response"]
        assert entry["violations"][1]["detail"].startswith("expected 400, got 200: `no` is not a query parameter")


def test_a_strict_proxy_forwards_no_invalid_request_and_returns_no_invalid_response():
    with RawUpstream([count(b'{"count":"2"}'), COUNT]) as upstream, proxy_to(upstream.url, strict=True) as proxy:
        refused = proxy.client.get("/projects/count?no=1")
        unknown = proxy.client.get("/nowhere")
        replaced = proxy.client.get("/projects/count")
        passed = proxy.client.get("/projects/count")

    assert [one.status_code for one in (refused, unknown, replaced, passed)] == [400, 404, 502, 200]
    assert refused.json()["name"] == "no"
    assert replaced.headers["Content-Type"] == "application/problem+json"
    (problem,) = replaced.json()["problems"]
    assert (problem["rule"], problem["operation_id"], problem["at"]) == ("schema", "count_projects", "body/count")
    assert len(upstream.received) == 2


def test_faults_latency_and_the_rate_limit_work_in_front_of_the_upstream_server(healthy):
    upstream, proxy = healthy
    proxy.control(
        "POST", "/faults", json={"effect": {"kind": "status", "status": 503}, "operation_id": "list_projects"}
    )
    proxy.control("POST", "/faults", json={"effect": {"kind": "malformed"}, "operation_id": "count_projects"})
    assert proxy.client.get("/projects").status_code == 503
    assert proxy.client.get("/projects").status_code == 200
    assert proxy.client.get("/projects/count").text == "<" * len('{"count":2}')
    proxy.control("PATCH", "/settings", json={"rate_limit": "1/100s"})
    assert [proxy.client.get("/projects").status_code for _ in range(3)] == [200, 429, 429]

    assert [one.operation_id for one in upstream.calls()] == ["list_projects", "count_projects", "list_projects"]
    assert proxy.engine.report.count() == 0
    assert [one["status"] for one in proxy.control("GET", "/requests")["items"]] == [503, 200, 200, 200, 429, 429]


def test_the_pages_are_those_of_the_proxy():
    with RawUpstream() as upstream, proxy_to(upstream.url) as proxy:
        for path in ("/", "/_mock/"):
            assert "text/html" in proxy.client.get(path, headers={"Accept": "text/html"}).headers["Content-Type"]
        assert proxy.client.get("/openapi.json").json() == proxy.engine.api.document
        assert upstream.received == []


def test_requests_of_the_inspector_are_forwarded_but_neither_counted_recorded_nor_changed(healthy):
    upstream, proxy = healthy
    proxy.control("PATCH", "/settings", json={"rate_limit": "1/100s", "latency": 5})
    proxy.control("POST", "/faults", json={"effect": {"kind": "status", "status": 503}})

    sent = [proxy.client.get("/projects/count", headers={"X-Mock-Inspector": "1"}) for _ in range(3)]

    assert [one.status_code for one in sent] == [200, 200, 200]
    assert proxy.control("GET", "/requests")["items"] == []
    assert len(upstream.calls("count_projects")) == 3


def test_a_fault_that_closes_the_connection_hits_before_or_after_the_upstream_server(healthy):
    upstream, proxy = healthy
    for when in ("before", "after"):
        proxy.control("POST", "/faults", json={"effect": {"kind": "reset", "when": when}})
        with pytest.raises(httpx2.TransportError):
            proxy.client.post("/projects", json={"name": when})
    assert [one.request_json for one in upstream.calls()] == [{"name": "after"}]


def test_the_target_and_the_body_are_forwarded_as_sent():
    target = "/projects/count?name=%41%2f%F0%9F%8E%AC&name=+"
    with RawUpstream([COUNT]) as upstream, proxy_to(upstream.url) as proxy:
        proxy.client.request("GET", f"{proxy.url}{target}")
    assert upstream.received[0].startswith(f"GET {target} HTTP/1.1\r\nhost: {upstream.url[7:]}\r\n".encode())


def test_the_path_of_the_upstream_url_comes_first():
    with RawUpstream([COUNT]) as upstream, proxy_to(f"{upstream.url}/base/") as proxy:
        assert proxy.client.get("/projects/count").json() == {"count": 2}
    assert upstream.received[0].startswith(b"GET /base/projects/count HTTP/1.1\r\n")


def test_fields_of_one_connection_are_not_forwarded():
    extra = b"Connection: x-mine\r\nX-Mine: 1\r\nKeep-Alive: 5\r\nVia: 1.1 cdn\r\nX-Other: 2\r\nDate: x\r\n"
    hop = {"Connection": "keep-alive, X-Private", "X-Private": "1", "TE": "trailers", "Upgrade": "h2c", "X-Kept": "2"}
    hop |= {"Proxy-Authorization": "Basic eDp5", "X-Mock-Control-Token": "t", "Keep-Alive": "timeout=5"}
    with RawUpstream([count(more=extra)]) as upstream, proxy_to(upstream.url) as proxy:
        response = proxy.client.get("/projects/count", headers=hop)
    fields = {line.partition(b":")[0] for line in upstream.received[0].split(b"\r\n")[1:] if line}
    assert {b"x-kept", b"authorization", b"via", b"x-request-id"} <= fields
    names = (
        b"x-private",
        b"te",
        b"upgrade",
        b"proxy-authorization",
        b"x-mock-control-token",
        b"keep-alive",
        b"connection",
    )
    assert fields.isdisjoint(names)
    assert b"\r\nvia: 1.1 apivideo-admin-mock\r\n" in upstream.received[0]
    assert {"x-other", "via"} <= {*response.headers}
    assert {"x-mine", "keep-alive"}.isdisjoint(response.headers)
    assert response.headers.get_list("Date") != ["x"]


def raw(proxy, head):
    with socket.create_connection(("127.0.0.1", int(proxy.url.rpartition(":")[2])), timeout=10) as connection:
        connection.sendall(head.encode() + b"\r\nConnection: close\r\n\r\n")
        return b"".join(iter(lambda: connection.recv(65536), b""))


@pytest.mark.parametrize(
    ("head", "status"),
    [
        ("GET http://elsewhere.example/projects HTTP/1.1\r\nHost: elsewhere.example", 403),
        ("GET http://localhost/projects HTTP/1.1\r\nHost: localhost", 400),
        ("CONNECT elsewhere.example:443 HTTP/1.1\r\nHost: localhost", 501),
        ("GET /projects HTTP/1.1\r\nHost: localhost\r\nVia: 1.1 apivideo-admin-mock", 508),
        ("GET /projects HTTP/1.1\r\nHost: localhost\r\nVia: 1.1 other", 403),
        ("GET /projects HTTP/1.1\r\nHost: elsewhere.example", 403),
        ("GET /projects HTTP/1.1\r\nHost: localhost\r\nOrigin: http://evil.example", 403),
    ],
)
def test_it_is_not_an_open_proxy(healthy, head, status):
    upstream, proxy = healthy
    assert raw(proxy, head).startswith(b"HTTP/1.1 %d " % status)
    assert upstream.calls() == []


def test_bodies_are_bounded(healthy):
    upstream, proxy = healthy
    response = proxy.client.post(
        "/projects", content=b"x" * (1024 * 1024 + 1), headers={"Content-Type": "application/json"}
    )
    assert response.status_code == 413
    assert upstream.calls() == []
    assert [one[0] for one in proxy.found("request")] == ["content_too_large"]


@pytest.mark.parametrize(
    ("response", "detail"),
    [
        (b"", "incomplete"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab", "incomplete"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n", "more than 16777216 bytes"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", "both Transfer-Encoding"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "chunks are invalid"),
        (b"HTTP/1.1 101 Switching Protocols\r\n\r\n", "another protocol"),
        (b"SSH-2.0-OpenSSH\r\n\r\n", "first line"),
    ],
)
def test_an_invalid_exchange_with_the_upstream_server_is_a_502(response, detail):
    with RawUpstream([response]) as upstream, proxy_to(upstream.url) as proxy:
        received = proxy.client.post("/projects", json={"name": "x"})
        assert (received.status_code, received.headers["Content-Type"]) == (502, "application/problem+json")
        assert detail in received.json()["detail"]
        assert [one[0] for one in proxy.found()] == ["no_response"]


def test_an_upstream_server_that_does_not_respond_is_a_504():
    with RawUpstream([None]) as upstream, proxy_to(upstream.url, timeout=0.05) as proxy:
        assert proxy.client.get("/projects").status_code == 504


def test_each_request_has_its_own_time_to_wait():
    complete = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
    with RawUpstream([complete, None], [None]) as upstream, proxy_to(upstream.url, timeout=0.4) as proxy:
        assert proxy.client.get("/projects").status_code == 200
        time.sleep(0.3)  # most of the time of the first request
        started = time.monotonic()
        assert proxy.client.get("/projects").status_code == 504
        assert time.monotonic() - started >= 0.4
        assert proxy.client.get("/projects").status_code == 504


def test_an_upstream_server_that_is_not_there_is_a_502():
    with socket.create_server(("127.0.0.1", 0)) as free:
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    with proxy_to(url) as proxy:
        assert "No connection to 127.0.0.1" in proxy.client.get("/projects").json()["detail"]


def test_a_connection_is_used_again_and_an_idempotent_request_survives_its_end():
    with RawUpstream([COUNT, COUNT], [COUNT], [COUNT]) as upstream, proxy_to(upstream.url) as proxy:
        assert [proxy.client.get("/projects/count").status_code for _ in range(3)] == [200, 200, 200]
    assert len(upstream.received) == 3


@pytest.mark.parametrize(
    "response",
    [
        b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + COUNT,
        COUNT.replace(b"Content-Length: 11\r\n\r\n", b"Transfer-Encoding: chunked\r\n\r\n5\r\n").replace(
            b'{"count":2}', b'{"cou\r\n6\r\nnt":2}\r\n0\r\nX-T: 1\r\n\r\n'
        ),
        COUNT.replace(b"Content-Length: 11\r\n", b""),
        COUNT.replace(b"HTTP/1.1", b"HTTP/1.0"),
    ],
    ids=["interim", "chunked", "until close", "HTTP/1.0"],
)
def test_every_framing_of_a_response_is_read(response):
    with RawUpstream([response]) as upstream, proxy_to(upstream.url) as proxy:
        received = proxy.client.get("/projects/count")
        assert (received.status_code, received.json(), proxy.found()) == (200, {"count": 2}, [])


def test_many_requests_at_one_time_share_the_connections(healthy):
    from concurrent.futures import ThreadPoolExecutor

    upstream, proxy = healthy
    with ThreadPoolExecutor(20) as threads:
        statuses = list(threads.map(lambda _: proxy.client.get("/projects/count").status_code, range(100)))
    assert statuses == [200] * 100
    assert len({one.request_id for one in upstream.calls()}) == 100


def test_a_secret_does_not_occur_in_the_journal_the_log_or_the_report(caplog):
    secret = "a-secret-of-forty-characters-in-a-response"
    body = json.dumps({"api_key_id": 5, "name": "x", "value": secret, "project_id": "p"}).encode()
    with RawUpstream([count(body)]) as upstream, proxy_to(upstream.url) as proxy:
        proxy.client.get("/projects/p/api-keys/k", headers={"Cookie": secret})
        shown = json.dumps(proxy.control("GET", "/requests"))
        lines = [*proxy.engine.report.lines()]
        assert proxy.engine.report.count("response")
    for text in (shown, "\n".join(lines), caplog.text):
        assert secret not in text
        assert "bW9jay1hZG1pbi1rZXk6" not in text


@pytest.mark.parametrize(
    "url",
    [
        "",
        "admin.api.video",
        "ftp://x",
        "http://",
        "http://u:p@x",
        "http://x?a",
        "http://x#a",
        "http://x:99999999",
        "http://x/ y",
    ],
)
def test_an_upstream_must_be_the_url_of_a_server(url):
    with pytest.raises(SettingsError, match="is not the URL of a server"):
        Address.parse(url)


def test_the_address_of_an_upstream_server():
    assert Address.parse("https://api.example/v1/") == Address(True, "api.example", 443, "api.example", "/v1")
    assert Address.parse("http://[::1]:8080") == Address(False, "::1", 8080, "[::1]:8080", "")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A self-signed certificate of localhost, with its key."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    folder = tmp_path_factory.mktemp("certificate")
    command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1 -subj /CN=localhost"
    files = [
        "-addext",
        "subjectAltName=DNS:localhost",
        "-keyout",
        str(folder / "key.pem"),
        "-out",
        str(folder / "cert.pem"),
    ]
    subprocess.run([*command.split(), *files], check=True, capture_output=True)
    return folder


def tls(certificate, *connections):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")
    return RawUpstream(*connections, context=context)


def test_the_certificate_of_the_upstream_server_is_verified(certificate):
    with tls(certificate, [COUNT]) as upstream, proxy_to(upstream.url) as proxy:
        response = proxy.client.get("/projects/count")
    assert response.status_code == 502
    assert "certificate verify failed" in response.json()["detail"]
    assert upstream.received == []


def test_an_https_server_with_a_known_certificate_is_used(certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate / "cert.pem"))
    with tls(certificate, [COUNT, COUNT]) as upstream, proxy_to(upstream.url) as proxy:
        assert [proxy.client.get("/projects/count").json() for _ in range(2)] == [{"count": 2}] * 2
    assert len(upstream.received) == 2
