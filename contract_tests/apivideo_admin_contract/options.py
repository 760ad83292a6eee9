"""What a run is asked for on the command line, and what of it does not fit together."""

from __future__ import annotations

import argparse
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NoReturn

from apivideo_admin_contract.client.address import base_url_of
from apivideo_admin_contract.environment import KEY, PREFIX
from apivideo_admin_contract.errors import UsageError
from apivideo_admin_contract.session.session import Effort

EFFORTS: Final[Mapping[str, Effort]] = {
    "fast": Effort(8, 15),
    "ci": Effort(20, 25),
    "thorough": Effort(150, 50),
}
FORMATS: Final = ("text", "junit", "json", "html")
_RATE: Final = re.compile(r"([0-9]{1,9})/([0-9]{1,9}(?:\.[0-9]{1,9})?|\.[0-9]{1,9})?s")
_DESCRIPTION: Final = "Hold a server to the Admin API: the mock in this process, or any server by its URL."
_EPILOG: Final = (
    "The keys may come from the environment instead, where no list of processes shows them: APIVIDEO_ADMIN_CONTRACT_KEY, APIVIDEO_ADMIN_CONTRACT_SECOND_KEY, APIVIDEO_ADMIN_CONTRACT_SUSPENDED_KEY. "
    "Exit codes: 0, every rule that was checked is kept; 1, there are findings; 2, the run can't be done, or a report can't be written, and "
    "one line says why; 130, it was interrupted, and has cleaned up or lists what it left. (nox gives 1 for each of the last three.)"
)
_NEEDS_URL: Final = ("key", "second_key", "suspended_key", "rate_limit", "read_only", "budget")


@dataclass(frozen=True, slots=True)
class Options:
    """What a run is asked for. ``rate_limit`` are requests and seconds, None for off, and "spec" for the document's.

    ``budget`` is None where none was given, ``jobs`` is how many processes share the checks, ``reports`` are formats, each with a file
    or None for the standard output.
    """

    url: str | None
    key: str | None
    second_key: str | None
    suspended_key: str | None
    rate_limit: tuple[int, float] | str | None
    read_only: bool
    budget: int | None
    seed: int
    select: tuple[str, ...]
    fail_fast: bool
    effort: str
    jobs: int
    reports: tuple[tuple[str, Path | None], ...]
    coverage: bool
    show_all: bool
    list_only: bool
    openapi: Path | None


def parse(arguments: Sequence[str], environ: Mapping[str, str]) -> Options:
    """Read the command line. Raises UsageError for what does not fit, and SystemExit after ``--help``."""
    given = _parser().parse_args(arguments)
    if given.url is None:
        for name in _NEEDS_URL:
            if getattr(given, name) not in {None, False}:
                raise UsageError(f"--{name.replace('_', '-')} is for a server elsewhere: give its --url as well")
    keys = {
        name: getattr(given, name) or (environ.get(PREFIX + name.upper()) if given.url else None)
        for name in ("key", "second_key", "suspended_key")
    }
    url = None if given.url is None else _base_url(given.url)
    if url and not keys["key"]:
        raise UsageError(f"a server needs a key: give --key, or set {KEY}")
    _check_keys(keys)
    return Options(
        url=url,
        **keys,
        rate_limit=_rate(given.rate_limit),
        read_only=given.read_only,
        budget=given.budget,
        seed=given.seed,
        select=tuple(given.select),
        fail_fast=given.fail_fast,
        effort=given.effort,
        jobs=_jobs(given),
        reports=_reports(given.report, given.output),
        coverage=given.coverage,
        show_all=given.all,
        list_only=given.list,
        openapi=given.openapi,
    )


def _base_url(text: str) -> str:
    try:
        return base_url_of(text)
    except ValueError as error:
        # What is refused may hold a password.
        raise UsageError(f"--url takes the URL of a server, like http://127.0.0.1:8080: {error}") from None


def _check_keys(keys: Mapping[str, str | None]) -> None:
    given = [(f"--{name.replace('_', '-')}", key) for name, key in keys.items() if key]
    for number, (flag, key) in enumerate(given):
        same = next((other for other, known in given[:number] if known == key), None)
        if same:
            raise UsageError(f"{flag} is the same key as {same}: give the key of another account, or none")


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """Tell it in one line, as all that is wrong is told."""
        raise UsageError(f"{message} (see --help)")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="python -m contract_tests", description=_DESCRIPTION, epilog=_EPILOG, allow_abbrev=False)
    add = parser.add_argument_group("the server").add_argument
    add("--url", metavar="URL", help="a server; the mock in this process by default")
    add("--key", metavar="KEY", help="an admin API key of an account for tests")
    add("--second-key", metavar="KEY", help="the key of another account: that neither sees the other is checked then")
    add("--suspended-key", metavar="KEY", help="the key of a suspended account: that it is refused is checked then")
    add("--rate-limit", metavar="RATE", help="off, or the document's like 10/s (default): keep below it, and check it")
    add("--read-only", action="store_true", help="send GET, HEAD and OPTIONS only")
    add(
        "--budget",
        type=_natural,
        metavar="N",
        help="make at most N items that can't be deleted again (default: 300 on a loopback address, else 20)",
    )
    add("--openapi", type=Path, metavar="FILE", help="the bundled document, JSON or YAML; the mock's by default")
    add = parser.add_argument_group("the checks").add_argument
    add(
        "--select",
        action="append",
        default=[],
        metavar="GLOB",
        help="only these: a check, operation, collection or rule; repeatable",
    )
    add("--seed", type=int, default=0, metavar="N", help="what chance begins with (default 0)")
    add("--effort", choices=EFFORTS, default="ci", help="how many examples checks try (default ci)")
    add("--jobs", type=_positive, metavar="N", help="processes, in process only (default: one for each core)")
    add("--fail-fast", action="store_true", help="stop at the first finding")
    add("--list", action="store_true", help="list the checks and do nothing")
    add = parser.add_argument_group("the report").add_argument
    add("--report", action="append", default=[], metavar="FORMAT[=FILE]", help=f"{', '.join(FORMATS)}; repeatable")
    add("--output", type=Path, metavar="FILE", help="where the one --report goes")
    add("--coverage", action="store_true", help="tell which operations, parameters, values and statuses were seen")
    add("--all", action="store_true", help="show every finding of a rule, not the first few")
    return parser


def _natural(text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise argparse.ArgumentTypeError(f"takes a whole number from 0, not {text!r}")
    return int(text)


def _positive(text: str) -> int:
    number = _natural(text) if text.isascii() and text.isdigit() else 0
    if not number:
        raise argparse.ArgumentTypeError(f"takes a whole number from 1, not {text!r}")
    return number


def _rate(text: str | None) -> tuple[int, float] | str | None:
    if text is None:
        return "spec"
    if text == "off":
        return None
    found = _RATE.fullmatch(text)
    if found is None or not int(found[1]) or float(found[2] or 1) <= 0:
        raise UsageError(f"--rate-limit takes off, or requests and seconds like 10/s, not {text!r}")
    return int(found[1]), float(found[2] or 1)


def _jobs(given: argparse.Namespace) -> int:
    if given.url:
        if given.jobs not in {None, 1}:
            raise UsageError("--jobs is for the mock in this process: on one server the checks run one after the other")
        return 1
    return given.jobs or os.cpu_count() or 1


def _reports(given: Sequence[str], output: Path | None) -> tuple[tuple[str, Path | None], ...]:
    reports = [(name, Path(file) if file else None) for name, _, file in (one.partition("=") for one in given)]
    for name, _ in reports:
        if name not in FORMATS:
            raise UsageError(f"--report takes {', '.join(FORMATS)}, not {name!r}")
    if output is not None:
        if len(reports) != 1 or reports[0][1] is not None:
            raise UsageError("--output goes with one --report FORMAT; for several write --report FORMAT=FILE each time")
        return ((reports[0][0], output),)
    files = [file for _, file in reports if file is not None]
    if len(set(files)) < len(files):
        raise UsageError("two reports go to the same file: write --report FORMAT=FILE with another one for each")
    if sum(file is None for _, file in reports) > 1:
        raise UsageError("only one report can go to the standard output: write --report FORMAT=FILE")
    if not any(file is None for _, file in reports):
        reports.append(("text", None))
    return tuple(reports)
