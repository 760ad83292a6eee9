"""What a client sends with: a transport, the caller's httpx2 client, or a connection of its own."""

from __future__ import annotations

import asyncio
import socket
import ssl

import httpx2
import pytest

from apivideo_admin import AdminClient, AsyncAdminClient, errors
from apivideo_admin._runtime.proxy import environment_proxy


def count(_: httpx2.Request) -> httpx2.Response:
    return httpx2.Response(200, json={"count": 1})


def test_closing_a_client_closes_its_transport_but_not_the_callers_http_client():
    class Transport(httpx2.MockTransport):
        closed = 0

        def close(self) -> None:
            self.closed += 1

        async def aclose(self) -> None:
            self.closed += 1

    transport = Transport(count)
    AdminClient("k", transport=transport).close()
    asyncio.run(AsyncAdminClient("k", transport=transport).aclose())
    assert transport.closed == 2
    with httpx2.Client(transport=httpx2.MockTransport(count)) as http_client:
        AdminClient("k", http_client=http_client).close()
        assert not http_client.is_closed


def test_the_callers_http_client_keeps_its_hooks_headers_and_timeout():
    seen = []
    http_client = httpx2.Client(
        transport=httpx2.MockTransport(count),
        headers={"X-Team": "media"},
        auth=("someone", "else"),
        timeout=7,
        event_hooks={"request": [seen.append]},
    )
    with http_client, AdminClient("k", http_client=http_client) as admin:
        assert admin.projects.count() == 1
    assert seen[0].headers["X-Team"] == "media"
    assert seen[0].headers["Authorization"] == "Basic azo="
    assert seen[0].extensions["timeout"]["read"] == 7


def test_the_callers_asynchronous_http_client_is_used():
    async def run() -> int:
        async with (
            httpx2.AsyncClient(transport=httpx2.MockTransport(count)) as http_client,
            AsyncAdminClient("k", http_client=http_client) as admin,
        ):
            return await admin.projects.count()

    assert asyncio.run(run()) == 1


def test_transport_and_http_client_together_are_rejected():
    with httpx2.Client() as http_client, pytest.raises(errors.ConfigurationError, match="not both"):
        AdminClient("k", transport=httpx2.MockTransport(count), http_client=http_client)


def test_a_client_that_is_left_by_an_exception_closes_its_transport(sdk):
    closed = []

    class Transport(httpx2.MockTransport):
        def close(self) -> None:
            closed.append("sync")

        async def aclose(self) -> None:
            closed.append("async")

    async def fail_async():
        async with AsyncAdminClient("k", transport=Transport(count)):
            raise KeyError

    def fail():
        with AdminClient("k", transport=Transport(count)):
            raise KeyError

    with pytest.raises(KeyError):
        asyncio.run(fail_async()) if sdk.is_async else fail()
    assert closed == [repr(sdk)]


def test_the_callers_http_client_follows_no_redirect_either(sdk):
    hosts = []

    def redirect(request: httpx2.Request) -> httpx2.Response:
        hosts.append(request.url.host)
        return httpx2.Response(307, headers={"Location": "https://elsewhere.example/"})

    kind = httpx2.AsyncClient if sdk.is_async else httpx2.Client
    http_client = kind(transport=httpx2.MockTransport(redirect), follow_redirects=True)
    with pytest.raises(errors.APIStatusError):
        sdk.call(redirect, lambda admin: admin.projects.count(), transport=None, http_client=http_client)
    assert hosts == ["admin.api.video"]
    asyncio.run(http_client.aclose()) if sdk.is_async else http_client.close()


PROXY = "http://proxy.example:3128"


@pytest.mark.parametrize(
    ("variables", "url", "proxy"),
    [
        ({}, "https://admin.api.video", None),
        ({"HTTPS_PROXY": PROXY}, "https://admin.api.video", PROXY),
        ({"HTTPS_PROXY": "proxy.example:3128"}, "https://admin.api.video", PROXY),
        ({"ALL_PROXY": PROXY}, "https://admin.api.video", PROXY),
        ({"HTTP_PROXY": PROXY}, "https://admin.api.video", None),
        ({"HTTPS_PROXY": PROXY, "NO_PROXY": "api.video"}, "https://admin.api.video", None),
        ({"HTTPS_PROXY": PROXY, "NO_PROXY": "*"}, "https://admin.api.video", None),
        ({"ALL_PROXY": PROXY, "NO_PROXY": "127.0.0.1:8080"}, "http://127.0.0.1:8080", None),
        ({"ALL_PROXY": PROXY, "NO_PROXY": "http://127.0.0.1"}, "http://127.0.0.1:8080", None),
        ({"ALL_PROXY": PROXY, "NO_PROXY": "all://127.0.0.1"}, "http://127.0.0.1:8080", None),
        ({"ALL_PROXY": PROXY, "NO_PROXY": "127.0.0.0/8"}, "http://127.0.0.1:8080", None),
        ({"ALL_PROXY": PROXY, "NO_PROXY": "localhost:8080"}, "http://localhost:8080", None),
        ({"ALL_PROXY": PROXY, "NO_PROXY": "::1"}, "http://[::1]:8080", None),
    ],
)
def test_the_proxy_is_the_one_of_httpx2_for_the_environment(monkeypatch, variables, url, proxy):
    set_proxies(monkeypatch, variables)
    found = environment_proxy(httpx2.URL(url))
    with httpx2.Client(verify=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)) as client:
        assert (found is not None) == (client._transport_for_url(httpx2.URL(url)) is not client._transport)
    assert (None if found is None else str(found.url)) == proxy


@pytest.mark.parametrize("sdk_class", [AdminClient, AsyncAdminClient])
def test_a_client_connects_through_the_proxy_of_the_environment(monkeypatch, sdk_class):
    set_proxies(monkeypatch, {"HTTPS_PROXY": PROXY})
    assert sdk_class("k")._api.sender.transport.proxy == PROXY


def test_an_error_names_the_proxy_that_refused_the_connection(sdk, monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    set_proxies(monkeypatch, {"ALL_PROXY": f"http://user:hush-hush@127.0.0.1:{port}"})
    with pytest.raises(
        errors.APIConnectionError, match=rf"proxy http://127.0.0.1:{port} of the env.*NO_PROXY"
    ) as caught:
        sdk.call(None, lambda admin: admin.projects.count(), base_url="http://localhost:1")
    assert "hush" not in str(caught.value)


def set_proxies(monkeypatch, variables):
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
