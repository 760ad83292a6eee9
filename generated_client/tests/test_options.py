"""Options of a client, of a variant of it, and of one call; raw responses."""

from __future__ import annotations

import asyncio
import inspect

import httpx2
import pytest

from apivideo_admin import AdminClient, AsyncAdminClient, RawResponse, errors


def counting(request: httpx2.Request) -> httpx2.Response:
    return httpx2.Response(200, json={"count": 1}, headers={"X-Request-Id": "r-1"})


def test_a_variant_has_its_own_options_and_the_first_client_keeps_its_options(sdk):
    seen = []

    def handler(request: httpx2.Request) -> httpx2.Response:
        seen.append((request.extensions["timeout"]["read"], request.headers.get("X-Team")))
        return counting(request)

    variant = lambda admin: admin.with_options(timeout=2, default_headers={"X-Team": "media"})  # noqa: E731
    for action in (
        lambda admin: variant(admin).projects.count(),
        lambda admin: variant(admin).projects.count(timeout=1, extra_headers={"X-Team": "live"}),
        lambda admin: variant(admin).with_options(timeout=3).projects.count(),
        lambda admin: variant(admin) and admin.projects.count(),
    ):
        sdk.call(handler, action)
    assert seen == [(2, "media"), (1, "live"), (3, "media"), (30, None)]


def test_a_variant_has_its_own_number_of_retries(sdk, environment):
    attempts = []

    def failing(request: httpx2.Request) -> httpx2.Response:
        attempts.append(request)
        return httpx2.Response(500)

    with pytest.raises(errors.ServerError):
        sdk.call(failing, lambda admin: admin.with_options(max_retries=1).projects.count(), environment=environment)
    assert len(attempts) == 2


def test_closing_a_variant_leaves_the_connections_open():
    with AdminClient("k", transport=httpx2.MockTransport(counting)) as admin:
        with admin.with_options(timeout=1) as variant:
            assert variant.projects.count() == 1
        assert admin.projects.count() == 1
    with pytest.raises(RuntimeError, match="closed"):
        variant.projects.count()


def test_closing_an_asynchronous_variant_leaves_the_connections_open():
    async def run():
        async with AsyncAdminClient("k", transport=httpx2.MockTransport(counting)) as admin:
            async with admin.with_options(timeout=1) as variant:
                await variant.projects.count()
            return await admin.projects.count()

    assert asyncio.run(run()) == 1


def test_default_headers_are_in_every_request(sdk):
    request = sdk.sent(lambda admin: admin.projects.count(), response={"count": 1}, default_headers={"X-Team": "media"})
    assert request.headers["X-Team"] == "media"
    assert request.headers["Authorization"].startswith("Basic ")


@pytest.mark.parametrize(
    "headers",
    [{"X-A": "secret\r\nX-B: 2"}, {"X-A": "secrét"}, {"X A": "secret"}, {"": "secret"}, {"X-A": 1}, {"X-A": None}],
)
def test_an_invalid_header_is_rejected_without_showing_its_value(sdk, headers):
    for options, call in (({"default_headers": headers}, None), ({}, headers)):
        with pytest.raises(errors.ConfigurationError) as caught:
            sdk.call(counting, lambda admin, call=call: admin.projects.count(extra_headers=call), **options)
        assert "secr" not in str(caught.value)


@pytest.mark.parametrize("name", ["Host", "content-length", "Transfer-Encoding", "connection"])
def test_extra_headers_cannot_set_the_headers_of_the_connection(sdk, name):
    with pytest.raises(errors.ConfigurationError, match=name):
        sdk.call(counting, lambda admin: admin.projects.count(extra_headers={name: "x"}))


def test_a_raw_response_has_the_response_the_decoded_value_and_the_retries(sdk, environment):
    outcomes = [httpx2.Response(500), counting(httpx2.Request("GET", "http://x"))]
    raw = sdk.call(
        lambda _: outcomes.pop(0), lambda admin: admin.projects.with_raw_response.count(), environment=environment
    )
    assert isinstance(raw, RawResponse)
    assert raw.parsed == 1
    assert (raw.response.status_code, raw.response.headers["X-Request-Id"], raw.retries) == (200, "r-1", 1)
    assert (raw.status_code, raw.headers, raw.request_id) == (200, raw.response.headers, "r-1")
    assert raw.response.json() == {"count": 1}
    assert "200" in repr(raw)


def test_a_raw_list_returns_its_first_page(sdk, project):
    page = {"items": [project], "pagination": {"page": 1, "page_size": 20, "item_count": 1}, "links": []}
    raw = sdk.call(
        lambda _: httpx2.Response(200, json=page), lambda admin: admin.projects.with_raw_response.list(page_size=20)
    )
    assert [item.name for item in raw.parsed.items] == ["My project"]
    assert raw.response.request.url.query == b"page_size=20"


def test_a_raw_response_without_content_is_none_and_an_error_status_raises(sdk):
    raw = sdk.call(lambda _: httpx2.Response(204), lambda admin: admin.api_keys.with_raw_response.delete("p", "k"))
    assert (raw.parsed, raw.response.status_code) == (None, 204)
    with pytest.raises(errors.NotFoundError):
        sdk.call(lambda _: httpx2.Response(404), lambda admin: admin.projects.with_raw_response.get("p"))


def test_raw_methods_keep_their_names_and_docstrings():
    with AdminClient("k") as admin:
        for name, method in vars(admin.projects.with_raw_response).items():
            assert method.__doc__ == getattr(admin.projects, name).__doc__
            assert inspect.signature(method, follow_wrapped=True)
