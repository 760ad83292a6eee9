"""The client of a mock in this process sends and returns what a client of httpx2 would."""

from __future__ import annotations

import httpx2
import pytest

from apivideo_admin_contract.targets.direct_client import DirectClient


def _echo(request: httpx2.Request) -> httpx2.Response:
    """Respond with the request: its method, URL, header fields and content."""
    sent = [request.method, str(request.url), request.headers.multi_items(), request.content.decode()]
    return httpx2.Response(200, json=sent, headers={"Set-Cookie": "seen=1"})


@pytest.mark.parametrize("base", ["http://a.test", "http://a.test/admin/v1", "http://a.test:8080/x/"])
@pytest.mark.parametrize(
    "target",
    [
        *("/projects?name=a%20b&x=%C3%A9", "/projects/%2F..%FF", "/a//b?", "//", "", "/?a#b", "http://b.test/c"),
        "/projects/\u00e9?q=\u00e9",
    ],
)
def test_a_request_is_that_of_a_client_of_httpx2(base: str, target: str) -> None:
    direct = DirectClient(httpx2.MockTransport(_echo), base)
    other = httpx2.Client(transport=httpx2.MockTransport(_echo), base_url=base)
    for _ in range(2):  # the second request has the cookie of the first one
        found, expected = (
            client.send(client.build_request("POST", target, content=b"{}", headers={"X-One": "1"}))
            for client in (direct, other)
        )
        assert found.json() == expected.json()
        assert (found.headers, found.content) == (expected.headers, expected.content)
