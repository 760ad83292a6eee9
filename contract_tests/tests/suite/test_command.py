"""A run of the suite as a whole: its exit codes, what it may do on a server, and what it leaves there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import httpx2
import pytest
from hypothesis import settings

from apivideo_admin_contract import run
from apivideo_admin_contract.cli import main
from apivideo_admin_contract.environment import KEY, SECOND_KEY, SUSPENDED_KEY
from apivideo_admin_contract.options import parse
from apivideo_admin_contract.outcome.runner import Result
from apivideo_admin_contract.run import run_setting
from apivideo_admin_contract.setting import selected, setting_of
from apivideo_admin_mock.testing import AdminMock
from apivideo_admin_mock.threaded import ThreadedServer
from contract_tests.tests.support.served import KEYS, served
from contract_tests.tests.support.subject import DOCUMENT

if TYPE_CHECKING:
    from collections.abc import Iterable

    from _typeshed.wsgi import StartResponse, WSGIEnvironment


#: What holds for a run must hold for all checks; few stand for them but where the time is there (`nox -s contract`).
_WHOLE = settings().max_examples > 100


def _some(*names: str) -> tuple[str, ...]:
    """Give the flags that choose some checks, or none of them where all are run."""
    return () if _WHOLE else tuple(word for name in names for word in ("--select", name))


def _run(url: str, *arguments: str) -> int:
    """Run the suite against a server that limits nothing."""
    return main(["--url", url, "--rate-limit", "off", "--effort", "fast", *arguments], KEYS)


def test_a_server_that_keeps_the_rules_gives_0(capsys: pytest.CaptureFixture[str]) -> None:
    with served() as (url, _):
        assert _run(url, "--select", "page-links") == 0

    assert "every rule that was checked is kept" in capsys.readouterr().out


def test_a_server_that_breaks_a_rule_gives_1_and_the_rule_with_its_sentence(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with served("the_previous_link_is_missing") as (url, _):
        assert _run(url, "--select", "page-links", "--fail-fast") == 1

    told = capsys.readouterr().out
    assert "BROKEN page-links" in told
    assert "`previous` only when the page is past the first" in told
    assert "--url " + url in told
    assert "Stopped at the first finding" in told
    assert not any(key in told for key in KEYS.values())


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({KEY: "nobody"}, "the server refuses the key of --key (401)"),
        ({SECOND_KEY: "nobody"}, "the server refuses the key of --second-key (401)"),
        (
            {KEY: KEYS[SUSPENDED_KEY], SUSPENDED_KEY: ""},
            "the key of --key is of a suspended account (403)",
        ),
    ],
)
def test_a_key_that_is_refused_is_told_before_any_check(
    change: dict[str, str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with served() as (url, _):
        assert main(["--url", url], KEYS | change) == 2

    (line,) = capsys.readouterr().err.splitlines()
    assert said in line


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("nobody", "The server does not know the key of --suspended-key (401)"),
        (KEYS[SECOND_KEY], "The server accepts the key of --suspended-key (200)"),
    ],
)
def test_a_key_that_may_be_of_no_suspended_account_is_told_with_what_it_finds(
    key: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    keys = {KEY: KEYS[KEY], SUSPENDED_KEY: key}
    with served() as (url, _):
        assert main(["--url", url, "--rate-limit", "off", "--select", "suspended", "--fail-fast"], keys) == 1

    out, err = capsys.readouterr()
    assert said in err
    assert said in out


def test_a_suspended_account_that_is_let_in_is_found_all_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    with served("a_suspended_account_is_let_in") as (url, _):
        assert _run(url, "--select", "suspended", "--fail-fast") == 1

    assert "BROKEN suspended" in capsys.readouterr().out


def test_a_server_of_another_kind_is_told_before_any_check(capsys: pytest.CaptureFixture[str]) -> None:
    def website(_: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        start_response("200 OK", [("Content-Type", "text/html")])
        return [b"<h1>It works!</h1>"]

    server = ThreadedServer(website)
    try:
        assert main(["--url", server.url], KEYS) == 2
    finally:
        server.stop()
    assert "this is no Admin API: GET /projects gives 200 as text/html" in capsys.readouterr().err


@contextmanager
def _watched(**collections: int) -> Iterator[tuple[str, list[str]]]:
    """Serve a mock and give its URL, and the methods of the requests that come."""
    mock = AdminMock(keys=[KEYS[KEY]], rate_limit="off", **collections)
    methods: list[str] = []

    def watching(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        methods.append(environ["REQUEST_METHOD"])
        return mock.wsgi(environ, start_response)

    server = ThreadedServer(watching)
    try:
        yield server.url, methods
    finally:
        server.stop()


def test_a_run_that_is_read_only_sends_no_unsafe_method() -> None:
    cases = [case.label for case in selected(DOCUMENT, ())]
    with _watched(projects=3) as (url, methods):
        flags = ["--url", url, "--rate-limit", "off", "--read-only", *_some(*cases[::15])]
        assert main(flags, {KEY: KEYS[KEY]}) == 0

    assert set(methods) <= {"GET", "HEAD", "OPTIONS"}
    assert len(methods) > 30


@pytest.mark.parametrize("budget", [0, 2])
def test_a_run_makes_no_more_items_that_stay_than_its_budget(budget: int) -> None:
    with served() as (url, mock):
        some = _some(
            "the_same_payload_makes_another_item", "a_list_is_sorted_as_asked", "each_missing_property_is_told"
        )
        assert _run(url, "--budget", str(budget), *some) in {0, 2}
        made = len(list(_items(url)))

    assert made == budget
    assert mock is not None


def test_what_can_be_deleted_is_gone_after_a_run_and_the_rest_is_scheduled(tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    with served() as (url, _):
        some = _some("a_deleted_item_is_gone", "updates_in_a_row_all_count", "each_missing_property_is_told")
        assert _run(url, *some, "--report", f"json={report}") == 0
        items = dict(_items(url))

    assert items
    assert all(item["deletes_at"] and not below for item, below in items.values())
    remaining = json.loads(report.read_text(encoding="utf-8"))["stays"]
    assert {line.split()[0].rpartition("/")[2] for line in remaining} == set(items)


def test_a_run_that_is_interrupted_cleans_up_and_says_how_far_it_came() -> None:
    with served() as (url, _):
        flags = ["--url", url, "--rate-limit", "off", "--select", "updates_in_a_row_all_count"]
        options = parse(flags, KEYS)

        def interrupt(_done: int, _all: int, _result: Result) -> None:
            raise KeyboardInterrupt

        summary = run_setting(setting_of(options), options, interrupt)
        items = dict(_items(url))

    assert summary.notes == ("Interrupted: 1 of 2 checks ran.",)
    assert items
    assert all(item["deletes_at"] and not below for item, below in items.values())


def test_a_run_ends_when_the_server_answers_no_more() -> None:
    with served() as (url, _):
        flags = ["--url", url, "--rate-limit", "off", "--select", "a_request_without_a_valid_key_is_unauthorized"]
        options = parse(flags, KEYS)
        setting = setting_of(options)

    summary = run_setting(setting, options, lambda _done, _all, _result: None)

    assert summary.number("failed") == 5
    assert summary.notes == (f"The server answers no more: 5 of {len(setting.cases)} checks ran.",)


def _items(url: str) -> Iterator[tuple[str, tuple[dict[str, object], list[object]]]]:
    """Give the items of both accounts that are below none, by their ids, each with those below it."""
    roots = [one for one in DOCUMENT.collections if not one.parents]
    for key in (KEYS[KEY], KEYS[SECOND_KEY]):
        with httpx2.Client(base_url=url, auth=(key, "")) as client:
            for root in roots:
                for item in client.get(f"{root.path}?page_size=100").json()["items"]:
                    children = DOCUMENT.children_of(root)
                    path = f"{root.path}/{item[root.id_name]}"
                    below = [
                        found for child in children for found in client.get(f"{path}/{child.name}").json()["items"]
                    ]
                    yield item[root.id_name], (item, below)


def test_several_processes_give_the_results_of_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "FEW", 1)
    select = (*_some("a_list_is_sorted_as_asked"), "--effort", "fast", "--coverage")
    reports = []
    for jobs in ("1", "2"):
        path = tmp_path / f"{jobs}.json"
        assert main([*select, "--jobs", jobs, "--report", f"json={path}"], {}) == 0
        report = json.loads(path.read_text(encoding="utf-8"))
        reports.append({**report, "seconds": 0, "rules": [{**rule, "seconds": 0} for rule in report["rules"]]})

    assert reports[0] == reports[1]
