"""`python -m contract_tests --strangers`: the suite on our mock, on Prism and on Mockoon, all serving the same document, in one table."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

from apivideo_admin_mock.spec import bundled_document
from apivideo_admin_mock.testing import MockServer
from contract_tests.bench.others import FOLDER, commands_of, other
from contract_tests.document import read_document
from contract_tests.faults.field import KEYS, SUSPENDED
from contract_tests.faults.hunt import EFFORT, limited
from contract_tests.faults.pool import Ground, ground_of
from contract_tests.strangers.tally import table, verdicts
from contract_tests.suite.rule import Rule
from contract_tests.suite.runner import Result, run
from contract_tests.suite.url_host import Access, UrlHost


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
    ground = ground_of(read_document(bundled_document()))
    with ExitStack() as stack:
        ours = [
            stack.enter_context(MockServer(keys=list(KEYS), suspended_keys=[SUSPENDED], rate_limit=limit))
            for limit in ("off", "spec")
        ]
        found = {"our mock": _verdicts(ground, *(one.url for one in ours))}
        for name, command in commands.items():
            url = stack.enter_context(other(command))
            found[name] = _verdicts(ground, url, url)
    sys.stdout.write(f"{table(found)}\n")
    return 0


def _verdicts(ground: Ground, fast: str, limiting: str) -> Mapping[Rule, str]:
    return verdicts(_results(ground, fast, limiting))


def _results(ground: Ground, fast: str, limiting: str) -> Iterator[Result]:
    """Run at full speed, and then, at the pace of the limit, what looks at the limit."""
    of_limit = limited(ground.cases)
    others = [case for case in ground.cases if case not in of_limit]
    for url, cases, limit in ((fast, others, False), (limiting, of_limit, True)):
        host = UrlHost(ground.document, Access(url, *KEYS, SUSPENDED, limit=limit, budget=10_000), effort=EFFORT)
        yield from run(cases, host)
