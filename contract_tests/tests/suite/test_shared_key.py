"""Another client with the same key is not reported as a bug of the server, and a bug of the server is not attributed to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import chain, count, repeat
from time import monotonic
from types import SimpleNamespace

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
from contract_tests.planted_bugs.server.wire import Request, Response
from contract_tests.tests.support.servers import KEYS, Forward, behaving, listening
from contract_tests.tests.support.subject import DOCUMENT, ROOT_COLLECTION


class _Time:
    """A clock that only ``sleep`` moves."""

    def __init__(self) -> None:
        self.slept: list[float] = []

    def now(self) -> float:
        """Return the time in seconds."""
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
    rate_limit = {"X-RateLimit-Limit": "10", "X-RateLimit-Remaining": "0", "X-RateLimit-Retry-After": "1"}
    return httpx2.Response(
        status, headers=rate_limit | {name.replace("_", "-"): value for name, value in headers.items()}
    )


def test_a_paced_request_that_gets_a_429_is_sent_again_after_the_seconds_in_retry_after() -> None:
    time = _Time()
    account = _account(iter([_response(429, Retry_After="3"), _response(429), _response(204)]), time)

    assert account.send("OPTIONS", "/nothing").status_code == 204
    assert [round(seconds) for seconds in time.slept] == [3, 1]
    assert account.connection.pacer.refused == 2
    assert len(account.connection.log) == 1


def test_a_server_that_always_returns_429_ends_the_retries() -> None:
    refusals = 0

    def refuse() -> Iterator[httpx2.Response]:
        nonlocal refusals
        while True:
            refusals += 1
            yield _response(429, Retry_After="3600")

    time = _Time()
    account = _account(refuse(), time)
    with pytest.raises(Violation, match="the headers ask for a wait of 3600 seconds"):
        account.send("OPTIONS", "/nothing")

    assert refusals < 20
    assert max(time.slept) < 60


def test_an_unpaced_request_is_not_sent_again() -> None:
    time = _Time()
    account = _account(iter([_response(429, Retry_After="1")]), time)

    assert account.send("OPTIONS", "/nothing", paced=False).status_code == 429
    assert time.slept == []


def test_concurrent_requests_count_from_their_responses_on_because_the_server_may_have_counted_them_late() -> None:
    moments, slept = iter([0.0, 0.0, 0.75, 0.75, 0.75, 0.75]), list[float]()
    pacer = Pacer(2, 1.0, lambda: next(moments), slept.append)
    pacer.count()
    pacer.count()
    pacer.responded(2)
    pacer.wait()
    assert slept == [1.02]


def test_a_run_reports_429s_to_paced_requests(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = count()
    mock = AdminMock(keys=[KEYS[KEY]], rate_limit="spec")
    # The requests of the probe leave the window without waiting for it.
    waiting = SimpleNamespace(sleep=mock.clock.advance, monotonic=monotonic)
    monkeypatch.setattr("apivideo_admin_contract.cli.time", waiting)

    def behaviour(request: Request, forward: Forward) -> Response:
        return Response(429, (("Retry-After", "0"),), b"") if next(numbers) == 3 else forward(request)

    with listening(behaving(mock.wsgi, behaviour)) as url:
        flags = ["--url", url, "--select", f"a_page_past_the_end_*[[]{ROOT_COLLECTION.name}]"]
        assert main(flags, {KEY: KEYS[KEY]}) == 0
    assert "The server refused 1 requests with 429" in capsys.readouterr().out


@contextmanager
def _session(remaining: Iterable[int], second_key: str | None = None) -> Iterator[Session]:
    """Open a session on a server whose responses have these values of ``X-RateLimit-Remaining``, one after another."""
    mock, values = AdminMock(keys=[KEYS[KEY], KEYS[SECOND_KEY]], rate_limit="off"), iter(remaining)

    def behaviour(request: Request, forward: Forward) -> Response:
        return forward(request).replace(X_RateLimit_Remaining=str(next(values)))

    with listening(behaving(mock.wsgi, behaviour)) as url:
        target = UrlTarget(DOCUMENT, Access(url, KEYS[KEY], second_key, limit=False))
        try:
            with target.session() as session:
                yield session
        finally:
            target.close()


def _failing_with(*keys: str) -> Callable[[Session], None]:
    """Return a check that finds too few remaining requests for these keys."""

    def check(_: Session, account: Account) -> None:
        if account.key in keys:
            raise PossiblySharedKey("one was refused")

    return skip_if_key_is_shared(check)


def test_a_check_that_passes_with_the_second_key_is_skipped() -> None:
    with _session(repeat(9), KEYS[SECOND_KEY]) as session, pytest.raises(Skipped, match="another client uses this key"):
        _failing_with(KEYS[KEY])(session)


def test_a_check_that_fails_with_the_second_key_as_well_is_a_violation() -> None:
    with _session(repeat(9), KEYS[SECOND_KEY]) as session, pytest.raises(PossiblySharedKey, match="one was refused"):
        _failing_with(KEYS[KEY], KEYS[SECOND_KEY])(session)


@pytest.mark.parametrize("remaining", [[9, 7, 9], [0, 0, 5, 5, 4, 6]])
def test_a_check_is_skipped_if_the_remaining_requests_grow_and_shrink(
    remaining: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shared_key, "_APART", 0.001)
    with _session(chain(remaining, repeat(9))) as session, pytest.raises(Skipped, match="another client uses this key"):
        _failing_with(KEYS[KEY])(session)


@pytest.mark.parametrize("remaining", [[], [8, 7, 6, 5, 4, 3, 2, 1], [0, 0, 0]])
def test_a_check_is_a_violation_if_the_remaining_requests_do_not_grow_and_shrink(
    remaining: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shared_key, "_APART", 0.001)
    with (
        _session(chain(remaining, repeat(remaining[-1] if remaining else 9))) as session,
        pytest.raises(PossiblySharedKey),
    ):
        _failing_with(KEYS[KEY])(session)
