"""The event hooks of a client."""

from __future__ import annotations

import httpx2
import pytest
from sdk_harness import ByteStream

from apivideo_admin import errors


def counting(_: httpx2.Request) -> httpx2.Response:
    return httpx2.Response(200, json={"count": 1})


def test_event_hooks_receive_every_request_and_response(sdk, environment):
    requests, responses = [], []
    outcomes = [httpx2.Response(503), httpx2.ReadError("reset"), httpx2.Response(200, json={"count": 1})]

    def handler(_: httpx2.Request) -> httpx2.Response:
        outcome = outcomes.pop(0)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    hooks = {"request": [sdk.hook(requests.append)], "response": [sdk.hook(responses.append)]}
    sdk.call(handler, lambda admin: admin.projects.count(), environment=environment, event_hooks=hooks)
    assert [request.url.path for request in requests] == ["/projects/count"] * 3
    assert [(response.status_code, response.is_closed) for response in responses] == [(503, True), (200, True)]
    assert responses[0].request is requests[0]


def test_an_exception_from_a_hook_ends_the_call_and_completes_its_permit(sdk):
    def deny(_):
        raise PermissionError("not today")

    hooks = {"request": [sdk.hook(deny)]}
    admins = []
    with pytest.raises(PermissionError):
        sdk.call(
            counting,
            lambda admin: admins.append(admin) or admin.projects.count(),
            event_hooks=hooks,
            throttle=True,
        )
    assert admins[0]._api.sender.throttle._window._in_flight == {}


def test_a_hook_for_an_unknown_event_is_rejected(sdk):
    with pytest.raises(errors.ConfigurationError, match="requests"):
        sdk.call(counting, lambda admin: admin.projects.count(), event_hooks={"requests": []})


def test_all_hooks_of_an_event_are_called_in_their_order(sdk):
    called = []
    hooks = {
        event: [sdk.hook(lambda _, name=f"{event} {number}": called.append(name)) for number in (1, 2, 3)]
        for event in ("request", "response")
    }
    sdk.call(counting, lambda admin: admin.projects.count(), event_hooks=hooks)
    assert called == [f"{event} {number}" for event in ("request", "response") for number in (1, 2, 3)]


def test_a_variant_calls_the_hooks_of_the_first_client(sdk):
    requests = []
    hooks = {"request": [sdk.hook(requests.append)]}
    sdk.call(counting, lambda admin: admin.with_options(timeout=3).projects.count(), event_hooks=hooks)
    assert len(requests) == 1


def test_a_response_is_read_before_its_hooks_are_called(sdk):
    contents = []
    hooks = {"response": [sdk.hook(lambda response: contents.append(response.content))]}
    stream = ByteStream(b'{"count": 1}')
    sdk.call(lambda _: httpx2.Response(200, stream=stream), lambda admin: admin.projects.count(), event_hooks=hooks)
    assert contents == [b'{"count": 1}']
