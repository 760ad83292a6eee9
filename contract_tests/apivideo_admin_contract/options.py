"""The command line: parse it, and refuse combinations that make no sense.

Nothing here imports what a run needs, so that ``--help`` and ``--version`` return at once.
"""

from __future__ import annotations

import argparse
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count, takewhile
from pathlib import Path
from typing import Final

from apivideo_admin_contract import environment
from apivideo_admin_contract.arguments import FORMATS, argument_parser, natural
from apivideo_admin_contract.errors import UsageError

_RATE: Final = re.compile(r"([0-9]{1,9})/([0-9]{1,9}(?:\.[0-9]{1,9})?|\.[0-9]{1,9})?s")
#: Flags that make sense only with --url.
_NEEDS_URL: Final = ("key", "second_key", "suspended_key", "rate_limit", "read_only", "replay", "budget")
_KEYS: Final = ("key", "second_key", "suspended_key")


@dataclass(frozen=True, slots=True)
class Options:
    """The options of a run.

    ``rate_limit`` is requests and seconds, None for off, or "spec" for the limit of the document. ``replay`` is whether findings may be
    replayed on a server that is not on this machine. ``budget`` is None for the default. ``more_keys`` are those of further accounts, which
    run checks at the same time. ``max_time`` is in seconds. ``reports`` are formats, each with a file or None for the standard output.
    """

    url: str | None
    key: str | None
    more_keys: tuple[str, ...]
    second_key: str | None
    suspended_key: str | None
    rate_limit: tuple[int, float] | str | None
    read_only: bool
    replay: bool
    budget: int | None
    seed: int
    select: tuple[str, ...]
    exclude: tuple[str, ...]
    fail_fast: bool
    max_time: float | None
    known: Path | None
    effort: str
    jobs: int
    reports: tuple[tuple[str, Path | None], ...]
    coverage: bool
    show_all: bool
    list_only: bool
    openapi: Path | None


def parse(arguments: Sequence[str], environ: Mapping[str, str]) -> Options:
    """Parse the command line. Raises UsageError for wrong options, and SystemExit after ``--help`` and ``--version``."""
    given = argument_parser().parse_args(arguments)
    given.url = given.url or environ.get(environment.URL)
    if not given.url:
        for name in _NEEDS_URL:
            if (value := getattr(given, name)) is not None and value is not False:
                raise UsageError(f"{flag_of(name)} applies only to a server at a URL; fix: add --url")
        return _options(given)
    given.url = read_base_url(given.url, _sources("url"))
    for name in _KEYS[1:]:
        setattr(given, name, getattr(given, name) or environ.get(environment.PREFIX + name.upper()))
    given.key = given.key or _keys_of(environ)
    read_limits(given, environ)
    if not given.key:
        raise UsageError(f"--url needs an admin API key; fix: add --key, or set {environment.KEY}")
    _check_keys(given)
    return _options(given)


def _keys_of(environ: Mapping[str, str]) -> list[str]:
    """Return the keys of the environment: the first one, ``..._KEY_2``, ``..._KEY_3``, up to the first that is not set."""
    numbered = (environ.get(environment.numbered_key(number)) for number in count(1))
    return list(takewhile(bool, numbered))  # type: ignore[arg-type] # those before the first None


def _options(given: argparse.Namespace) -> Options:
    return Options(
        url=given.url or None,
        key=given.key[0] if given.key else None,
        more_keys=tuple(given.key[1:]) if given.key else (),
        second_key=given.second_key,
        suspended_key=given.suspended_key,
        rate_limit=read_rate(given.rate_limit),
        read_only=given.read_only,
        replay=given.replay,
        budget=given.budget,
        seed=given.seed,
        select=tuple(given.select),
        exclude=tuple(given.exclude),
        fail_fast=given.fail_fast,
        max_time=given.max_time,
        known=given.known,
        effort=given.effort,
        jobs=_jobs(given),
        reports=read_reports(given.report, given.output, FORMATS),
        coverage=given.coverage,
        show_all=given.all,
        list_only=given.list,
        openapi=given.openapi,
    )


def flag_of(name: str) -> str:
    """Return the flag of an option."""
    return f"--{name.replace('_', '-')}"


def _sources(name: str) -> str:
    return environment.sources(environment.PREFIX + name.upper())


def read_base_url(text: str, sources: str) -> str:
    """Return the base URL of a server; ``sources`` is where the user gave it. Raises UsageError if it is not one."""
    # It parses URLs as the client does, and so imports the client.
    from apivideo_admin_contract.client.address import parse_base_url

    try:
        return parse_base_url(text)
    except ValueError as error:
        # The message leaves the URL out, which may hold a password.
        raise UsageError(f"{sources} is not the URL of a server, like http://127.0.0.1:8080: {error}") from None


def read_limits(given: argparse.Namespace, environ: Mapping[str, str]) -> None:
    """Read the rate limit and the budget from the environment where their flag is missing. Raises UsageError for a budget that is not a number."""
    given.rate_limit = given.rate_limit or environ.get(environment.RATE_LIMIT)
    if given.budget is None and environ.get(environment.BUDGET):
        try:
            given.budget = natural(environ[environment.BUDGET])
        except argparse.ArgumentTypeError as error:
            raise UsageError(f"{environment.BUDGET} {error}") from None


def _check_keys(given: argparse.Namespace) -> None:
    keys = {environment.numbered_key(number): key for number, key in enumerate(given.key, 1)}
    others = {environment.PREFIX + name.upper(): getattr(given, name) for name in _KEYS[1:]}
    keys |= {name: key for name, key in others.items() if key}
    refuse_equal_keys({environment.sources(name): key for name, key in keys.items()})


def refuse_equal_keys(keys: Mapping[str, str]) -> None:
    """Raise UsageError if two keys are the same. They are by what the user gave them with."""
    first: dict[str, str] = {}
    for source, key in keys.items():
        if key in first:
            raise UsageError(f"{source} has the same key as {first[key]}; fix: use the key of another account, or none")
        first[key] = source


def read_rate(text: str | None) -> tuple[int, float] | str | None:
    """Return a rate limit as `Options` has it. Raises UsageError for another text."""
    if text is None:
        return "spec"
    if text == "off":
        return None
    found = _RATE.fullmatch(text)
    if found is None or not int(found[1]) or float(found[2] or 1) <= 0:
        raise UsageError(f"{_sources('rate_limit')} needs off, or requests and seconds like 10/s, not {text!r}")
    return int(found[1]), float(found[2] or 1)


def _jobs(given: argparse.Namespace) -> int:
    if given.url:
        if given.jobs not in {None, 1}:
            raise UsageError("--jobs does not apply to --url: on one server the checks run one after the other")
        return 1
    return given.jobs or os.cpu_count() or 1


def read_reports(
    given: Sequence[str], output: Path | None, formats: Sequence[str]
) -> tuple[tuple[str, Path | None], ...]:
    """Return the reports to write, each a format and its file, or None for the standard output. Raises UsageError for others."""
    reports = [(name, Path(file) if file else None) for name, _, file in (one.partition("=") for one in given)]
    for name, _ in reports:
        if name not in formats:
            raise UsageError(f"--report needs one of {', '.join(formats)}, not {name!r}")
    if output is not None:
        if len(reports) != 1 or reports[0][1] is not None:
            raise UsageError(
                "--output needs exactly one --report FORMAT; fix: write --report FORMAT=FILE for each report"
            )
        return ((reports[0][0], output),)
    files = [file for _, file in reports if file is not None]
    if len(set(files)) < len(files):
        raise UsageError("two reports have the same file; fix: write --report FORMAT=FILE with a file for each")
    if sum(file is None for _, file in reports) > 1:
        raise UsageError("only one report can go to the standard output; fix: write --report FORMAT=FILE")
    if not any(file is None for _, file in reports):
        reports.append(("text", None))
    return tuple(reports)
