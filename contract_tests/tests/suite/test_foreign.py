"""Nothing that a run did not make is changed by it, whatever the server does and whoever else works there."""

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
from apivideo_admin_mock.threaded import ThreadedServer
from contract_tests.tests.support.served import KEYS, field_of
from contract_tests.tests.support.subject import DOCUMENT

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

#: What holds for a run must hold for all checks; few stand for them but where the time is there (`nox -s contract`).
_WHOLE = settings().max_examples > 100
#: Those that send something to an item which they need not have made themselves.
_CHECKS = (
    "schemathesis[[]update_*",
    "schemathesis_walks",
    "a_method_that_the_path_does_not_take*",
    "an_unknown_property_is_refused[[]update_*",
    "another_media_type_is_refused[[]update_*",
    "a_request_without_a_valid_key_is_unauthorized[[]update_*",
    "no_header_makes*[[]get_*",
    "reference-model",
)
#: Those of them that a server which refuses too little takes at their word.
_REFUSED = (
    "a_method_that_the_path_does_not_take*",
    "a_request_without_a_valid_key_is_unauthorized[[]update_*",
    "no_header_makes*[[]get_*",
)

Wrap = Callable[["WSGIApplication"], "WSGIApplication"]


class Colleague:
    """Somebody else with the same key, whose items must stay as they are.

    ``others`` is how many requests of others came, ``touched`` are those that could change these items.
    """

    def __init__(self, mock: AdminMock) -> None:
        self._client = httpx2.Client(
            transport=httpx2.WSGITransport(app=mock.wsgi), base_url=mock.base_url, auth=(KEYS[KEY], "")
        )
        self.made: dict[str, bytes] = {}
        self.others = 0
        self.touched: list[str] = []

    def make(self, number: int) -> None:
        """Make an item of each collection, each below the one before where it must be."""
        ids: dict[Collection, tuple[str, ...]] = {}
        for collection in DOCUMENT.collections:
            above = ids[collection.parents[-1]] if collection.parents else ()
            create = collection.operations["create"]
            item = (
                self._client.post(create.path_for(above), json=sample_payload(create, number)).raise_for_status().json()
            )
            ids[collection] = (*above, item[collection.id_name])
            path = collection.operations["get"].path_for(ids[collection])
            self.made[path] = self._client.get(path).content

    def holds(self, path: str) -> bool:
        """Tell whether a path names one of the items."""
        return any(f"{path}/".startswith(f"{one}/") for one in self.made)

    def changed(self) -> dict[str, Any]:
        """Give what is not as it was made, by its path."""
        now = {path: self._client.get(path).content for path in self.made}
        return {path: content for path, content in now.items() if content != self.made[path]}


@contextmanager
def _shared(fault: str | None = None, *, during: int | None = None) -> Iterator[tuple[str, Colleague]]:
    """Serve a mock on which a colleague made two of each, and makes another when ``during`` requests have come."""
    mock = AdminMock(keys=[KEYS[KEY]], rate_limit="off")
    colleague = Colleague(mock)
    for number in (1, 2):
        colleague.make(number)
    app = field_of(fault).plant(mock.wsgi, lambda: 0.0)

    def watching(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        colleague.others += 1
        if environ["REQUEST_METHOD"] not in SAFE and colleague.holds(environ["PATH_INFO"]):
            colleague.touched.append(f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}")
        if colleague.others == during:
            colleague.make(3)
        return app(environ, start_response)

    server = ThreadedServer(watching)
    try:
        yield server.url, colleague
    finally:
        server.stop()


def _run(url: str, *flags: str, checks: tuple[str, ...] = _CHECKS) -> int:
    some = () if _WHOLE and checks is _CHECKS else tuple(word for one in checks for word in ("--select", one))
    only = {KEY: KEYS[KEY]}
    return main(["--url", url, "--rate-limit", "off", "--effort", "fast", *some, *flags], only)


@pytest.mark.parametrize("flags", [(), ("--budget", "0")], ids=" ".join)
def test_a_run_leaves_what_others_made_as_it_is(flags: tuple[str, ...]) -> None:
    with _shared() as (url, colleague):
        assert _run(url, *flags) == 0
        assert colleague.others > 20
        assert colleague.touched == []
        assert colleague.changed() == {}


def test_a_run_leaves_what_others_make_meanwhile_as_it_is() -> None:
    with _shared(during=40) as (url, colleague):
        assert _run(url, "--budget", "3", checks=("reference-model", *_REFUSED)) == 0
        assert len(colleague.made) == 3 * len(DOCUMENT.collections)
        assert colleague.touched == []
        assert colleague.changed() == {}


@pytest.mark.parametrize("fault", ["any_key_is_good", "a_put_is_taken_for_a_patch"])
@pytest.mark.parametrize("budget", ["0", "20"])
def test_a_server_that_does_what_it_must_refuse_does_it_to_what_the_run_made_alone(fault: str, budget: str) -> None:
    with _shared(fault) as (url, colleague):
        assert _run(url, "--budget", budget, checks=_REFUSED) in {0, 1}
        assert colleague.others > 20
        assert colleague.touched == []
        assert colleague.changed() == {}


@contextmanager
def _session(**access: Any) -> Iterator[tuple[Session, Colleague]]:
    with _shared() as (url, colleague):
        target = UrlTarget(DOCUMENT, Access(url, KEYS[KEY], limit=False, **access))
        try:
            with target.session() as session:
                yield session, colleague
        finally:
            target.close()


def _send_all(account: Account, paths: Iterable[str]) -> Iterator[str]:
    """Send each unsafe method to each path, and give those that were sent."""
    for path in paths:
        for method in ("PUT", "POST", "PATCH", "DELETE", "PROPFIND"):
            try:
                account.send(method, path)
            except Skipped:
                continue
            yield f"{method} {path}"


def test_no_unsafe_method_is_sent_to_what_was_seen_and_not_made() -> None:
    with _session() as (session, colleague):
        root = next(one for one in DOCUMENT.collections if not one.parents)
        fixture = session.fixture(root)
        paths = [path for path in colleague.made if path.rpartition("/")[0] == root.path]
        below = [f"{path}/{word}" for path in paths for word in ("", "api-keys", "no/such/path")]
        near = [path.upper() for path in paths] + [path[:-1] for path in paths] + [f"{path} " for path in paths]

        assert len(fixture.rows) == len(paths) == 2
        assert [*_send_all(session.account, [*paths, *below, *near])] == []
        assert colleague.touched == []
        assert colleague.changed() == {}


def test_what_was_made_and_what_nobody_has_seen_may_be_changed() -> None:
    with _session() as (session, _):
        root = next(one for one in DOCUMENT.collections if not one.parents)
        own = session.fixture(root).create()[root.id_name]
        other = own[:-8] + own[:7:-1][:8]
        paths = [f"{root.path}/{id_}" for id_ in (own, other, "unknown")]

        assert len([*_send_all(session.account, paths)]) == 15


def test_where_nothing_may_be_made_schemathesis_still_reads_what_others_made(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with _shared() as (url, _):
        assert _run(url, "--budget", "0", checks=("schemathesis[[]get_project]",)) == 0

    assert "1 checks: 1 passed" in capsys.readouterr().out


def test_whoever_only_reads_takes_what_others_made_where_nothing_may_be_made() -> None:
    with _session(read_only=True) as (session, colleague):
        operations = [
            one for one in DOCUMENT.operations if one.action in {"get", "update"} and one.path.count("/") == 2
        ]
        get, update = sorted(operations, key=lambda one: one.action)

        assert get.path_for(session.parent_ids(get)) in colleague.made
        with pytest.raises(Skipped, match="--read-only sends no POST"):
            session.parent_ids(update)
