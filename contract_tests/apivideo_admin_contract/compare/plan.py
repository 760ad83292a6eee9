"""Plan a comparison: the document, the checks, and both servers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from apivideo_admin_contract.compare.cases import CONCURRENT, Servers
from apivideo_admin_contract.compare.options import SIDES, CompareOptions, SideOptions
from apivideo_admin_contract.compare.pairs import Pairs
from apivideo_admin_contract.compare.times import Times
from apivideo_admin_contract.document.document import Document
from apivideo_admin_contract.environment import KEY, PREFIX, SECOND_KEY, SUSPENDED_KEY
from apivideo_admin_contract.outcome.suite_error import make_judge
from apivideo_admin_contract.plan import EFFORTS, access_of, check_mock
from apivideo_admin_contract.selection import load_document, select_cases
from apivideo_admin_contract.session.check import Case
from apivideo_admin_contract.session.session import Effort
from apivideo_admin_contract.targets.by_url import Access, UrlTarget
from apivideo_admin_contract.targets.direct_client import DirectClient
from apivideo_admin_contract.targets.in_process import KEYS, InProcessTarget, Target, WsgiTransport
from apivideo_admin_mock.testing import AdminMock

#: How a report names a mock in this process.
MOCK_NAME: Final = "the mock in this process"


@dataclass(frozen=True, slots=True)
class ComparePlan:
    """What a comparison works with. ``names`` describe the servers; ``keys`` are those of servers at a URL, by variable name."""

    document: Document
    cases: list[Case]
    servers: Servers
    names: tuple[str, str]
    keys: Mapping[str, str]


def plan_comparison(options: CompareOptions) -> ComparePlan:
    """Plan a comparison. Raises UsageError where it is impossible."""
    document = load_document(options.openapi)
    selected = select_cases(document, options.select, options.effort, options.exclude)
    # Checks with concurrent requests leave items in an order of the server, which the lists of later checks would show.
    cases = sorted(selected, key=lambda case: case.check in CONCURRENT)
    sides = (options.left, options.right)
    has_clocks = all(side.url is None for side in sides) and not options.left.read_only
    if any(side.url is None for side in sides):
        check_mock(document, options.openapi)
    effort = EFFORTS[options.effort]
    if has_clocks:
        # The right mock generates other ids, secrets and figures.
        left, right = (
            InProcessTarget(document, seed=options.seed, mock_seed=options.seed + number, effort=effort)
            for number in range(2)
        )
        servers = servers_of(document, left, right, options.seed, effort, has_clocks=True)
    else:
        budgets = [access_of(side, document).budget for side in sides if side.url is not None]
        budget = min(budgets, default=0)
        servers = servers_of(
            document,
            _target(document, options.left, budget, options, options.seed),
            _target(document, options.right, budget, options, options.seed + 1),
            options.seed,
            effort,
            has_clocks=False,
        )
    return ComparePlan(document, cases, servers, (_named(sides[0]), _named(sides[1])), _keys(sides))


def servers_of(
    document: Document,
    left: Target,
    right: Target,
    seed: int,
    effort: Effort,
    *,
    has_clocks: bool,
) -> Servers:
    """Return two servers to compare, which hold the same data as far as it is known."""
    judge = make_judge(document, seed, effort)
    return Servers(document, left, right, judge, has_clocks, has_same_data=True, pairs=Pairs(), times=Times())


def _target(document: Document, side: SideOptions, budget: int, options: CompareOptions, mock_seed: int) -> UrlTarget:
    """Return a server at a URL, or a mock that is used like one. ``budget`` is that of both sides, so that the checks do the same."""
    effort = EFFORTS[options.effort]
    if side.url is not None:
        return UrlTarget(document, replace(access_of(side, document), budget=budget), seed=options.seed, effort=effort)
    limit = side.rate_limit is not None
    mock = AdminMock(
        keys=[KEYS[KEY], KEYS[SECOND_KEY]],
        suspended_keys=[KEYS[SUSPENDED_KEY]],
        rate_limit="spec" if limit else "off",
        seed=mock_seed,
        document=document.node,
    )
    access = Access(
        mock.base_url,
        KEYS[KEY],
        KEYS[SECOND_KEY],
        KEYS[SUSPENDED_KEY],
        limit=limit,
        read_only=side.read_only,
        budget=budget,
    )
    client = DirectClient(WsgiTransport(mock.wsgi), mock.base_url)
    return UrlTarget(document, access, seed=options.seed, effort=effort, client=client)


def _named(side: SideOptions) -> str:
    if side.url is None:
        return MOCK_NAME
    return f"{side.url} (read-only)" if side.read_only else side.url


def _keys(sides: tuple[SideOptions, SideOptions]) -> dict[str, str]:
    named = {
        f"{PREFIX}{name}_{variable.removeprefix(PREFIX)}".upper(): key
        for name, side in zip(SIDES, sides, strict=True)
        for variable, key in ((KEY, side.key), (SECOND_KEY, side.second_key), (SUSPENDED_KEY, side.suspended_key))
    }
    return {name: key for name, key in named.items() if key}
