"""A run changes only its own items, even on a buggy server that other clients use at the same time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import httpx2
import pytest
from hypothesis import settings

from apivideo_admin_contract.cli import main
from apivideo_admin_contract.client.account import Account
from apivideo_admin_contract.document.document import Collection
from apivideo_admin_contract.document.exchange import SAFE
from apivideo_admin_contract.environment import KEY
from apivideo_admin_contract.rules.verdict import Skipped
from apivideo_admin_contract.session.session import Session
from apivideo_admin_contract.targets.by_url import Access, UrlTarget
from apivideo_admin_contract.values.samples import sample_payload
from apivideo_admin_mock.testing import AdminMock
from contract_tests.tests.support.servers import KEYS, listening, setup_of
from contract_tests.tests.support.subject import DOCUMENT, ROOT_COLLECTION

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

#: Whether to run all checks instead of some: with the thorough Hypothesis profile (`nox -s contract`).
_WHOLE = settings().max_examples > 100
#: Checks that send requests to an item which they may not have created themselves.
_CHECKS = (
    "schemathesis[[]update_*",
    "schemathesis_walks",
    "an_unsupported_method_is_refused*",
    "an_unknown_property_is_refused[[]update_*",
    "another_media_type_is_refused[[]update_*",
    "a_request_without_a_valid_key_is_unauthorized[[]update_*",
    "method_override_headers_are_ignored[[]get_*",
    "reference-model",
)
#: Checks whose requests a buggy server executes instead of refusing them.
_REFUSED = (
    "an_unsupported_method_is_refused*",
    "a_request_without_a_valid_key_is_unauthorized[[]update_*",
    "method_override_headers_are_ignored[[]get_*",
)

Wrap = Callable[["WSGIApplication"], "WSGIApplication"]


class OtherClient:
    """Another client with the same key, whose items must not change.

    ``requests`` is the number of requests of the run, ``unsafe`` are those of them that could change these items.
    """

    def __init__(self, mock: AdminMock) -> None:
        self._client = httpx2.Client(
            transport=httpx2.WSGITransport(app=mock.wsgi), base_url=mock.base_url, auth=(KEYS[KEY], "")
        )
        self.items: dict[str, bytes] = {}
        self.requests = 0
        self.unsafe: list[str] = []

    def create(self, number: int) -> None:
        """Create an item in each collection, below the new item of its parent."""
        ids: dict[Collection, tuple[str, ...]] = {}
        for collection in DOCUMENT.collections:
            above = ids[collection.parents[-1]] if collection.parents else ()
            create = collection.operations["create"]
            item = (
                self._client.post(create.path_for(above), json=sample_payload(create, number)).raise_for_status().json()
            )
            ids[collection] = (*above, item[collection.id_name])
            path = collection.operations["get"].path_for(ids[collection])
            self.items[path] = self._client.get(path).content

    def owns(self, path: str) -> bool:
        """Whether a path is that of one of the items, or below it."""
        return any(f"{path}/".startswith(f"{one}/") for one in self.items)

    def changed(self) -> dict[str, Any]:
        """Return the items that have changed, by path."""
        now = {path: self._client.get(path).content for path in self.items}
        return {path: content for path, content in now.items() if content != self.items[path]}


@contextmanager
def _shared(planted_bug: str | None = None, *, during: int | None = None) -> Iterator[tuple[str, OtherClient]]:
    """Serve a mock on which another client has two items of each collection. It creates a third one after ``during`` requests."""
    mock = AdminMock(keys=[KEYS[KEY]], rate_limit="off")
    other = OtherClient(mock)
    for number in (1, 2):
        other.create(number)
    app = setup_of(planted_bug).plant(mock.wsgi, lambda: 0.0)

    def recording(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        other.requests += 1
        if environ["REQUEST_METHOD"] not in SAFE and other.owns(environ["PATH_INFO"]):
            other.unsafe.append(f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}")
        if other.requests == during:
            other.create(3)
        return app(environ, start_response)

    with listening(recording) as url:
        yield url, other


def _run(url: str, *flags: str, checks: tuple[str, ...] = _CHECKS) -> int:
    some = () if _WHOLE and checks is _CHECKS else tuple(word for one in checks for word in ("--select", one))
    only = {KEY: KEYS[KEY]}
    return main(["--url", url, "--rate-limit", "off", "--effort", "fast", *some, *flags], only)


@pytest.mark.parametrize("flags", [(), ("--budget", "0")], ids=" ".join)
def test_a_run_does_not_change_items_of_others(flags: tuple[str, ...]) -> None:
    with _shared() as (url, other):
        assert _run(url, *flags) == 0
        assert other.requests > 20
        assert other.unsafe == []
        assert other.changed() == {}


@pytest.mark.parametrize("seed", ["21", "25"])
def test_walks_of_schemathesis_stay_at_items_of_the_run(seed: str) -> None:
    # With seed 21 a walk reaches an item of the other client, with seed 25 Hypothesis can't repeat an example.
    with _shared() as (url, other):
        assert _run(url, "--seed", seed, checks=("schemathesis_walks",)) == 0
        assert other.requests > 2
        assert other.unsafe == []
        assert other.changed() == {}


def test_a_run_does_not_change_items_that_others_create_during_it() -> None:
    with _shared(during=40) as (url, other):
        assert _run(url, "--budget", "3", checks=("reference-model", *_REFUSED)) == 0
        assert len(other.items) == 3 * len(DOCUMENT.collections)
        assert other.unsafe == []
        assert other.changed() == {}


@pytest.mark.parametrize("planted_bug", ["any_key_is_accepted", "put_is_handled_as_patch"])
@pytest.mark.parametrize("budget", ["0", "20"])
def test_a_server_that_executes_invalid_requests_changes_only_items_of_the_run(planted_bug: str, budget: str) -> None:
    with _shared(planted_bug) as (url, other):
        assert _run(url, "--budget", budget, checks=_REFUSED) in {0, 1}
        assert other.requests > 20
        assert other.unsafe == []
        assert other.changed() == {}


@contextmanager
def _session(**access: Any) -> Iterator[tuple[Session, OtherClient]]:
    with _shared() as (url, other):
        target = UrlTarget(DOCUMENT, Access(url, KEYS[KEY], limit=False, **access))
        try:
            with target.session() as session:
                yield session, other
        finally:
            target.close()


def _send_all(account: Account, paths: Iterable[str]) -> Iterator[str]:
    """Send each unsafe method to each path, and yield the requests that were sent."""
    for path in paths:
        for method in ("PUT", "POST", "PATCH", "DELETE", "PROPFIND"):
            try:
                account.send(method, path)
            except Skipped:
                continue
            yield f"{method} {path}"


def test_no_unsafe_request_is_sent_to_an_item_that_the_run_did_not_create() -> None:
    with _session() as (session, other):
        fixture = session.fixture(ROOT_COLLECTION)
        paths = [path for path in other.items if path.rpartition("/")[0] == ROOT_COLLECTION.path]
        below = [f"{path}/{word}" for path in paths for word in ("", "api-keys", "no/such/path")]
        near = [path.upper() for path in paths] + [path[:-1] for path in paths] + [f"{path} " for path in paths]

        assert len(fixture.rows) == len(paths) == 2
        assert [*_send_all(session.account, [*paths, *below, *near])] == []
        assert other.unsafe == []
        assert other.changed() == {}


def test_unsafe_requests_are_sent_to_own_items_and_to_unknown_ids() -> None:
    with _session() as (session, _):
        own = session.fixture(ROOT_COLLECTION).create()[ROOT_COLLECTION.id_name]
        unknown = own[:-8] + own[:7:-1][:8]
        paths = [f"{ROOT_COLLECTION.path}/{id_}" for id_ in (own, unknown, "unknown")]

        assert len([*_send_all(session.account, paths)]) == 15


def test_without_a_budget_schemathesis_still_reads_items_of_others(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with _shared() as (url, _):
        assert _run(url, "--budget", "0", checks=("schemathesis[[]get_project]",)) == 0

    assert "1 checks: 1 passed" in capsys.readouterr().out


def test_a_read_only_session_returns_ids_of_items_of_others_for_safe_methods() -> None:
    with _session(read_only=True) as (session, other):
        operations = [
            one for one in DOCUMENT.operations if one.action in {"get", "update"} and one.path.count("/") == 2
        ]
        get, update = sorted(operations, key=lambda one: one.action)

        assert get.path_for(session.parent_ids(get)) in other.items
        with pytest.raises(Skipped, match="--read-only sends no POST"):
            session.parent_ids(update)
