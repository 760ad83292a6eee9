"""The flags of the command, and the text of ``--help``."""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, NoReturn

from apivideo_admin_contract import environment
from apivideo_admin_contract.environment import PROGRAM
from apivideo_admin_contract.errors import UsageError

#: The effort that runs only the cases that catch the most bugs in the least time.
SMOKE: Final = "smoke"
EFFORTS: Final = (SMOKE, "fast", "ci", "thorough")
FORMATS: Final = ("text", "junit", "json", "html", "github", "har", "ndjson")
#: Those that show the exchanges of each finding.
WITH_EXCHANGES: Final = frozenset({"har", "ndjson"})
_DESCRIPTION: Final = "Run contract tests against a server of the api.video Admin API. Without --url they run against a mock inside the suite's own processes."
_EPILOG: Final = f"""\
environment variables:
  {environment.URL}, {environment.KEY},
  {environment.SECOND_KEY}, {environment.SUSPENDED_KEY},
  {environment.RATE_LIMIT} and {environment.BUDGET}
  are read where the flag of that name is missing. Prefer them for keys: process lists show arguments.
  All but the first apply only to a run against a URL.

exit codes:
  0    PASS: every check that ran passed, or has a known finding
  1    FAIL: the server violates at least one rule
  2    the run is impossible, checked nothing, could not write a report, or a check failed with an error of the
       suite itself; a message shows the reason
  130  interrupted; the run cleaned up, or lists what it left on the server
  141  the reader of --help, --version or --list closed the output

`{PROGRAM} compare --help` shows how to compare two servers.

examples:
  {PROGRAM} --list
  export {environment.KEY}=...
  {PROGRAM} --url http://127.0.0.1:8080 --rate-limit off
  {PROGRAM} --url https://staging.example.com --select page-links --report junit=junit.xml
"""


class ArgumentParser(argparse.ArgumentParser):
    """A parser that raises UsageError."""

    def error(self, message: str) -> NoReturn:
        """Raise UsageError, which the command prints in one line like every other error."""
        raise UsageError(f"{message}; hint: --help lists the flags")


class _Version(argparse.Action):
    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> NoReturn:
        """Print the versions of the suite and of the API that it checks, and exit."""
        from apivideo_admin_contract import API_VERSION, __version__

        sys.stdout.write(f"{PROGRAM} {__version__} (api.video Admin API {API_VERSION})\n")
        parser.exit()


def argument_parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    parser = ArgumentParser(
        prog=PROGRAM,
        usage=f"{PROGRAM} [--url URL] [FLAGS]",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        allow_abbrev=False,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="print the version of the suite and of the API")
    parser.add_argument(
        "--config",
        type=Path,
        metavar="FILE",
        help="TOML file with flags (default: apivideo-admin-contract.toml, or [tool.apivideo-admin-contract] of pyproject.toml)",
    )
    _add_server_flags(parser)
    _add_check_flags(parser)
    add = parser.add_argument_group("reports").add_argument
    add_report_flag(add, FORMATS)
    add("--output", type=Path, metavar="FILE", help="the file of the only --report")
    add("--coverage", action="store_true", help="add which operations, parameters, values and statuses the run covered")
    add("--all", action="store_true", help="show every finding (default: three per rule)")
    return parser


def _add_server_flags(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument_group("server").add_argument
    add("--url", metavar="URL", help="base URL of the server (default: a mock inside the suite's own processes)")
    add(
        "--key",
        action="append",
        metavar="KEY",
        help="admin API key of a test account; required with --url; repeatable: keys of several accounts run checks at the same time",
    )
    add("--second-key", metavar="KEY", help="key of another account; needed to test account isolation")
    add("--suspended-key", metavar="KEY", help="key of a suspended account; needed to test that it is refused with 403")
    add_access_flags(add)
    add(
        "--replay",
        action="store_true",
        help="repeat the requests of a finding on the server, to find the shortest sequence (default: on a loopback address only)",
    )


def add_access_flags(add: Callable[..., object]) -> None:
    """Add the flags of what a run may do on a server; ``add`` is the method of a group."""
    add(
        "--rate-limit",
        metavar="RATE",
        help="the limit of the document, like 10/s: stay below it and test it (default); off: the server has none",
    )
    add("--read-only", action="store_true", help="send GET, HEAD and OPTIONS only")
    add(
        "--budget",
        type=natural,
        metavar="N",
        help="create at most N items that the API cannot delete (default: 300 on a loopback address, else 20)",
    )
    add(
        "--openapi",
        type=Path,
        metavar="FILE",
        help="bundled OpenAPI document of the server, JSON or YAML (default: the one of the installed mock)",
    )


def _add_check_flags(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument_group("checks").add_argument
    add_selection_flags(add, effort="ci")
    add(
        "--jobs",
        type=_positive,
        metavar="N",
        help="number of processes, each with a mock of its own; without --url only (default: one per CPU)",
    )
    add(
        "--known",
        type=Path,
        metavar="FILE",
        help="TOML file with known findings, which do not fail the run (see the README)",
    )
    add("--list", action="store_true", help="list the checks and exit")


def add_selection_flags(add: Callable[..., object], *, effort: str) -> None:
    """Add the flags of which checks run, and for how long; ``effort`` is the default."""
    add(
        "--select",
        action="append",
        default=[],
        metavar="GLOB",
        help="run only matching checks, by the name of a check, operation, collection or rule; repeatable",
    )
    add(
        "--exclude",
        action="append",
        default=[],
        metavar="GLOB",
        help="leave matching checks out; repeatable",
    )
    add("--seed", type=int, default=0, metavar="N", help="random seed (default: 0)")
    add(
        "--effort",
        choices=EFFORTS,
        default=effort,
        help="smoke: the checks that find the most in a minute; the others: the number of generated examples (default: %(default)s)",
    )
    add("--fail-fast", action="store_true", help="stop at the first finding")
    add("--max-time", type=_seconds, metavar="SECONDS", help="start no further check after this time")


def add_report_flag(add: Callable[..., object], formats: Sequence[str]) -> None:
    """Add the flag of the reports, in one of these formats."""
    add(
        "--report",
        action="append",
        default=[],
        metavar="FORMAT[=FILE]",
        help=f"write a report: {', '.join(formats)}; repeatable (default: text on the standard output)",
    )


def natural(text: str) -> int:
    """Parse a whole number of 0 or more. Raises ArgumentTypeError for any other text."""
    if not text.isascii() or not text.isdigit():
        raise argparse.ArgumentTypeError(f"needs a whole number of 0 or more, not {text!r}")
    return int(text)


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not 0 < seconds < math.inf:
        raise argparse.ArgumentTypeError(f"needs a number of seconds above 0, not {text!r}")
    return seconds


def _positive(text: str) -> int:
    number = natural(text) if text.isascii() and text.isdigit() else 0
    if not number:
        raise argparse.ArgumentTypeError(f"needs a whole number of 1 or more, not {text!r}")
    return number
