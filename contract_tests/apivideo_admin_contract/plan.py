"""Plan a run: the document, the checks, the server, and what the run may do there."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Final, Protocol

import httpx2

from apivideo_admin_contract.arguments import SMOKE
from apivideo_admin_contract.client.address import host_of, is_loopback
from apivideo_admin_contract.document.document import Document
from apivideo_admin_contract.environment import KEY, SECOND_KEY, SUSPENDED_KEY, numbered_key
from apivideo_admin_contract.errors import UsageError
from apivideo_admin_contract.options import Options
from apivideo_admin_contract.outcome.known import KnownFindings, read_known
from apivideo_admin_contract.reproduction.contexts import SECONDS, ReplayContexts, mock_contexts, url_contexts
from apivideo_admin_contract.selection import load_document, one_line, select_cases
from apivideo_admin_contract.session.check import Case
from apivideo_admin_contract.session.session import Effort
from apivideo_admin_contract.targets.by_url import Access, UrlTarget
from apivideo_admin_contract.targets.in_process import InProcessTarget, Target
from apivideo_admin_contract.targets.several_keys import SeveralKeys
from apivideo_admin_mock.errors import SpecError
from apivideo_admin_mock.spec import bundled_document
from apivideo_admin_mock.testing import AdminMock

#: The efforts of the command line.
EFFORTS: Final[Mapping[str, Effort]] = {
    SMOKE: Effort(8, 15),
    "fast": Effort(8, 15),
    "ci": Effort(20, 25),
    "thorough": Effort(150, 50),
}

#: The default budgets of items that the API cannot delete: on this machine, and elsewhere.
_LOOPBACK_BUDGET: Final = 300
_REMOTE_BUDGET: Final = 20

#: The most seconds of replays on the server with --fail-fast.
_FAIL_FAST_SECONDS: Final = 2.0


@dataclass(frozen=True, slots=True)
class RunPlan:
    """What a run works with. ``keys`` are those of a server at a URL, by the names of their environment variables."""

    document: Document
    cases: list[Case]
    target: Target
    contexts: ReplayContexts
    server: str
    keys: Mapping[str, str]
    known: KnownFindings


def plan_run(options: Options) -> RunPlan:
    """Plan the run that the options describe. Raises UsageError where it is impossible."""
    known = read_known(options.known, datetime.now(UTC).date())
    document = load_document(options.openapi)
    cases = select_cases(document, options.select, options.effort, options.exclude)
    effort = EFFORTS[options.effort]
    if options.url is None:
        check_mock(document, options.openapi)
        mock = InProcessTarget(document, seed=options.seed, effort=effort)
        return RunPlan(document, cases, mock, mock_contexts(document, mock), "the mock in this process", {}, known)
    access = access_of(options, document)
    named = {KEY: access.key, SECOND_KEY: access.second_key, SUSPENDED_KEY: access.suspended_key}
    keys = {name: key for name, key in named.items() if key}
    target = UrlTarget(document, access, seed=options.seed, effort=effort)
    if options.more_keys:
        return _plan_several(
            RunPlan(document, cases, target, url_contexts(document, keys), "", keys, known), access, options
        )
    may_replay = not access.read_only and (options.replay or is_loopback(host_of(access.base_url)))
    # With --fail-fast the user waits for the report.
    seconds = _FAIL_FAST_SECONDS if options.fail_fast else SECONDS
    contexts = url_contexts(document, keys, target if may_replay else None, seconds)
    return RunPlan(document, cases, target, contexts, _described(access), keys, known)


def _plan_several(first: RunPlan, access: Access, options: Options) -> RunPlan:
    """Return a plan with several keys from that of the first one.

    Its findings are not replayed on the server: the keys are in use until the end of the run.
    """
    document, effort = first.document, EFFORTS[options.effort]
    alone = [replace(access, key=key, second_key=None, suspended_key=None) for key in options.more_keys]
    targets = [first.target, *(UrlTarget(document, one, seed=options.seed, effort=effort) for one in alone)]
    several = SeveralKeys(targets, [first.keys, *({KEY: one.key} for one in alone)])
    more = {numbered_key(number): key for number, key in enumerate(options.more_keys, 2)}
    return replace(
        first,
        target=several,
        contexts=lambda case: url_contexts(document, several.keys_of(case))(case),
        server=f"{_described(access)}, {len(targets)} keys at the same time",
        keys={**first.keys, **more},
    )


def case_selector(options: Options) -> partial[list[Case]]:
    """Return `select_cases` with the options' choice of checks, in a form that another process can receive."""
    return partial(select_cases, globs=options.select, effort=options.effort, excluded=options.exclude)


def title_of(document: Document) -> str:
    """Return the title and the version of a document."""
    info = document.node["info"]
    return f"{info['title']} {info['version']}"


def check_mock(document: Document, path: Path | None) -> None:
    """Raise UsageError for a document that the mock cannot serve."""
    try:
        AdminMock(document=document.node)
    except SpecError as error:
        reason = error.of(path.name) if path else error
        raise UsageError(f"--openapi: the mock cannot serve the document ({one_line(reason)})") from None


class Reach(Protocol):
    """The options of how to reach a server, as `Options` has them."""

    @property
    def url(self) -> str | None:
        """The base URL."""

    @property
    def key(self) -> str | None:
        """The admin API key."""

    @property
    def second_key(self) -> str | None:
        """The key of another account."""

    @property
    def suspended_key(self) -> str | None:
        """The key of a suspended account."""

    @property
    def rate_limit(self) -> tuple[int, float] | str | None:
        """The rate limit."""

    @property
    def read_only(self) -> bool:
        """Whether only safe methods are sent."""

    @property
    def budget(self) -> int | None:
        """The number of items to create that the API cannot delete."""


def access_of(options: Reach, document: Document) -> Access:
    """Return how to reach the server of a run, and what the run may do there. Raises UsageError where it is impossible."""
    assert options.url is not None, "only a server at a URL has an access"
    assert options.key is not None, "the options have a key where they have a URL"
    limit = (document.limit, document.seconds)
    if isinstance(options.rate_limit, tuple) and options.rate_limit != limit:
        raise UsageError(
            f"--rate-limit {_rate(*options.rate_limit)} differs from the document, which says {_rate(*limit)}; fix: leave the flag "
            "out, or use off"
        )
    host = host_of(options.url)
    if host in _production_hosts(document) and not options.read_only and options.budget is None:
        raise UsageError(
            f"{host} is the production server of the document; fix: add --read-only, or set with --budget how many items the run may "
            "create that cannot be deleted at once"
        )
    budget = options.budget if options.budget is not None else _LOOPBACK_BUDGET if is_loopback(host) else _REMOTE_BUDGET
    return Access(
        options.url,
        options.key,
        options.second_key,
        options.suspended_key,
        limit=options.rate_limit is not None,
        read_only=options.read_only,
        budget=budget,
    )


def _production_hosts(document: Document) -> set[str]:
    """Return the hosts of the servers of a document, and of the mock's: another document does not permit writes to these."""
    hosts = set()
    for server in (*bundled_document().get("servers", ()), *document.node.get("servers", ())):
        # A relative URL, or one with variables, names no host.
        with suppress(httpx2.InvalidURL):
            hosts.add(host_of(server["url"]))
    return hosts - {""}


def _rate(requests: int, seconds: float) -> str:
    return f"{requests}/{'' if seconds == 1 else format(seconds, 'g')}s"


def _described(access: Access) -> str:
    if access.read_only:
        return f"{access.base_url} (read-only)"
    return f"{access.base_url} (creates at most {access.budget} items that cannot be deleted)"
