"""The contract suite in the demo: on the mock that the SDK used, and on a mock with a planted bug."""

from __future__ import annotations

import io
from contextlib import redirect_stdout

from apivideo_admin_contract import environment
from apivideo_admin_contract.cli import main
from apivideo_admin_contract.document.reading import read_document
from apivideo_admin_mock.spec import bundled_document
from contract_tests.planted_bugs.harness.setup import KEYS, Setup
from contract_tests.planted_bugs.server.catalogue import find

BUG = "deleted_items_are_still_listed"


def run_suite(url: str, key: str) -> tuple[int, list[str]]:
    """Run the smoke level without a rate limit. Return the exit code and the lines of the report."""
    output = io.StringIO()
    flags = ["--url", url, "--rate-limit", "off", "--effort", "smoke", "--fail-fast"]
    with redirect_stdout(output):
        code = main(flags, {environment.KEY: key})
    return code, output.getvalue().splitlines()


def run_on_a_bug() -> tuple[int, list[str]]:
    """Run the smoke level on a mock with `BUG`, as `run_suite` does."""
    setup = Setup(read_document(bundled_document()), find(BUG))
    with setup.served(limited=False) as (_, url):
        return run_suite(url, KEYS[0])
