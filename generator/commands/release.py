"""The command line of ``python -m generator release``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from generator.command_line import Parser, run
from generator.diagnostic import Diagnostic
from generator.pipeline import Generated, generate
from generator.release.candidates import API, NAMES, Candidates, reasons_against
from generator.release.changelog import API_CHANGELOG, close
from generator.release.history import RELEASED
from generator.release.package_files import changelog_of, released_record
from generator.release.record import HISTORY, api_changelog
from generator.rendering import Render
from generator.versions import Version

OK, REFUSED = 0, 1
COMMAND = "python -m generator release"
_EXIT_CODES = f"""\
names: {", ".join(NAMES)}

exit codes:
  0  everything that was named is released
  1  it cannot be released: the document has errors, a generated file is out of date, or it is already released
  2  usage error, or a file that cannot be read or written
"""


def main(arguments: Sequence[str], render: Render, today: Callable[[], date] = lambda: datetime.now(UTC).date()) -> int:
    """Run the command and return its exit code. ``today`` returns the default of ``--date``."""
    options = _parser().parse_args(arguments)
    root: Path = options.root

    def work() -> int:
        result = generate(root, root / "openapi", render=render, check=True)
        if isinstance(result, list):
            return _refuse(*map(str, result))
        candidates = Candidates(result.version, result.released, result.packages)
        names = options.name or candidates.unreleased()
        if reasons := [*_stale(result)] or [f"{COMMAND}: {one}" for one in reasons_against(root, candidates, names)]:
            return _refuse(*reasons)
        return _release(root, candidates, names, (options.date or today()).isoformat(), render)

    return run(COMMAND, work, root)


def _parser() -> argparse.ArgumentParser:
    parser = Parser(
        prog=COMMAND,
        description=(
            "Mark unreleased versions as released: that of the API, in openapi/history/released.txt, and that of each\n"
            "package, in its record. Set the date of their entries in the changelogs, and print the git commands that\n"
            "commit and tag them."
        ),
        epilog=_EXIT_CODES,
    )
    parser.add_argument(
        "name", nargs="*", type=_name, metavar="NAME", help="what to release (default: all that is unreleased)"
    )
    parser.add_argument(
        "--root", type=Path, default=Path(), metavar="DIR", help="root of the repository (default: current folder)"
    )
    parser.add_argument("--date", type=_date, metavar="YYYY-MM-DD", help="date of the release (default: today, UTC)")
    return parser


def _name(text: str) -> str:
    if text not in NAMES:
        raise argparse.ArgumentTypeError(f"`{text}` cannot be released. Use one of: {', '.join(NAMES)}")
    return text


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"`{text}` is not a date. Use the form 2026-11-24") from None


def _refuse(*reasons: str) -> int:
    for reason in reasons:
        sys.stderr.write(f"{reason}\n")
    return REFUSED


def _stale(result: Generated) -> list[str]:
    stale = [f"{name} would be {what}" for name, what in result.changes.described()]
    fix = f"{COMMAND}: generated files are out of date. Run `python -m generator` and commit the result."
    return [*stale, fix] if stale else []


def _release(root: Path, candidates: Candidates, names: Collection[str], day: str, render: Render) -> int:
    chosen = candidates.chosen(names)
    closed = {one.package.changelog: close(changelog_of(root, one.package), one.version, day) for one in chosen}
    if API in names:
        closed[API_CHANGELOG] = close(api_changelog(root), candidates.api, day)
    if problems := [str(one) for one in closed.values() if isinstance(one, Diagnostic)]:
        return _refuse(*problems)
    texts = {name: str(text) for name, text in closed.items()}
    if API in names:
        _write(root, {API_CHANGELOG: texts.pop(API_CHANGELOG), f"{HISTORY}/{RELEASED}": _listed(root, candidates.api)})
        # Now the packages contain the released document, and only then can their files be recorded.
        result = generate(root, root / "openapi", render=render)
        if isinstance(result, list):
            return _refuse(*map(str, result))
        chosen = [one for one in result.packages if one.package.name in names]
    _write(root, texts | dict(released_record(one, day) for one in chosen))
    sys.stdout.write(_next_steps(candidates, names))
    return OK


def _listed(root: Path, version: Version) -> str:
    """Return the list of the released versions of the API with one more."""
    path = root / HISTORY / RELEASED
    listed = path.read_text(encoding="utf-8").rstrip("\n") + "\n" if path.is_file() else ""
    return f"{listed}{version}\n"


def _write(root: Path, texts: Mapping[str, str]) -> None:
    for name, text in texts.items():
        (root / name).write_text(text, encoding="utf-8")


def _next_steps(candidates: Candidates, names: Collection[str]) -> str:
    described = ", ".join(candidates.described(names))
    folders = {one.package.folder for one in candidates.chosen(names)}
    if API in names:
        folders |= {API_CHANGELOG, "openapi", "generated_client", "mock_server"}
    tags = [f"v{candidates.api}"] if API in names else []
    tags += [f"{one.package.name}-{one.version}" for one in candidates.chosen(names)]
    commands = [f"git add {' '.join(sorted(folders))}", f'git commit -m "Release {described}"']
    commands += [f'git tag -a {tag} -m "{tag}"' for tag in tags]
    return "\n".join([f"Released {described}. Now commit and tag:", "", *(f"  {one}" for one in commands), ""])
