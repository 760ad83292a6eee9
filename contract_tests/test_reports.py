"""Reports have a figure for each day, in order, and totals that never fall (facts document, Objects)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from contract_tests.document import Operation
from contract_tests.subject import DOCUMENT, each_report
from contract_tests.target import Account, Target, mock_target


def _read(account: Account, operation: Operation, ids: tuple[str, ...], word: str) -> list[dict[str, Any]]:
    interval = next(one for one in operation.query if one.days)
    answer = account.call(operation, ids, {interval.name: word})
    assert answer.status_code == 200
    assert list(answer.json()) == ["items"]
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


def _words(operation: Operation) -> dict[str, int]:
    return dict(next(one for one in operation.query if one.days).days)


def _properties(operation: Operation, kind: str) -> list[str]:
    item = (operation.answer or {})["properties"]["items"]["items"]
    return [name for name, one in item["properties"].items() if one["x-generate"]["kind"] == kind]


@each_report
def test_a_report_has_exactly_its_days_the_oldest_first_and_today_last(target: Target, operation: Operation) -> None:
    ids, (day,) = target.account.owners(DOCUMENT.owners_of(operation)), _properties(operation, "day")
    for word, count in _words(operation).items():
        today = datetime.fromtimestamp(target.clock.now(), UTC).date()
        days = [date.fromisoformat(item[day]) for item in _read(target.account, operation, ids, word)]
        assert days == [today - timedelta(days=back) for back in range(count - 1, -1, -1)]


@each_report
def test_the_days_move_at_midnight(target: Target, operation: Operation) -> None:
    ids, (day,) = target.account.owners(DOCUMENT.owners_of(operation)), _properties(operation, "day")
    word = next(iter(_words(operation)))
    target.clock.advance(86_400 - target.clock.now() % 86_400 - 1)
    before = _read(target.account, operation, ids, word)
    target.clock.advance(1)
    after = _read(target.account, operation, ids, word)
    assert [item[day] for item in after[:-1]] == [item[day] for item in before[1:]]
    assert after[:-1] == before[1:]


@each_report
def test_totals_never_fall_from_day_to_day(target: Target, operation: Operation) -> None:
    totals = _properties(operation, "cumulative")
    for _ in range(5):
        ids = target.account.owners(DOCUMENT.owners_of(operation))
        for word in _words(operation):
            items = _read(target.account, operation, ids, word)
            for name in totals:
                figures = [item[name] for item in items]
                assert figures == sorted(figures)


@each_report
def test_amounts_of_a_day_are_whole_and_within_what_the_document_says(target: Target, operation: Operation) -> None:
    ids = target.account.owners(DOCUMENT.owners_of(operation))
    schema = (operation.answer or {})["properties"]["items"]["items"]
    for item in _read(target.account, operation, ids, max(_words(operation), key=_words(operation).__getitem__)):
        assert set(item) == set(schema["properties"])
        for name in _properties(operation, "daily"):
            form = schema["properties"][name]["x-generate"]
            assert isinstance(item[name], int)
            assert form["low"] <= item[name] <= form["high"]


@each_report
def test_a_shorter_report_is_the_end_of_a_longer_one(target: Target, operation: Operation) -> None:
    ids = target.account.owners(DOCUMENT.owners_of(operation))
    reports = sorted((_read(target.account, operation, ids, word) for word in _words(operation)), key=len)
    for short in reports:
        assert short == reports[-1][-len(short) :]


@each_report
def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(operation: Operation) -> None:
    def report(seed: int) -> bytes:
        with mock_target(seed=seed) as target:
            ids = target.account.owners(DOCUMENT.owners_of(operation))
            return target.account.perform(operation, ids).content

    assert report(1) == report(1) != report(2)


@each_report
def test_two_resources_have_figures_of_their_own(account: Account, operation: Operation) -> None:
    first, second = (account.owners(DOCUMENT.owners_of(operation)) for _ in range(2))
    assert account.perform(operation, first).content != account.perform(operation, second).content
