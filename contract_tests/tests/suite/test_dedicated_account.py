"""A server is not blamed for what somebody else does there meanwhile, nor does a fault of its own pass for that."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
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
from apivideo_admin_mock.threaded import ThreadedServer
from contract_tests.tests.support.served import KEYS, field_of
from contract_tests.tests.support.subject import DOCUMENT

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

_ROOT = next(one for one in DOCUMENT.collections if not one.parents)
Act = Callable[[httpx2.Client, int], None]


def _make(client: httpx2.Client, number: int) -> None:
    create = _ROOT.operations["create"]
    client.post(create.path_for(()), json=sample_payload(create, 5000 + number)).raise_for_status()


@contextmanager
def _target(
    act: Act,
    moments: Callable[[int], bool],
    fault: str | None = None,
    *,
    read_only: bool = False,
    clock: Clock | None = None,
) -> Iterator[UrlTarget]:
    """Serve a mock with items of somebody else, who does something before each request whose number is such a moment."""
    mock = AdminMock(keys=[KEYS[KEY]], rate_limit="off", **({"clock": clock} if clock else {}))
    transport = httpx2.WSGITransport(app=mock.wsgi)
    colleague = httpx2.Client(transport=transport, base_url=mock.base_url, auth=(KEYS[KEY], ""))
    for number in range(4):
        _make(colleague, number)
    app, asked = field_of(fault).plant(mock.wsgi, lambda: 0.0), [0]

    def watching(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        asked[0] += 1
        if moments(asked[0]):
            act(colleague, asked[0])
        return app(environ, start_response)

    server = ThreadedServer(watching)
    target = UrlTarget(DOCUMENT, Access(server.url, KEYS[KEY], limit=False, read_only=read_only))
    try:
        yield target
    finally:
        target.close()
        server.stop()


def _run(target: UrlTarget, name: str) -> Result:
    (case,) = select_cases(DOCUMENT, (name,))
    return run_case(case, target)


_SORTED = f"a_list_is_sorted_as_asked[[]{_ROOT.name}-name]"


def test_a_check_that_somebody_else_came_between_is_done_again() -> None:
    with _target(_make, lambda number: number == 2, read_only=True) as target:
        result = _run(target, _SORTED)

    assert result.finding is None
    assert result.skipped is None


def test_a_check_that_somebody_else_always_comes_between_is_skipped_with_the_reason() -> None:
    with _target(_make, lambda number: number % 2 == 0, read_only=True) as target:
        result = _run(target, _SORTED)

    assert result.finding is None
    assert "the account changes meanwhile" in str(result.skipped)
    assert f"has appeared in {_ROOT.path}" in str(result.skipped)


def test_a_payload_without_what_is_required_is_not_taken_for_what_others_made() -> None:
    create = _ROOT.operations["create"]
    rest = {name: sample(one) for name, one in create.properties.items() if name not in create.required}
    with _target(_make, lambda number: number % 2 == 0) as target:
        with target.session() as session:
            assert session.account.call(create, payload=rest).status_code == 400
        result = _run(target, _SORTED)

    assert result.finding is None


def test_a_check_that_writes_is_skipped_if_somebody_else_goes_on_while_it_rests(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(runner, "_PATIENCE", 0.01)
    with _target(_make, lambda _: True) as target:
        result = _run(target, f"what_is_created_is_read_again[[]{_ROOT.name}]")

    assert result.finding is None
    assert "the account changes meanwhile" in str(result.skipped)


def test_a_check_in_which_an_item_of_others_goes_with_its_month_is_done_again() -> None:
    clock, update = Clock(NOON), _ROOT.operations["update"]

    def schedule_then_wait(client: httpx2.Client, number: int) -> None:
        if number > 1:
            clock.advance(timestamp(client.get(_ROOT.path).json()["items"][0]["deletes_at"]) - clock.now())
            return
        item = client.get(_ROOT.path).json()["items"][0]
        payload = {"name": item["name"], "deletes_at": "next_cycle"}
        client.patch(update.path_for((item[_ROOT.id_name],)), json=payload).raise_for_status()

    with _target(schedule_then_wait, lambda number: number in {1, 2}, read_only=True, clock=clock) as target:
        result = _run(target, _SORTED)

    assert result.finding is None
    assert result.skipped is None


@pytest.mark.parametrize(
    ("fault", "name"),
    [
        ("a_create_stores_twice", f"what_is_created_is_read_again[[]{_ROOT.name}]"),
        ("a_refused_create_stores_something", f"a_refused_create_makes_nothing[[]{_ROOT.name}]"),
        ("what_is_created_is_not_listed", f"what_is_created_is_read_again[[]{_ROOT.name}]"),
        ("an_update_changes_all_items", f"an_update_changes_what_it_names_and_nothing_else[[]{_ROOT.name}-name]"),
        ("an_update_changes_the_first_item", f"an_update_changes_what_it_names_and_nothing_else[[]{_ROOT.name}-name]"),
        ("sort_by_is_ignored", _SORTED),
    ],
)
def test_a_fault_of_the_server_does_not_pass_for_somebody_else(fault: str, name: str) -> None:
    with _target(_make, lambda _: False, fault) as target:
        result = _run(target, name)

    assert result.finding is not None
