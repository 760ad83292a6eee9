"""Changes by another client are not reported as a bug of the server, and a bug of the server is not attributed to them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import count
from types import SimpleNamespace
from typing import TYPE_CHECKING

import httpx2
import pytest

from apivideo_admin_contract.client.clock import NOON, Clock
from apivideo_admin_contract.environment import KEY
from apivideo_admin_contract.model.expected_item import timestamp
from apivideo_admin_contract.outcome import runner
from apivideo_admin_contract.outcome.runner import Result, run_case
from apivideo_admin_contract.selection import select_cases
from apivideo_admin_contract.targets.by_url import Access, UrlTarget
from apivideo_admin_contract.values.samples import sample, sample_payload
from apivideo_admin_mock.testing import AdminMock
from contract_tests.tests.support.servers import KEYS, listening, setup_of
from contract_tests.tests.support.subject import DOCUMENT, ROOT_COLLECTION

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

Act = Callable[[httpx2.Client, int], None]


def _create(client: httpx2.Client, number: int) -> None:
    create = ROOT_COLLECTION.operations["create"]
    client.post(create.path_for(()), json=sample_payload(create, 5000 + number)).raise_for_status()


@contextmanager
def _target(
    act: Act,
    acts_before: Callable[[int], bool],
    planted_bug: str | None = None,
    *,
    read_only: bool = False,
    clock: Clock | None = None,
) -> Iterator[UrlTarget]:
    """Serve a mock with items of another client, which acts before each request whose number ``acts_before`` accepts."""
    mock = AdminMock(keys=[KEYS[KEY]], rate_limit="off", **({"clock": clock} if clock else {}))
    transport = httpx2.WSGITransport(app=mock.wsgi)
    other = httpx2.Client(transport=transport, base_url=mock.base_url, auth=(KEYS[KEY], ""))
    for number in range(4):
        _create(other, number)
    app, numbers = setup_of(planted_bug).plant(mock.wsgi, lambda: 0.0), count(1)

    def acting(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        number = next(numbers)
        if acts_before(number):
            act(other, number)
        return app(environ, start_response)

    with listening(acting) as url:
        target = UrlTarget(DOCUMENT, Access(url, KEYS[KEY], limit=False, read_only=read_only))
        try:
            yield target
        finally:
            target.close()


def _run(target: UrlTarget, name: str) -> Result:
    (case,) = select_cases(DOCUMENT, (name,))
    return run_case(case, target)


_SORTED = f"a_list_is_sorted_as_requested[[]{ROOT_COLLECTION.name}-name]"


def test_a_check_with_one_change_by_others_is_run_again() -> None:
    with _target(_create, lambda number: number == 2, read_only=True) as target:
        result = _run(target, _SORTED)

    assert result.finding is None
    assert result.skipped is None


def test_a_check_with_changes_by_others_in_every_attempt_is_skipped_with_the_reason() -> None:
    with _target(_create, lambda number: number % 2 == 0, read_only=True) as target:
        result = _run(target, _SORTED)

    assert result.finding is None
    assert "another client changed the account" in str(result.skipped)
    assert f"has appeared in {ROOT_COLLECTION.path}" in str(result.skipped)


def test_a_payload_without_required_properties_does_not_explain_an_item_of_others() -> None:
    create = ROOT_COLLECTION.operations["create"]
    rest = {name: sample(one) for name, one in create.properties.items() if name not in create.required}
    with _target(_create, lambda number: number % 2 == 0) as target:
        with target.session() as session:
            assert session.account.call(create, payload=rest).status_code == 400
        result = _run(target, _SORTED)

    assert result.finding is None


def test_a_check_that_writes_is_skipped_if_others_make_changes_while_it_is_idle(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(runner, "_PATIENCE", 0.01)
    with _target(_create, lambda _: True) as target:
        result = _run(target, f"a_created_item_can_be_read_back[[]{ROOT_COLLECTION.name}]")

    assert result.finding is None
    assert "another client changed the account" in str(result.skipped)


def test_a_check_is_run_again_if_a_scheduled_item_of_others_is_removed_in_it() -> None:
    clock, update = Clock(NOON), ROOT_COLLECTION.operations["update"]

    def schedule_then_wait(client: httpx2.Client, number: int) -> None:
        if number > 1:
            clock.advance(timestamp(client.get(ROOT_COLLECTION.path).json()["items"][0]["deletes_at"]) - clock.now())
            return
        item = client.get(ROOT_COLLECTION.path).json()["items"][0]
        payload = {"name": item["name"], "deletes_at": "next_cycle"}
        client.patch(update.path_for((item[ROOT_COLLECTION.id_name],)), json=payload).raise_for_status()

    with _target(schedule_then_wait, lambda number: number in {1, 2}, read_only=True, clock=clock) as target:
        result = _run(target, _SORTED)

    assert result.finding is None
    assert result.skipped is None


@pytest.mark.parametrize(
    ("planted_bug", "name"),
    [
        ("a_create_stores_twice", f"a_created_item_can_be_read_back[[]{ROOT_COLLECTION.name}]"),
        ("a_refused_create_stores_something", f"a_refused_create_stores_nothing[[]{ROOT_COLLECTION.name}]"),
        ("created_items_are_not_listed", f"a_created_item_can_be_read_back[[]{ROOT_COLLECTION.name}]"),
        (
            "an_update_changes_all_items",
            f"an_update_changes_only_the_properties_it_names[[]{ROOT_COLLECTION.name}-name]",
        ),
        (
            "an_update_changes_the_first_item_instead",
            f"an_update_changes_only_the_properties_it_names[[]{ROOT_COLLECTION.name}-name]",
        ),
        ("sort_by_is_ignored", _SORTED),
    ],
)
def test_a_bug_of_the_server_is_not_attributed_to_other_clients(
    planted_bug: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Nobody changes anything while the run is idle, however long that is.
    idle = SimpleNamespace(sleep=lambda _: None, time=time.time)
    monkeypatch.setattr("apivideo_admin_contract.safety.change_detector.time", idle)
    with _target(_create, lambda _: False, planted_bug) as target:
        result = _run(target, name)

    assert result.finding is not None
