"""The sliding window: ten in any one second, and refused ones don't count."""

import pytest


@pytest.fixture
def limited(make_caller):
    return make_caller()


def test_the_eleventh_request_of_a_second_is_refused_and_says_when_to_come_back(limited):
    answers = [limited("GET /projects/count") for _ in range(11)]

    assert [answer.status for answer in answers] == [200] * 10 + [429]
    assert [answer.headers["X-RateLimit-Remaining"] for answer in answers] == [*"9876543210", "0"]
    refused = answers[-1]
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


def test_each_key_has_a_window_of_its_own(make_caller):
    call = make_caller(keys=["one", "two"])
    for _ in range(11):
        call("GET /projects/count", key="one")

    assert call("GET /projects/count", key="two").status == 200


@pytest.mark.parametrize("line", ["GET /nowhere", "PUT /projects", "OPTIONS /projects"])
def test_what_finds_no_operation_does_not_count_but_tells_the_limit(limited, line):
    limited("GET /projects/count")

    answer = limited(line)

    assert answer.headers["X-RateLimit-Limit"] == "10"
    assert answer.headers["X-RateLimit-Remaining"] == "9"


@pytest.mark.parametrize("authorization", [None, "Basic nonsense"])
def test_a_stranger_is_told_the_limit_as_well(limited, authorization):
    answer = limited("GET /projects", authorization=authorization)

    assert (answer.headers["X-RateLimit-Limit"], answer.headers["X-RateLimit-Remaining"]) == ("10", "10")


def test_an_invalid_request_counts(limited):
    limited("GET /projects?page=0")

    assert limited("GET /projects/count").headers["X-RateLimit-Remaining"] == "8"


def test_another_limit_can_be_set(make_caller):
    call = make_caller(rate_limit="2/60s")
    statuses = [call("GET /projects/count").status for _ in range(3)]

    assert statuses == [200, 200, 429]
    assert call("GET /projects/count").headers["Retry-After"] == "60"
