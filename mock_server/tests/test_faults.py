"""Injected faults: the requests that they apply to, and their effects on clients."""

import asyncio
import http.client
import json
import time

import pytest
from msgspec import structs

from apivideo_admin.errors import (
    APIConnectionError,
    APIResponseValidationError,
    APITimeoutError,
    NotFoundError,
    RateLimitError,
    ServerError,
    ServiceUnavailableError,
)
from apivideo_admin_mock import MockError, MockServer
from apivideo_admin_mock.faults import (
    ContentTypeEffect,
    LatencyEffect,
    ResetEffect,
    StallEffect,
    StatusEffect,
    TruncateEffect,
)
from apivideo_admin_mock.sdk import connect, connect_async
from apivideo_admin_mock.testing import AdminMock


def statuses(call, line, times):
    return [call(line).status for _ in range(times)]


def test_a_fault_applies_once_to_the_next_request_of_its_operation(mock, call):
    mock.fail("count_projects", 503)

    assert call("GET /projects").status == 200
    assert statuses(call, "GET /projects/count", 2) == [503, 200]


def test_a_fault_can_start_later_and_apply_several_times(mock, call):
    mock.fail("count_projects", 500, nth=3, times=2)

    assert statuses(call, "GET /projects/count", 6) == [200, 200, 500, 500, 200, 200]


def test_a_fault_can_apply_until_a_reset(mock, call):
    mock.fail(times=None)
    assert set(statuses(call, "GET /projects/count", 20)) == {500}

    mock.reset()
    assert call("GET /projects/count").status == 200


def test_a_fault_can_select_a_method_and_a_path(mock, call):
    mock.fail(method="POST", path="/projects/*/api-keys", times=None)
    project = call("POST /projects", {"name": "x"}).json["project_id"]

    assert call(f"GET /projects/{project}/api-keys").status == 200
    assert call(f"POST /projects/{project}/api-keys", {"name": "x"}).status == 500


def test_the_seed_determines_the_random_choice_of_a_probability(make_caller):
    def run(seed):
        call = make_caller(rate_limit="off", seed=seed)
        call.mock.fail(times=None, probability=0.5)
        return statuses(call, "GET /projects/count", 100)

    assert run(1) == run(1) != run(2)
    assert 20 < run(1).count(500) < 80


@pytest.mark.parametrize(
    ("status", "title"),
    [(404, "The requested resource could not be found."), (429, "Too many requests."), (502, "Bad Gateway")],
)
def test_an_error_status_has_the_documented_problem_or_a_generic_one(mock, call, status, title):
    mock.fail("count_projects", status)

    response = call("GET /projects/count")

    assert (response.status, response.json["title"], response.json["status"]) == (status, title, status)
    assert response.headers["X-RateLimit-Limit"]
    assert ("Retry-After" in response.headers) == (status == 429)


@pytest.mark.parametrize(("performed", "count"), [(False, 0), (True, 1)])
def test_performed_controls_whether_a_failed_create_is_carried_out(mock, call, performed, count):
    mock.fail("create_project", StatusEffect(500, performed=performed))

    assert call("POST /projects", {"name": "x"}).status == 500
    assert call("GET /projects/count").json == {"count": count}


@pytest.mark.parametrize(("when", "count"), [("before", 0), ("after", 1), ("mid_body", 1)])
def test_a_reset_closes_the_connection_before_after_or_mid_body(when, count):
    with MockServer(rate_limit="off") as server:
        server.fail("create_project", ResetEffect(when))
        connection = http.client.HTTPConnection(server.url.removeprefix("http://"), timeout=10)
        headers = {"Authorization": server.authorization, "Content-Type": "application/json"}

        def create() -> None:
            connection.request("POST", "/projects", json.dumps({"name": "x"}), headers)
            connection.getresponse().read()

        with pytest.raises((ConnectionError, http.client.IncompleteRead)):
            create()
        connection.close()
        connection.request("GET", "/projects/count", headers=headers)
        assert json.load(connection.getresponse()) == {"count": count}
        connection.close()


@pytest.mark.parametrize(
    ("effect", "error"),
    [
        (ResetEffect("before"), APIConnectionError),
        (ResetEffect("mid_body"), APIConnectionError),
        (StallEffect(60), APITimeoutError),
        (LatencyEffect(60), APITimeoutError),
        (TruncateEffect(0.5), APIResponseValidationError),
        ("malformed", APIResponseValidationError),
        (500, ServerError),
        (429, RateLimitError),
        (404, NotFoundError),
        (503, ServiceUnavailableError),
    ],
)
def test_a_fault_raises_the_same_error_in_process_as_on_a_socket(effect, error):
    mock = AdminMock(rate_limit="off")
    mock.fail("count_projects", effect)

    with connect(mock) as client, pytest.raises(error):
        client.projects.count(timeout=0.5)

    async def main():
        mock.fail("count_projects", effect)
        async with connect_async(mock) as client:
            with pytest.raises(error):
                await client.projects.count(timeout=0.5)

    asyncio.run(main())


def test_latency_delays_the_response():
    mock = AdminMock(rate_limit="off")
    mock.fail("count_projects", LatencyEffect(low=0.05, high=0.06))
    began = time.monotonic()

    with connect(mock) as client:
        assert client.projects.count() == 0

    assert time.monotonic() - began >= 0.05


def test_a_fault_can_change_the_content_type(mock, call):
    mock.fail("count_projects", ContentTypeEffect("text/html"))

    response = call("GET /projects/count")

    assert (response.headers["Content-Type"], response.json) == ("text/html", {"count": 0})


def test_a_stale_read_has_the_data_before_the_last_write(mock, call):
    def stale(line):
        mock.fail(effect="stale")
        return call(line)

    first = call("POST /projects", {"name": "one"}).json
    call("POST /projects", {"name": "two"})
    assert stale("GET /projects/count").json == {"count": 1}
    assert call("GET /projects/count").json == {"count": 2}

    call(f"PATCH /projects/{first['project_id']}", {"name": "renamed"})
    assert stale(f"GET /projects/{first['project_id']}").json["name"] == "one"
    assert [item["name"] for item in stale("GET /projects").json["items"]] == ["one", "two"]
    assert [item["name"] for item in call("GET /projects").json["items"]] == ["renamed", "two"]

    where = f"/projects/{first['project_id']}/api-keys"
    key = call(f"POST {where}", {"name": "ci"}).json
    assert stale(f"GET {where}/{key['api_key_id']}").status == 404
    call(f"DELETE {where}/{key['api_key_id']}")
    assert stale(f"GET {where}/{key['api_key_id']}").json == key
    assert call(f"GET {where}/{key['api_key_id']}").status == 404


def test_only_reads_with_the_stale_effect_are_stale(mock, call):
    project = call("POST /projects", {"name": "one"}).json["project_id"]
    mock.fail(effect="stale")
    assert call(f"PATCH /projects/{project}", {"name": "two"}).json["name"] == "two"

    key = call(f"POST /projects/{project}/api-keys", {"name": "key"}).json["api_key_id"]
    mock.fail(effect="stale")
    assert call(f"DELETE /projects/{project}/api-keys/{key}").status == 204
    call(f"PATCH /projects/{project}", {"name": "two"})

    mock.fail(effect={"kind": "latency", "seconds": 0})
    assert call(f"GET /projects/{project}").json["name"] == "two"


def test_a_stale_read_does_not_undo_a_scheduled_deletion(mock, call):
    project = call("POST /projects", {"name": "x"}).json["project_id"]
    call(f"PATCH /projects/{project}", {"name": "x", "deletes_at": "next_cycle"})
    mock.fail("list_projects", "stale")
    mock.clock.advance(60 * 86400)

    call("GET /projects")

    assert call("GET /projects/count").json == {"count": 0}


@pytest.mark.parametrize("status", [418, 420, 499, 520, 599])
def test_any_error_status_can_be_injected(mock, status):
    mock.fail("count_projects", status)

    response = mock.app.test_client().get("/projects/count", headers={"Authorization": mock.authorization})

    assert (response.status_code, response.json["status"]) == (status, status)


@pytest.mark.parametrize("effect", [LatencyEffect(0.1), "stall", "reset", 500])
def test_a_fault_adds_to_the_latency_of_the_settings(mock, call, effect):
    with mock.transaction() as tenant:
        tenant.state = structs.replace(tenant.state, latency=0.5)
    mock.fail("count_projects", effect)

    delivery = mock.engine.handle(call.request("GET /projects/count")).delivery

    assert delivery.delay == pytest.approx(0.6 if isinstance(effect, LatencyEffect) else 0.5)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"operation_id": "count_project"}, "Did you mean `count_projects`?"),
        ({"effect": 200}, "the status of a fault must be from 400 to 599"),
        ({"effect": "explode"}, "'explode' is not an effect. Known: reset, truncate"),
        ({"effect": "stal"}, "'stal' is not an effect. Did you mean `stall`?"),
        ({"method": "get"}, "write it in uppercase, like GET"),
        ({"nth": 0}, "nth and times must be from 1 to 1000000"),
        ({"probability": 2}, "probability from 0 to 1"),
    ],
)
def test_an_invalid_fault_is_an_error(mock, arguments, message):
    with pytest.raises(MockError) as caught:
        mock.fail(**arguments)

    assert message in str(caught.value)


def test_an_injected_429_carries_the_headers_of_a_real_one_and_they_agree(make_caller):
    call = make_caller(rate_limit="100/60s")
    call("GET /projects")
    call.mock.fail("list_projects", 429)
    call.mock.fail("list_projects", StatusEffect(429, retry_after=7))

    found = [call("GET /projects").headers for _ in range(2)]

    for headers, wait in zip(found, ("60", "7"), strict=True):
        assert (headers["X-RateLimit-Remaining"], headers["X-RateLimit-Limit"]) == ("0", "100")
        assert headers["Retry-After"] == headers["X-RateLimit-Retry-After"] == wait


def test_an_injected_405_allows_the_other_methods_of_the_path(call):
    call.mock.fail(None, 405, times=None)

    assert call("GET /projects").headers["Allow"] == "OPTIONS, POST"
    assert call("POST /projects", {"name": "x"}).headers["Allow"] == "GET, HEAD, OPTIONS"
