"""Options of a client, of a variant of it, and of one call; hooks; raw responses."""

from __future__ import annotations

import asyncio
import inspect

import httpx2
import pytest

from apivideo_admin import AdminClient, AsyncAdminClient, RawResponse, errors


def counting(request: httpx2.Request) -> httpx2.Response:
    return httpx2.Response(200, json={"count": 1}, headers={"X-Request-Id": "r-1"})


def test_a_variant_has_its_own_options_and_the_first_client_keeps_its(sdk):
    seen = []

    def handler(request: httpx2.Request) -> httpx2.Response:
        seen.append((request.extensions["timeout"]["read"], request.headers.get("X-Team")))
        return counting(request)

    variant = lambda admin: admin.with_options(timeout=2, extra_headers={"X-Team": "media"})  # noqa: E731
    for action in (
        lambda admin: variant(admin).projects.count(),
        lambda admin: variant(admin).projects.count(timeout=1, extra_headers={"X-Team": "live"}),
        lambda admin: variant(admin).with_options(timeout=3).projects.count(),
        lambda admin: variant(admin) and admin.projects.count(),
    ):
        sdk.call(handler, action)
    assert seen == [(2, "media"), (1, "live"), (3, "media"), (30, None)]


def test_a_variant_retries_as_it_is_told(sdk, environment):
    tries = []

    def failing(request: httpx2.Request) -> httpx2.Response:
        tries.append(request)
        return httpx2.Response(500)

    with pytest.raises(errors.ServerError):
        sdk.call(failing, lambda admin: admin.with_options(max_retries=1).projects.count(), environment=environment)
    assert len(tries) == 2


def test_a_variant_shares_the_connections_and_does_not_close_them():
    with AdminClient("k", transport=httpx2.MockTransport(counting)) as admin:
        with admin.with_options(timeout=1) as variant:
            assert variant.projects.count() == 1
        assert admin.projects.count() == 1
    with pytest.raises(RuntimeError, match="closed"):
        variant.projects.count()


def test_an_asynchronous_variant_does_not_close_the_connections_either():
    async def run():
        async with AsyncAdminClient("k", transport=httpx2.MockTransport(counting)) as admin:
            async with admin.with_options(timeout=1) as variant:
                await variant.projects.count()
            return await admin.projects.count()

    assert asyncio.run(run()) == 1


def test_extra_headers_of_the_client_go_with_every_request(sdk):
    request = sdk.sent(lambda admin: admin.projects.count(), response={"count": 1}, extra_headers={"X-Team": "media"})
    assert request.headers["X-Team"] == "media"
    assert request.headers["Authorization"].startswith("Basic ")


@pytest.mark.parametrize(
    "headers",
    [{"X-A": "secret\r\nX-B: 2"}, {"X-A": "secrét"}, {"X A": "secret"}, {"": "secret"}, {"X-A": 1}, {"X-A": None}],
)
def test_a_header_that_cannot_be_sent_is_refused_and_its_value_not_shown(sdk, headers):
    for options, call in (({"extra_headers": headers}, None), ({}, headers)):
        with pytest.raises(errors.ConfigurationError) as caught:
            sdk.call(counting, lambda admin, call=call: admin.projects.count(extra_headers=call), **options)
        assert "secr" not in str(caught.value)


@pytest.mark.parametrize("name", ["Host", "content-length", "Transfer-Encoding", "connection"])
def test_a_header_that_tells_where_a_request_goes_or_ends_is_refused(sdk, name):
    with pytest.raises(errors.ConfigurationError, match=name):
        sdk.call(counting, lambda admin: admin.projects.count(extra_headers={name: "x"}))


def hook_into(sdk, seen):
    """Give a hook that remembers what it is called with, as the sdk needs it."""

    async def awaitable(event):
        seen.append(event)

    return awaitable if sdk.is_async else seen.append


def test_event_hooks_see_every_try_and_its_answer(sdk, environment):
    requests, responses = [], []
    answers = [httpx2.Response(503), httpx2.ReadError("reset"), httpx2.Response(200, json={"count": 1})]

    def handler(_: httpx2.Request) -> httpx2.Response:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    hooks = {"request": [hook_into(sdk, requests)], "response": [hook_into(sdk, responses)]}
    sdk.call(handler, lambda admin: admin.projects.count(), environment=environment, event_hooks=hooks)
    assert [request.url.path for request in requests] == ["/projects/count"] * 3
    assert [(response.status_code, response.is_closed) for response in responses] == [(503, True), (200, True)]
    assert responses[0].request is requests[0]


def test_what_a_hook_raises_ends_the_call_and_gives_the_place_back(sdk):
    def refuse(_):
        raise PermissionError("not today")

    async def arefuse(_):
        raise PermissionError("not today")

    hooks = {"request": [arefuse if sdk.is_async else refuse]}
    admins = []
    with pytest.raises(PermissionError):
        sdk.call(
            counting,
            lambda admin: admins.append(admin) or admin.projects.count(),
            event_hooks=hooks,
            throttle=True,
        )
    assert admins[0]._api.sender.throttle._window._in_flight == 0


def test_a_hook_of_an_unknown_event_is_refused(sdk):
    with pytest.raises(errors.ConfigurationError, match="requests"):
        sdk.call(counting, lambda admin: admin.projects.count(), event_hooks={"requests": []})


def test_a_raw_response_is_the_answer_and_what_was_read_from_it(sdk, environment):
    answers = [httpx2.Response(500), counting(httpx2.Request("GET", "http://x"))]
    raw = sdk.call(
        lambda _: answers.pop(0), lambda admin: admin.projects.with_raw_response.count(), environment=environment
    )
    assert isinstance(raw, RawResponse)
    assert raw.parsed == 1
    assert (raw.response.status_code, raw.response.headers["X-Request-Id"], raw.retries) == (200, "r-1", 1)
    assert raw.response.json() == {"count": 1}
    assert "200" in repr(raw)


def test_a_raw_list_is_its_first_page(sdk, project):
    page = {"items": [project], "pagination": {"page": 1, "page_size": 20, "item_count": 1}, "links": []}
    raw = sdk.call(
        lambda _: httpx2.Response(200, json=page), lambda admin: admin.projects.with_raw_response.list(page_size=20)
    )
    assert [item.name for item in raw.parsed.items] == ["My project"]
    assert raw.response.request.url.query == b"page_size=20"


def test_a_raw_response_of_nothing_and_of_an_error(sdk):
    raw = sdk.call(lambda _: httpx2.Response(204), lambda admin: admin.api_keys.with_raw_response.delete("p", "k"))
    assert (raw.parsed, raw.response.status_code) == (None, 204)
    with pytest.raises(errors.NotFoundError):
        sdk.call(lambda _: httpx2.Response(404), lambda admin: admin.projects.with_raw_response.get("p"))


def test_raw_methods_keep_their_names_and_docstrings():
    with AdminClient("k") as admin:
        for name, method in vars(admin.projects.with_raw_response).items():
            assert method.__doc__ == getattr(admin.projects, name).__doc__
            assert inspect.signature(method, follow_wrapped=True)
