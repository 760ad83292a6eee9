"""Whole runs of the command: exit codes, what a run may send to a server, and what it leaves there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

import httpx2
import pytest
from hypothesis import settings

from apivideo_admin_contract import run
from apivideo_admin_contract.cli import main
from apivideo_admin_contract.environment import KEY, SECOND_KEY, SUSPENDED_KEY
from apivideo_admin_contract.options import parse
from apivideo_admin_contract.outcome.runner import Result
from apivideo_admin_contract.plan import plan_run
from apivideo_admin_contract.run import run_plan
from apivideo_admin_contract.selection import select_cases
from apivideo_admin_mock.adapters.threaded import ThreadedServer
from apivideo_admin_mock.testing import AdminMock
from contract_tests.tests.support.servers import KEYS, served
from contract_tests.tests.support.subject import DOCUMENT, ROOT_COLLECTION

if TYPE_CHECKING:
    from collections.abc import Iterable

    from _typeshed.wsgi import StartResponse, WSGIEnvironment


#: Whether to run all checks in these tests, as `nox -s contract` does, instead of a few.
_WHOLE = settings().max_examples > 100


def _some(*names: str) -> tuple[str, ...]:
    """Return flags that select some checks, or no flags to run all of them."""
    return () if _WHOLE else tuple(word for name in names for word in ("--select", name))


def _run(url: str, *arguments: str) -> int:
    """Run the suite against a server without a rate limit."""
    return main(["--url", url, "--rate-limit", "off", "--effort", "fast", *arguments], KEYS)


def test_a_run_without_violations_returns_0(capsys: pytest.CaptureFixture[str]) -> None:
    with served() as (url, _):
        assert _run(url, "--select", "page-links") == 0

    assert "PASS: no violations; " in capsys.readouterr().out


def test_a_run_with_a_violation_returns_1_and_shows_the_rule_and_the_command(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with served("the_previous_link_is_missing") as (url, _):
        assert _run(url, "--select", "page-links", "--fail-fast") == 1

    out = capsys.readouterr().out
    assert "FAIL page-links" in out
    assert "The links are `previous` (unless this is the first page)" in out
    assert "FAIL: 1 rule violated; " in out
    (command,) = [line for line in out.splitlines() if line.startswith("  Run it alone: ")]
    assert command.startswith("  Run it alone: apivideo-admin-contract --select ")
    assert command.endswith(f" --url {url} --rate-limit off  # needs {KEY}, {SECOND_KEY}, {SUSPENDED_KEY}")
    assert "Stopped at the first finding: " in out
    assert not any(key in out for key in KEYS.values())


def test_a_suspended_account_with_access_is_a_finding_despite_the_warning(capsys: pytest.CaptureFixture[str]) -> None:
    with served("a_suspended_account_is_accepted") as (url, _):
        assert _run(url, "--select", "suspended", "--fail-fast") == 1

    assert "FAIL suspended" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("flags", "reason"),
    [
        ((), "already contains items (this run may have created some), and the API cannot delete them"),
        (("--read-only",), "already contains items, and a run with --read-only deletes none"),
    ],
)
def test_a_check_of_an_empty_list_is_skipped_with_the_reason_where_no_list_is_empty(
    flags: tuple[str, ...], reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    root = ROOT_COLLECTION.path
    with _watched(**{root.strip("/"): 1}) as (url, _):
        select = ["--select", f"an_empty_list_is_one_page*[[]{root.strip('/')}]"]
        assert main(["--url", url, "--rate-limit", "off", *select, *flags], {KEY: KEYS[KEY]}) == 2

    assert f"1: {root} {reason}" in " ".join(capsys.readouterr().out.split())


@contextmanager
def _watched(**collections: int) -> Iterator[tuple[str, list[str]]]:
    """Serve a mock; yield its URL, and the list of the methods that it receives."""
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


def test_a_read_only_run_sends_only_safe_methods() -> None:
    cases = [case.label for case in select_cases(DOCUMENT, ())]
    with _watched(projects=3) as (url, methods):
        flags = ["--url", url, "--rate-limit", "off", "--read-only", *_some(*cases[::15])]
        assert main(flags, {KEY: KEYS[KEY]}) == 0

    assert set(methods) <= {"GET", "HEAD", "OPTIONS"}
    assert len(methods) > 30


@pytest.mark.parametrize("budget", [0, 2])
def test_a_run_creates_no_more_permanent_items_than_its_budget(budget: int, monkeypatch: pytest.MonkeyPatch) -> None:
    with served() as (url, mock):
        assert mock is not None
        # The times of creation differ without waiting for it.
        waiting = SimpleNamespace(sleep=mock.clock.advance)
        monkeypatch.setattr("apivideo_admin_contract.session.session.time", waiting)
        some = _some(
            "a_created_item_can_be_read_back",
            "a_list_is_sorted_as_requested",
            "each_missing_property_is_reported",
        )
        assert _run(url, "--budget", str(budget), *some) in {0, 2}
        made = len(list(_items(url)))

    assert made == budget


def test_a_run_deletes_what_the_api_can_delete_and_schedules_the_rest(tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    with served() as (url, _):
        some = _some(
            "a_deleted_item_is_gone", "consecutive_updates_are_all_stored", "each_missing_property_is_reported"
        )
        assert _run(url, *some, "--report", f"json={report}") == 0
        items = dict(_items(url))

    assert items
    assert all(item["deletes_at"] and not below for item, below in items.values())
    remaining = json.loads(report.read_text(encoding="utf-8"))["remaining"]
    assert {line.partition(", ")[0].rpartition("/")[2] for line in remaining} == set(items)


def test_an_interrupted_run_cleans_up_and_reports_how_many_checks_ran() -> None:
    with served() as (url, _):
        flags = ["--url", url, "--rate-limit", "off", "--select", "consecutive_updates_are_all_stored"]
        options = parse(flags, KEYS)

        def interrupt(_done: int, _all: int, _result: Result) -> None:
            raise KeyboardInterrupt

        summary = run_plan(plan_run(options), options, interrupt)
        items = dict(_items(url))

    assert (summary.notes, summary.is_interrupted) == (("Interrupted: 1 of 2 checks ran.",), True)
    assert items
    assert all(item["deletes_at"] and not below for item, below in items.values())


def test_a_run_ends_when_the_server_stops_responding() -> None:
    with served() as (url, _):
        flags = ["--url", url, "--rate-limit", "off", "--select", "a_request_without_a_valid_key_is_unauthorized"]
        options = parse(flags, KEYS)
        plan = plan_run(options)

    summary = run_plan(plan, options, lambda _done, _all, _result: None)

    assert summary.number("failed") == 5
    assert summary.notes == (f"The server stopped responding: 5 of {len(plan.cases)} checks ran.",)


def _items(url: str) -> Iterator[tuple[str, tuple[dict[str, object], list[object]]]]:
    """Yield the root items of both accounts, by their ids, each with the items below it."""
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


def test_several_processes_return_the_results_of_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "FEW", 1)
    select = (*_some("a_list_is_sorted_as_requested"), "--effort", "fast", "--coverage")
    reports = []
    for jobs in ("1", "2"):
        path = tmp_path / f"{jobs}.json"
        assert main([*select, "--jobs", jobs, "--report", f"json={path}"], {}) == 0
        report = json.loads(path.read_text(encoding="utf-8"))
        reports.append({**report, "seconds": 0, "rules": [{**rule, "seconds": 0} for rule in report["rules"]]})

    assert reports[0] == reports[1]
