"""`python3 -m contract_tests.tools.other_mocks`: run the suite on our mock, Prism and Mockoon, and print one table."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Final

from apivideo_admin_contract.client.observer import Observer
from apivideo_admin_contract.document.exchange import Exchange
from apivideo_admin_contract.document.reading import read_document
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
    """Install Prism and Mockoon if they are missing, run the suite, and print the table.

    Return 2 if npm is not installed.
    """
    parser = argparse.ArgumentParser(
        prog="python3 -m contract_tests.tools.other_mocks",
        description="Run the suite on our mock, Prism and Mockoon, which serve the same document, and print one table.",
    )
    parser.add_argument(
        "--folder", type=Path, default=FOLDER, help="where npm installs Prism and Mockoon (default: %(default)s)"
    )
    given = parser.parse_args(arguments)
    commands = commands_of(given.folder)
    if commands is None:
        sys.stderr.write("npm is not installed; fix: install Node.js with npm, which installs Prism and Mockoon\n")
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


#: Rules that apply to every response and have no checks of their own.
_RESPONSE_RULES: Final = (
    resource_rules.NO_SERVER_ERROR,
    resource_rules.DOCUMENTED_STATUS,
    resource_rules.HEADERS,
    resource_rules.MEDIA_TYPE,
    resource_rules.SCHEMA,
    http_rules.PROBLEM,
)


class _NoObserver(Observer):
    """An observer that checks no response, so that a missing header does not end a check early."""

    def look(self, exchange: Exchange) -> None:
        """Accept the exchange."""


def _verdicts(matrix: Matrix, fast: str, limiting: str) -> Mapping[str, str]:
    found = general(_results(matrix, fast, limiting, Observer(matrix.document)), [rule.id for rule in _RESPONSE_RULES])
    return found | verdicts(_results(matrix, fast, limiting, _NoObserver(matrix.document)))


def _results(matrix: Matrix, fast: str, limiting: str, observer: Observer) -> Iterator[Result]:
    """Run the cases without a rate limit at full speed, then the cases of the rate limit at its pace."""
    of_limit = limited(matrix.cases)
    others = [case for case in matrix.cases if case not in of_limit]
    for url, cases, limit in ((fast, others, False), (limiting, of_limit, True)):
        access = Access(url, *KEYS, SUSPENDED, limit=limit, budget=10_000)
        yield from run(cases, UrlTarget(matrix.document, access, effort=EFFORT, observer=observer))


if __name__ == "__main__":
    sys.exit(main())
