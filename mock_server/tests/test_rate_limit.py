"""The rate limit over HTTP: ten requests in any one second; refused requests do not count."""

import pytest


@pytest.fixture
def limited(make_caller):
    return make_caller()


def test_the_eleventh_request_in_a_second_is_a_429_with_retry_after(limited):
    responses = [limited("GET /projects/count") for _ in range(11)]

    assert [response.status for response in responses] == [200] * 10 + [429]
    assert [response.headers["X-RateLimit-Remaining"] for response in responses] == [*"9876543210", "0"]
    refused = responses[-1]
    assert refused.headers["Retry-After"] == refused.headers["X-RateLimit-Retry-After"] == "1"
    assert refused.json == {
        "type": "https://docs.api.video/reference/too-many-requests",
        "title": "Too many requests.",
        "status": 429,
    }


def test_the_window_slides(limited):
    clock = limited.mock.clock
    for _ in range(5):
        limited("GET /projects/count")
    clock.advance(0.5)
    for _ in range(5):
        limited("GET /projects/count")

    clock.advance(0.25)
    assert limited("GET /projects/count").status == 429

    clock.advance(0.25)
    statuses = [limited("GET /projects/count").status for _ in range(6)]
    assert statuses == [200] * 5 + [429]


def test_a_refused_request_does_not_count(limited):
    for _ in range(30):
        limited("GET /projects/count")

    limited.mock.clock.advance(1)

    assert limited("GET /projects/count").headers["X-RateLimit-Remaining"] == "9"


def test_each_key_has_its_own_window(make_caller):
    call = make_caller(keys=["one", "two"])
    for _ in range(11):
        call("GET /projects/count", key="one")

    assert call("GET /projects/count", key="two").status == 200


@pytest.mark.parametrize("line", ["GET /nowhere", "PUT /projects", "OPTIONS /projects"])
def test_a_request_without_an_operation_does_not_count_but_has_the_headers(limited, line):
    limited("GET /projects/count")

    response = limited(line)

    assert response.headers["X-RateLimit-Limit"] == "10"
    assert response.headers["X-RateLimit-Remaining"] == "9"


@pytest.mark.parametrize("authorization", [None, "Basic nonsense"])
def test_an_unauthenticated_response_has_the_headers(limited, authorization):
    response = limited("GET /projects", authorization=authorization)

    assert (response.headers["X-RateLimit-Limit"], response.headers["X-RateLimit-Remaining"]) == ("10", "10")


def test_an_invalid_request_counts(limited):
    limited("GET /projects?page=0")

    assert limited("GET /projects/count").headers["X-RateLimit-Remaining"] == "8"


def test_another_limit_can_be_set(make_caller):
    call = make_caller(rate_limit="2/60s")
    statuses = [call("GET /projects/count").status for _ in range(3)]

    assert statuses == [200, 200, 429]
    assert call("GET /projects/count").headers["Retry-After"] == "60"
