"""Never more accepted than the limit in any window, and headers that tell the truth (facts document, Access and Errors)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract_tests.document import Operation
from contract_tests.subject import DOCUMENT, each_operation
from contract_tests.target import Account, Target, basic, mock_target

_LIMIT, _SECONDS = DOCUMENT.limit, DOCUMENT.seconds
_ROOT = next(one for one in DOCUMENT.operations if one.action == "list" and not one.path_parameters)


@pytest.fixture
def limited() -> Iterator[Target]:
    """Give a server with the document's rate limit."""
    with mock_target(rate_limit="spec") as target:
        yield target


def _is_accepted(account: Account) -> bool:
    return account.call(_ROOT).status_code == 200


@given(gaps=st.lists(st.sampled_from([0, 0, 0.001, 0.05, 0.1, 0.101, 0.3, 0.9, 1.0]), max_size=60))
def test_no_window_holds_more_than_the_limit_and_no_request_is_refused_without_need(gaps: list[float]) -> None:
    with mock_target(rate_limit="spec") as target:
        accepted: list[float] = []
        for gap in gaps:
            target.clock.advance(gap)
            now = target.clock.now()
            in_window = sum(1 for moment in accepted if moment > now - _SECONDS)
            answer = target.account.call(_ROOT)
            assert (answer.status_code == 200) is (in_window < _LIMIT)
            accepted += [now] if answer.status_code == 200 else []
            in_window = sum(1 for moment in accepted if moment > now - _SECONDS)
            assert answer.headers["X-RateLimit-Limit"] == str(_LIMIT)
            assert answer.headers["X-RateLimit-Remaining"] == str(_LIMIT - in_window)


def test_a_refused_request_says_when_to_try_again_and_that_is_true(limited: Target) -> None:
    assert all(_is_accepted(limited.account) for _ in range(_LIMIT))
    limited.clock.advance(0.4)
    answer = limited.account.call(_ROOT)
    assert (answer.status_code, answer.json()["title"]) == (429, "Too many requests.")
    assert answer.json()["type"].endswith("/reference/too-many-requests")
    assert answer.headers["X-RateLimit-Remaining"] == "0"
    assert int(answer.headers["Retry-After"]) == int(answer.headers["X-RateLimit-Retry-After"]) >= 1
    limited.clock.advance(int(answer.headers["Retry-After"]))
    assert _is_accepted(limited.account)


def test_refused_requests_do_not_count(limited: Target) -> None:
    assert all(_is_accepted(limited.account) for _ in range(_LIMIT))
    # Steps that binary floating point holds exactly, so that the window ends where the sum says.
    for _ in range(24):
        limited.clock.advance(_SECONDS / 32)
        assert not _is_accepted(limited.account)
    limited.clock.advance(_SECONDS / 4)
    assert all(_is_accepted(limited.account) for _ in range(_LIMIT))


def test_each_key_has_a_limit_of_its_own(limited: Target) -> None:
    assert all(_is_accepted(limited.account) for _ in range(_LIMIT))
    assert not _is_accepted(limited.account)
    assert all(_is_accepted(limited.other) for _ in range(_LIMIT))


@each_operation
def test_every_operation_is_limited(limited: Target, operation: Operation) -> None:
    for _ in range(_LIMIT):
        assert _is_accepted(limited.account)
    answer = limited.account.perform(operation, ("x",) * len(operation.path_parameters))
    assert answer.status_code == 429


@each_operation
@pytest.mark.parametrize("how", ["valid", "wrong", "no key", "unknown key", "suspended", "another method", "no URL"])
def test_every_answer_tells_the_rate_limit(limited: Target, operation: Operation, how: str) -> None:
    account = limited.account
    path = operation.url(account.owners(DOCUMENT.owners_of(operation)))
    match how:
        case "valid":
            answer = account.perform(operation, account.owners(DOCUMENT.owners_of(operation)))
        case "wrong":
            answer = account.send(operation.method, path, query="colour=red")
        case "no key":
            answer = account.send(operation.method, path, authorization=None)
        case "unknown key":
            answer = account.send(operation.method, path, authorization=basic("nobody"))
        case "suspended":
            answer = account.send(operation.method, path, authorization=basic(limited.suspended_key))
        case "another method":
            answer = account.send("PROPFIND", path)
        case _:
            answer = account.send(operation.method, f"{path}/nothing/like/this")
    remaining, reset = (int(answer.headers[f"X-RateLimit-{name}"]) for name in ("Remaining", "Retry-After"))
    assert answer.headers["X-RateLimit-Limit"] == str(_LIMIT)
    assert 0 <= remaining <= _LIMIT
    assert 0 <= reset <= _SECONDS
