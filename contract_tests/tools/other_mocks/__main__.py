"""`python -m contract_tests --strangers`: the suite on our mock, on Prism and on Mockoon, all serving the same document, in one table."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Final

from apivideo_admin_contract.client.observer import Observer
from apivideo_admin_contract.document.document import read_document
from apivideo_admin_contract.document.exchange import Exchange
from apivideo_admin_contract.outcome.runner import Result, run
from apivideo_admin_contract.rules import http_rules, resource_rules
from apivideo_admin_contract.targets.by_url import Access, UrlTarget
from apivideo_admin_mock.spec import bundled_document
from apivideo_admin_mock.testing import MockServer
from contract_tests.planted_bugs.harness.pool import Matrix, matrix_of
from contract_tests.planted_bugs.harness.run_until_caught import EFFORT, limited
from contract_tests.planted_bugs.harness.setup import KEYS, SUSPENDED
from contract_tests.tools.bench.others import FOLDER, commands_of, other
from contract_tests.tools.other_mocks.comparison import general, table, verdicts


def main(arguments: Sequence[str] | None = None) -> int:
    """Install what is missing, run, and print the table; give 2 where the others can't be had."""
    parser = argparse.ArgumentParser(
        prog="python -m contract_tests --strangers", description=__doc__.partition(": ")[2]
    )
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where npm puts Prism and Mockoon")
    given = parser.parse_args(arguments)
    commands = commands_of(given.folder)
    if commands is None:
        sys.stderr.write("npm is not installed; it brings Prism and Mockoon\n")
        return 2
    matrix = matrix_of(read_document(bundled_document()))
    with ExitStack() as stack:
        ours = [
            stack.enter_context(MockServer(keys=list(KEYS), suspended_keys=[SUSPENDED], rate_limit=limit))
            for limit in ("off", "spec")
        ]
        found = {"our mock": _verdicts(matrix, *(one.url for one in ours))}
        for name, command in commands.items():
            url = stack.enter_context(other(command))
            found[name] = _verdicts(matrix, url, url)
    sys.stdout.write(f"{table(found)}\n")
    return 0


#: What every answer is held to, by no check of its own.
_OF_EVERY_ANSWER: Final = (
    resource_rules.NO_SERVER_ERROR,
    resource_rules.DOCUMENTED_STATUS,
    resource_rules.HEADERS,
    resource_rules.MEDIA_TYPE,
    resource_rules.SCHEMA,
    http_rules.PROBLEM,
)


class _Blind(Observer):
    """Looks at no answer, so that a check comes to what it asks itself, whatever headers are missing."""

    def look(self, exchange: Exchange) -> None:
        """Let it pass."""


def _verdicts(matrix: Matrix, fast: str, limiting: str) -> Mapping[str, str]:
    found = general(_results(matrix, fast, limiting, Observer(matrix.document)), [rule.id for rule in _OF_EVERY_ANSWER])
    return found | verdicts(_results(matrix, fast, limiting, _Blind(matrix.document)))


def _results(matrix: Matrix, fast: str, limiting: str, observer: Observer) -> Iterator[Result]:
    """Run at full speed, and then, at the pace of the limit, what looks at the limit."""
    of_limit = limited(matrix.cases)
    others = [case for case in matrix.cases if case not in of_limit]
    for url, cases, limit in ((fast, others, False), (limiting, of_limit, True)):
        access = Access(url, *KEYS, SUSPENDED, limit=limit, budget=10_000)
        yield from run(cases, UrlTarget(matrix.document, access, effort=EFFORT, observer=observer))
