"""Every setting is checked when a client is created, and nothing but AdminError leaves the library."""

from __future__ import annotations

import asyncio
import enum
import socket
import ssl

import httpx2
import pytest

from apivideo_admin import AdminClient, AsyncAdminClient, errors
from apivideo_admin._runtime import connections
from apivideo_admin._runtime.retry import classify_failure


@pytest.fixture(autouse=True)
def _no_environment_variables(monkeypatch):
    for name in (
        "APIVIDEO_ADMIN_API_KEY",
        "APIVIDEO_ADMIN_BASE_URL",
        "APIVIDEO_ADMIN_ALLOW_HTTP",
        "HTTP_PROXY",
        "HTTPS_PROXY",
        "ALL_PROXY",
        "NO_PROXY",
    ):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


CLIENTS = pytest.mark.parametrize("client", [AdminClient, AsyncAdminClient])
INVALID = [
    *({"timeout": value} for value in (-1, 0, float("nan"), float("inf"), "5", True, (1, 2), 1e300)),
    {"timeout": httpx2.Timeout(5, connect=-1)},
    {"timeout": httpx2.Timeout(5, read=float("inf"))},
    *({"max_retry_seconds": value} for value in (-1, float("nan"), float("inf"), "5", True)),
    *({"max_call_seconds": value} for value in (-1, 0, float("inf"), "5")),
    *({"max_queue_seconds": value} for value in (-1, float("nan"), "5")),
    *({"max_retries": value} for value in (-1, 1.5, "1", True)),
    *({"max_response_bytes": value} for value in (0, -1, 1.5, "1")),
    *({"api_key": value} for value in (5, b"key", ["key"])),
    *(
        {"base_url": value}
        for value in (5, "http://localhost:102505", "https://a:0", "https://a..b", f"https://{'a' * 64}.b")
    ),
    {"base_url": "https://" + ".".join(["a" * 60] * 5)},
    *({"default_headers": value} for value in ({"X": "hush-hush "}, {"X": " hush"}, {5: "x"}, ["X"], {"X": 5})),
    *({"event_hooks": value} for value in (["request"], {"request": 5}, {"request": [5]}, {5: []})),
    {"throttle": "no"},
    {"allow_http": "yes", "base_url": "http://elsewhere.example"},
    *({"transport": value} for value in (5, httpx2.Client, object())),
    *({"http_client": value} for value in (5, httpx2.Client, object())),
]


def name_of(options):
    name, value = next(iter(options.items()))
    return f"{name}={str(value)[:20] if isinstance(value, (str, int, float, tuple)) else type(value).__name__}"


@CLIENTS
@pytest.mark.parametrize("options", INVALID, ids=name_of)
def test_an_invalid_setting_raises_a_configuration_error_that_names_it(client, options):
    name = next(iter(options))
    with pytest.raises(
        errors.ConfigurationError, match=name.partition("_")[0] if name == "allow_http" else name
    ) as caught:
        client(**{"api_key": "k"} | options)
    assert "hush" not in str(caught.value)


@pytest.mark.parametrize(
    "options",
    [
        {name.replace("default_headers", "extra_headers"): value}
        for one in INVALID
        for name, value in one.items()
        if name in ("timeout", "max_retries", "default_headers")
    ],
    ids=name_of,
)
def test_an_invalid_option_of_a_call_raises_a_configuration_error(sdk, options):
    with pytest.raises(errors.ConfigurationError):
        sdk.call(lambda _: httpx2.Response(204), lambda admin: admin.projects.get("p", **options))


def test_the_client_of_the_other_kind_is_rejected():
    with httpx2.Client() as sync, pytest.raises(errors.ConfigurationError, match=r"takes an httpx2\.AsyncClient"):
        AsyncAdminClient("k", http_client=sync)
    other = httpx2.AsyncClient()
    with pytest.raises(errors.ConfigurationError, match=r"takes an httpx2\.Client"):
        AdminClient("k", http_client=other)
    asyncio.run(other.aclose())


def test_a_closed_http_client_raises_client_closed_error(sdk):
    http_client = (httpx2.AsyncClient if sdk.is_async else httpx2.Client)()
    asyncio.run(http_client.aclose()) if sdk.is_async else http_client.close()
    with pytest.raises(errors.ClientClosedError, match="http_client"):
        sdk.call(None, lambda admin: admin.projects.count(), http_client=http_client)


@CLIENTS
@pytest.mark.parametrize("proxy", ["http://[::1", "ftp://proxy:1", "http://proxy:port", "socks5://proxy:1080", "://"])
def test_an_invalid_proxy_of_the_environment_raises_a_configuration_error_that_names_the_variable(
    client, monkeypatch, proxy
):
    monkeypatch.setenv("HTTPS_PROXY", proxy)
    with pytest.raises(errors.ConfigurationError, match="HTTPS_PROXY"):
        client("k")


@CLIENTS
def test_certificates_that_cannot_be_read_raise_a_configuration_error_only_where_tls_is_used(
    client, monkeypatch, tmp_path
):
    (tmp_path / "ca.pem").write_text("no certificate")
    for file in (tmp_path / "missing.pem", tmp_path / "ca.pem"):
        monkeypatch.setenv("SSL_CERT_FILE", str(file))
        with pytest.raises(errors.ConfigurationError, match="SSL_CERT_FILE"):
            client("k")
        assert client("k", base_url="http://localhost:1")


LOOPBACK = [
    "http://localhost:8080",
    "http://a.localhost",
    "http://127.0.0.1",
    "http://127.9.9.9/prefix",
    "http://[::1]:80",
]


@CLIENTS
@pytest.mark.parametrize("base_url", LOOPBACK)
def test_http_is_allowed_for_this_machine(client, base_url):
    assert client("k", base_url=base_url)


@CLIENTS
def test_http_to_another_machine_is_refused_unless_it_is_allowed(client, monkeypatch):
    for base_url in ("http://mock:8080", "http://localhost.example", "http://10.0.0.1"):
        with pytest.raises(errors.ConfigurationError, match="allow_http=True, or APIVIDEO_ADMIN_ALLOW_HTTP=1"):
            client("k", base_url=base_url)
    assert client("k", base_url="http://mock:8080", allow_http=True)
    monkeypatch.setenv("APIVIDEO_ADMIN_ALLOW_HTTP", "1")
    assert client("k", base_url="http://mock:8080")
    with pytest.raises(errors.ConfigurationError, match="allow_http"):
        client("k", base_url="http://mock:8080", allow_http=False)
    monkeypatch.setenv("APIVIDEO_ADMIN_ALLOW_HTTP", "maybe")
    with pytest.raises(errors.ConfigurationError, match="APIVIDEO_ADMIN_ALLOW_HTTP is 'maybe'"):
        client("k", base_url="http://mock:8080")


def test_a_huge_retry_after_is_not_waited_for(sdk, environment):
    def handler(_: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(429, headers={"Retry-After": "999999999999"})

    with pytest.raises(errors.RateLimitError):
        sdk.call(handler, lambda admin: admin.projects.count(), environment=environment, max_retry_seconds=1e9)
    assert environment.waits == []


class Id(str, enum.Enum):  # noqa: UP042 (its text is its name, unlike that of a StrEnum)
    A = "project_1"


class Text(str):
    __slots__ = ()


def test_values_of_subclasses_of_str_are_sent_as_their_value(sdk):
    request = sdk.sent(lambda admin: admin.projects.get(Id.A), response={"project_id": "p"} | _project())
    assert request.url.path == "/projects/project_1"
    request = sdk.sent(lambda admin: admin.projects.count(name=Id.A), response={"count": 1})
    assert request.url.params["name"] == "project_1"
    request = sdk.sent(lambda admin: admin.projects.create(name=Text("x")), response=_project())
    assert request.content == b'{"name":"x"}'


def _project():
    return {
        "project_id": "p",
        "created_at": "2024-02-05T00:00:00Z",
        "name": "n",
        "deletes_at": None,
        "region": "r",
        "deleted": False,
    }


@pytest.mark.parametrize(
    "name", [object(), b"\xff".decode("latin-1").encode, "\ud800"], ids=["object", "method", "surrogate"]
)
def test_an_argument_that_json_does_not_have_is_a_value_error(sdk, name):
    with pytest.raises(ValueError):  # noqa: PT011 (the promise is the class)
        sdk.call(lambda _: httpx2.Response(204), lambda admin: admin.projects.create(name=name))


def test_an_id_that_is_too_long_for_a_url_is_a_value_error(sdk):
    with pytest.raises(ValueError, match="URL"):
        sdk.call(lambda _: httpx2.Response(204), lambda admin: admin.projects.get("p" * 100_000))


def test_an_unknown_host_and_an_invalid_certificate_are_not_retried(sdk, environment):
    for cause in (socket.gaierror(socket.EAI_NONAME, "unknown"), ssl.SSLCertVerificationError("self-signed")):
        error = httpx2.ConnectError("x")
        error.__cause__ = httpx2.ConnectError("y")
        error.__cause__.__context__ = cause
        assert classify_failure(error) is None
    temporary = httpx2.ConnectError("x")
    temporary.__cause__ = socket.gaierror(socket.EAI_AGAIN, "try again")
    assert classify_failure(temporary) is not None


def test_a_host_that_does_not_exist_is_asked_for_once(sdk, environment, monkeypatch):
    lookups = []

    def unknown(host, *_, **__):
        lookups.append(host)
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    options = {"transport": None, "base_url": "https://no-such-host.example", "max_retries": 4, "max_retry_seconds": 5}
    monkeypatch.setattr(connections.httpx2, "create_ssl_context", lambda: ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT))
    with pytest.raises(errors.APIConnectionError, match="Name or service not known"):
        sdk.call(None, lambda admin: admin.projects.count(), **options)
    assert set(lookups) in ({"no-such-host.example"}, {b"no-such-host.example"})
    assert len(lookups) <= 2  # anyio looks up the address families one by one


def test_the_private_parts_of_httpx2_that_connections_replace_exist():
    with httpx2.HTTPTransport(verify=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)) as transport:
        assert hasattr(transport._pool._optional_thread_lock, "__enter__")
        assert hasattr(transport._pool._network_backend, "connect_tcp")
