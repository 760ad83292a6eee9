"""The command line of ``apivideo-admin-contract compare``."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from apivideo_admin_contract import environment
from apivideo_admin_contract.arguments import ArgumentParser, add_access_flags, add_report_flag, add_selection_flags
from apivideo_admin_contract.environment import PREFIX, PROGRAM, sources
from apivideo_admin_contract.errors import UsageError
from apivideo_admin_contract.options import (
    flag_of,
    read_base_url,
    read_limits,
    read_rate,
    read_reports,
    refuse_equal_keys,
)

#: The name of the command, and of a mock in this process in place of a URL.
COMMAND: Final = "compare"
MOCK: Final = "mock"
FORMATS: Final = ("text", "json")
SIDES: Final = ("left", "right")
_KEYS: Final = ("key", "second_key", "suspended_key")
_DESCRIPTION: Final = (
    "Run the same checks on two servers, and report where their verdicts or their responses differ, by rule. Values that a server generates, "
    "such as ids, secrets and times, may differ."
)
_EPILOG: Final = f"""\
environment variables:
  {PREFIX}LEFT_KEY, _LEFT_SECOND_KEY, _LEFT_SUSPENDED_KEY, the same for the right
  server, {environment.RATE_LIMIT} and {environment.BUDGET}
  are read where the flag of that name is missing. Prefer them for keys: process lists show arguments.

exit codes:
  0    EQUAL: the servers have no differences
  1    DIFFERENT: they have at least one
  2    the comparison is impossible, compared nothing, could not write a report, or a check failed with an error
       of the suite itself; a message shows the reason
  130  interrupted; the run cleaned up, or lists what it left on the servers

examples:
  {PROGRAM} compare --left mock --right https://staging.example.com
  {PROGRAM} compare --left https://old.example.com --right https://new.example.com --read-only --report json=differences.json
"""


@dataclass(frozen=True, slots=True)
class SideOptions:
    """The options of a server, as `plan.access_of` reads them. ``url`` is None for a mock in this process."""

    url: str | None
    key: str | None
    second_key: str | None
    suspended_key: str | None
    rate_limit: tuple[int, float] | str | None
    read_only: bool
    budget: int | None


@dataclass(frozen=True, slots=True)
class CompareOptions:
    """The options of a comparison. ``max_time`` is in seconds; ``stamp`` is the file to record the comparison in."""

    left: SideOptions
    right: SideOptions
    openapi: Path | None
    select: tuple[str, ...]
    exclude: tuple[str, ...]
    seed: int
    effort: str
    fail_fast: bool
    max_time: float | None
    reports: tuple[tuple[str, Path | None], ...]
    show_all: bool
    stamp: Path | None


def parse(arguments: Sequence[str], environ: Mapping[str, str]) -> CompareOptions:
    """Parse the arguments after the name of the command. Raises UsageError for wrong options, and SystemExit after ``--help``."""
    given = _parser().parse_args(arguments)
    read_limits(given, environ)
    left, right = (_side(given, side, environ) for side in SIDES)
    return CompareOptions(
        left=left,
        right=right,
        openapi=given.openapi,
        select=tuple(given.select),
        exclude=tuple(given.exclude),
        seed=given.seed,
        effort=given.effort,
        fail_fast=given.fail_fast,
        max_time=given.max_time,
        reports=read_reports(given.report, None, FORMATS),
        show_all=given.all,
        stamp=given.stamp,
    )


def _side(given: argparse.Namespace, side: str, environ: Mapping[str, str]) -> SideOptions:
    url = getattr(given, side)
    keys = {name: getattr(given, f"{side}_{name}") for name in _KEYS}
    if url == MOCK:
        if any(keys.values()):
            name = next(name for name, key in keys.items() if key)
            raise UsageError(
                f"{_flag(side, name)} does not apply to --{side} {MOCK}: a mock in this process has keys of its own"
            )
        return SideOptions(None, None, None, None, read_rate(given.rate_limit), given.read_only, given.budget)
    keys = {name: key or environ.get(f"{PREFIX}{side}_{name}".upper()) for name, key in keys.items()}
    if not keys["key"]:
        raise UsageError(f"--{side} needs an admin API key; fix: add {sources(f'{PREFIX}{side}_key'.upper())}")
    refuse_equal_keys({_flag(side, name): key for name, key in keys.items() if key})
    return SideOptions(
        read_base_url(url, f"--{side}"),
        keys["key"],
        keys["second_key"],
        keys["suspended_key"],
        read_rate(given.rate_limit),
        given.read_only,
        given.budget,
    )


def _flag(side: str, name: str) -> str:
    return flag_of(f"{side}_{name}")


def _parser() -> argparse.ArgumentParser:
    parser = ArgumentParser(
        prog=f"{PROGRAM} {COMMAND}",
        usage=f"{PROGRAM} {COMMAND} --left URL --right URL [FLAGS]",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        allow_abbrev=False,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument_group("servers").add_argument
    for side in SIDES:
        add(
            f"--{side}",
            required=True,
            metavar="URL",
            help=f"base URL of the {side} server; `{MOCK}`: a mock in this process",
        )
        add(
            f"--{side}-key",
            metavar="KEY",
            help=f"admin API key of a test account on the {side} server; required with a URL",
        )
        add(
            f"--{side}-second-key",
            metavar="KEY",
            help="key of another account there; needed to compare account isolation",
        )
        add(
            f"--{side}-suspended-key", metavar="KEY", help="key of a suspended account there; needed to compare its 403"
        )
    add_access_flags(add)
    add_selection_flags(parser.add_argument_group("checks").add_argument, effort="fast")
    add = parser.add_argument_group("reports").add_argument
    add_report_flag(add, FORMATS)
    add("--all", action="store_true", help="show every difference (default: three per rule)")
    add(
        "--stamp",
        type=Path,
        metavar="FILE",
        help="record in FILE what was compared when, after a complete comparison; a mock with --compare-stamp FILE shows it",
    )
    return parser
