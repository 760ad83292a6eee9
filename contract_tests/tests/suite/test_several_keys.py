"""Several keys: the checks are distributed over them, and the results are those of one key."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from threading import Event as Signal
from threading import Thread, active_count
from typing import Any

import pytest

from apivideo_admin_contract.cli import main
from apivideo_admin_contract.document.security import basic
from apivideo_admin_contract.environment import KEY, numbered_key
from apivideo_admin_contract.errors import UsageError
from apivideo_admin_contract.options import parse
from apivideo_admin_contract.outcome.distributed import CaseQueue, run_distributed
from apivideo_admin_contract.rules import expect
from apivideo_admin_contract.rules.http_rules import OPTIONS
from apivideo_admin_contract.safety.interruption import Interruption
from apivideo_admin_contract.session.check import Case, Check, Need
from apivideo_admin_contract.session.explore import Failures, run_examples
from apivideo_admin_contract.session.session import Session
from apivideo_admin_contract.targets.in_process import InProcessTarget
from apivideo_admin_contract.targets.several_keys import SeveralKeys
from contract_tests.tests.support.servers import KEYS, behaving, listening, mock_with
from contract_tests.tests.support.subject import DOCUMENT

_MORE = "the-third-admin-key"
_LINKS = "following_the_links_visits_the_whole_list_and_back[projects]"
_SOME = (
    "--select",
    "options",
    "--select",
    "counts",
    "--select",
    "another_account_does_not_find_an_item",
    "--select",
    _LINKS,
)


def _cases(number: int, *needs: Need) -> list[Case]:
    def function(session: Session) -> None:
        expect.equal(session.account.name, "first", "the account")

    return [
        Case(Check(f"check_{one}", OPTIONS, lambda _: [()], frozenset(needs), function), ()) for one in range(number)
    ]


class _Recorder(InProcessTarget):
    """A target that records its number at each session, and may wait for another one."""

    def __init__(self, number: int, used: list[int], ready: Signal) -> None:
        super().__init__(DOCUMENT)
        self._number, self._used, self._ready = number, used, ready

    def session(self, *, limited: bool = False) -> AbstractContextManager[Session]:
        self._used.append(self._number)
        if self._number:
            self._ready.set()
        else:
            assert self._ready.wait(10), "the second key runs checks at the same time"
        return super().session(limited=limited)


def _several(used: list[int]) -> SeveralKeys:
    ready = Signal()
    return SeveralKeys([_Recorder(number, used, ready) for number in range(2)], [{KEY: "one"}, {KEY: "two"}])


def test_the_results_are_in_the_order_of_the_cases_and_each_key_runs_some() -> None:
    used: list[int] = []
    target, cases = _several(used), _cases(6)

    results = list(run_distributed(cases, target))

    assert [one.case for one in results] == cases
    assert [one.finding or one.skipped for one in results] == [None] * 6
    assert {*used} == {0, 1}
    assert {target.keys_of(case)[KEY] for case in cases} == {"one", "two"}


def test_only_the_first_key_runs_checks_that_need_the_second_account() -> None:
    used: list[int] = []
    target = _several(used)
    cases = [*_cases(3), *_cases(2, Need.OTHER)]

    results = list(run_distributed(cases, target))

    assert [one.case for one in results] == cases
    assert {target.keys_of(case)[KEY] for case in cases[3:]} == {"one"}


def test_a_run_that_stops_early_starts_no_further_check_and_ends_its_threads() -> None:
    cases, used = [*_cases(3), *_cases(1, Need.OTHER)], list[int]()
    queue = CaseQueue(cases, _several(used))

    assert (queue.take(1), queue.take(0), queue.take(0)) == (0, 3, 1)
    queue.clear()
    assert (queue.take(0), queue.take(1)) == (None, None)

    threads = active_count()
    running = run_distributed(cases, _several(used))
    next(running)
    running.close()
    assert active_count() == threads


def test_an_interruption_ends_the_checks_of_a_worker_only() -> None:
    lines: list[str] = []
    interruption = Interruption(lines.append)
    interruption.end_checks()
    interruption.raise_in_worker()  # the main thread cleans up
    raised = []

    def work() -> None:
        with interruption.worker(), pytest.raises(KeyboardInterrupt):
            interruption.raise_in_worker()
        interruption.raise_in_worker()
        raised.append(True)

    thread = Thread(target=work)
    thread.start()
    thread.join()
    assert raised == [True]


def test_one_thread_at_a_time_uses_hypothesis() -> None:
    """CPython 3.11 cannot parse Python in two threads at once: SystemError: AST constructor recursion depth mismatch."""
    running, most = list[int](), list[int]()
    other_started = Signal()

    def run(_: int) -> None:
        running.append(1)
        most.append(len(running))
        if len(most) == 1:
            other_started.wait(0.1)
        else:
            other_started.set()
        running.pop()

    with InProcessTarget(DOCUMENT).session() as session:
        threads = [Thread(target=run_examples, args=(session, run, Failures([]))) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert most == [1, 1]


def _states(report: Path) -> dict[str, Any]:
    content = json.loads(report.read_text(encoding="utf-8"))
    return {rule["id"]: (rule["checks"], sorted(one["check"] for one in rule["findings"])) for rule in content["rules"]}


def _run(url: str, report: Path, *arguments: str, keys: Sequence[str] = ()) -> int:
    words = [word for key in keys for word in ("--key", key)]
    fixed = ["--url", url, "--rate-limit", "off", "--effort", "fast", "--report", f"json={report}"]
    return main([*fixed, *words, *arguments], KEYS)


def test_a_run_with_two_keys_has_the_results_of_one_and_uses_both(tmp_path: Path) -> None:
    sent = set()
    mock = mock_with({**KEYS, "more": _MORE})

    def broken(request: Any, forward: Any) -> Any:
        sent.add(request.authorization)
        response = forward(request)
        return response.replace(allow="GET") if request.method == "OPTIONS" else response

    with listening(behaving(mock.wsgi, broken)) as url:
        assert _run(url, tmp_path / "one.json", *_SOME) == 1
        assert basic(_MORE) not in sent
        assert _run(url, tmp_path / "two.json", *_SOME, keys=(KEYS[KEY], _MORE)) == 1

    assert basic(_MORE) in sent
    assert _states(tmp_path / "one.json") == _states(tmp_path / "two.json")
    text = (tmp_path / "two.json").read_text(encoding="utf-8")
    assert f"${{{KEY}}}:" in text
    assert _MORE not in text


def test_an_unknown_key_of_several_ends_the_run_with_its_variable(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with listening(mock_with(KEYS).wsgi) as url:
        assert _run(url, tmp_path / "x.json", *_SOME, keys=(KEYS[KEY], _MORE)) == 2

    assert f"(from --key or {KEY}_2) with 401" in capsys.readouterr().err


def test_the_keys_of_the_environment_are_numbered() -> None:
    environ = {numbered_key(number): f"key-{number}" for number in (1, 2, 3, 5)}

    options = parse(["--url", "http://127.0.0.1:1"], environ)
    assert (options.key, options.more_keys) == ("key-1", ("key-2", "key-3"))

    options = parse(["--url", "http://127.0.0.1:1", "--key", "a", "--key", "b"], environ)
    assert (options.key, options.more_keys) == ("a", ("b",))
    with pytest.raises(UsageError, match="the same key"):
        parse(["--url", "http://127.0.0.1:1", "--key", "a", "--key", "a"], environ)
