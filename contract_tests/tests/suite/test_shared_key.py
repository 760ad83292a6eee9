"""Another client with the same key: what it uses up is no fault of the server, and a fault of the server is not put down to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import chain, repeat
from typing import TYPE_CHECKING

import httpx2
import pytest

from apivideo_admin_contract.cli import main
from apivideo_admin_contract.client.account import Account, Connection
from apivideo_admin_contract.client.observer import Observer
from apivideo_admin_contract.client.pacer import Pacer
from apivideo_admin_contract.environment import KEY, SECOND_KEY
from apivideo_admin_contract.rules.verdict import Skipped, Violation
from apivideo_admin_contract.safety.write_log import WriteLog
from apivideo_admin_contract.session import shared_key
from apivideo_admin_contract.session.session import Session
from apivideo_admin_contract.session.shared_key import PossiblySharedKey, skip_if_key_is_shared
from apivideo_admin_contract.targets.by_url import Access, UrlTarget
from apivideo_admin_mock.testing import AdminMock
from apivideo_admin_mock.threaded import ThreadedServer
from contract_tests.tests.support.served import KEYS
from contract_tests.tests.support.subject import DOCUMENT

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


_ROOT = next(one for one in DOCUMENT.collections if not one.parents)


class _Time:
    """A clock that only sleep moves."""

    def __init__(self) -> None:
        self.slept: list[float] = []

    def now(self) -> float:
        """Give the time in seconds."""
        return sum(self.slept)


def _account(responses: Iterator[httpx2.Response], time: _Time) -> Account:
    client = httpx2.Client(
        transport=httpx2.MockTransport(lambda _: next(responses)), base_url="http://server.invalid", trust_env=False
    )
    pacer = Pacer(DOCUMENT.limit, DOCUMENT.seconds, time.now, time.slept.append)
    wire = Connection(
        client=client,
        observer=Observer(DOCUMENT),
        log=[],
        pacer=pacer,
        read_only=False,
        write_log=WriteLog(DOCUMENT, []),
    )
    return Account(wire, "key", "first")


def _response(status: int, **headers: str) -> httpx2.Response:
    told = {"X-RateLimit-Limit": "10", "X-RateLimit-Remaining": "0", "X-RateLimit-Retry-After": "1"}
    return httpx2.Response(status, headers=told | {name.replace("_", "-"): value for name, value in headers.items()})


def test_a_request_that_waited_and_is_refused_is_sent_again_after_the_seconds_told() -> None:
    time = _Time()
    account = _account(iter([_response(429, Retry_After="3"), _response(429), _response(204)]), time)

    assert account.send("OPTIONS", "/nothing").status_code == 204
    assert [round(seconds) for seconds in time.slept] == [3, 1]
    assert account.connection.pacer.refused == 2
    assert len(account.connection.log) == 1


def test_a_server_that_refuses_each_time_is_not_asked_for_ever() -> None:
    refusals = 0

    def refuse() -> Iterator[httpx2.Response]:
        nonlocal refusals
        while True:
            refusals += 1
            yield _response(429, Retry_After="3600")

    time = _Time()
    account = _account(refuse(), time)
    with pytest.raises(Violation, match="told to wait 3600 seconds"):
        account.send("OPTIONS", "/nothing")

    assert refusals < 20
    assert max(time.slept) < 60


def test_a_request_that_did_not_wait_is_not_sent_again() -> None:
    time = _Time()
    account = _account(iter([_response(429, Retry_After="1")]), time)

    assert account.send("OPTIONS", "/nothing", paced=False).status_code == 429
    assert time.slept == []


def test_a_run_that_was_refused_though_it_waited_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    asked = iter(range(10**6))
    mock = AdminMock(keys=[KEYS[KEY]], rate_limit="spec")

    def crowded(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if next(asked) != 3:
            return mock.wsgi(environ, start_response)
        start_response("429 Too Many Requests", [("Retry-After", "0")])
        return []

    server = ThreadedServer(crowded)
    try:
        flags = ["--url", server.url, "--select", f"a_page_past_the_end_*[[]{_ROOT.name}]"]
        assert main(flags, {KEY: KEYS[KEY]}) == 0
    finally:
        server.stop()
    assert "answered with 429 all the same: 1." in capsys.readouterr().out


@contextmanager
def _session(remaining: Iterable[int], second_key: str | None = None) -> Iterator[Session]:
    """Open a lab on a server that says that so many requests remain, answer by answer."""
    mock, told = AdminMock(keys=[KEYS[KEY], KEYS[SECOND_KEY]], rate_limit="off"), iter(remaining)

    def distinguishing_values(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        begun: list[tuple[str, list[tuple[str, str]]]] = []

        def keep(status: str, headers: list[tuple[str, str]], _error: object = None, /) -> Callable[[bytes], object]:
            begun.append((status, [one for one in headers if one[0].lower() != "x-ratelimit-remaining"]))
            return lambda _: None

        body = b"".join(mock.wsgi(environ, keep))
        status, headers = begun[-1]
        start_response(status, [*headers, ("X-RateLimit-Remaining", str(next(told)))])
        return [body]

    server = ThreadedServer(distinguishing_values)
    target = UrlTarget(DOCUMENT, Access(server.url, KEYS[KEY], second_key, limit=False))
    try:
        with target.session() as session:
            yield session
    finally:
        target.close()
        server.stop()


def _crowded(*keys: str) -> Callable[[Session], None]:
    """Give a check that finds less left than it should with these keys."""

    def check(_: Session, account: Account) -> None:
        if account.key in keys:
            raise PossiblySharedKey("one was refused")

    return skip_if_key_is_shared(check)


def test_where_another_key_has_no_trouble_somebody_else_uses_the_first() -> None:
    with _session(repeat(9), KEYS[SECOND_KEY]) as session, pytest.raises(Skipped, match="another client uses this key"):
        _crowded(KEYS[KEY])(session)


def test_where_another_key_has_the_same_trouble_the_server_is_blamed() -> None:
    with _session(repeat(9), KEYS[SECOND_KEY]) as session, pytest.raises(PossiblySharedKey, match="one was refused"):
        _crowded(KEYS[KEY], KEYS[SECOND_KEY])(session)


@pytest.mark.parametrize("remaining", [[9, 7, 9], [0, 0, 5, 5, 4, 6]])
def test_where_what_is_used_up_comes_and_goes_somebody_else_uses_the_key(
    remaining: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shared_key, "_APART", 0.001)
    with _session(chain(remaining, repeat(9))) as session, pytest.raises(Skipped, match="another client uses this key"):
        _crowded(KEYS[KEY])(session)


@pytest.mark.parametrize("remaining", [[], [8, 7, 6, 5, 4, 3, 2, 1], [0, 0, 0]])
def test_where_it_is_the_same_each_time_the_server_is_blamed(
    remaining: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shared_key, "_APART", 0.001)
    with (
        _session(chain(remaining, repeat(remaining[-1] if remaining else 9))) as session,
        pytest.raises(PossiblySharedKey),
    ):
        _crowded(KEYS[KEY])(session)
