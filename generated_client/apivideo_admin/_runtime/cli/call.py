"""Call the method of a command and show its result."""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any, TextIO

from ..errors import AdminError
from ..settings import API_KEY_VARIABLE
from . import body
from .codes import USAGE, CommandError
from .failure import MISSING_KEY, command_error
from .options import shown_name, usage_error
from .output import Writer, is_masked, plain
from .progress import Progress

if TYPE_CHECKING:
    from .table import Command, Group, Program

_CLIENT_OPTIONS = ("base_url", "timeout", "max_retries")


def call(program: Program, group: Group, command: Command, options: Mapping[str, Any]) -> None:
    """Run a command. ``options`` are all its values by the names of click. Raise UsageError or CommandError."""
    columns = _columns(command, options)
    ids, keywords = body.arguments(command, options, options.get("json_"))
    if command.is_list:
        if options["all_"] and options["limit"] is not None:
            raise usage_error("--all and --limit cannot be combined.")
        keywords["limit"] = options["limit"]
    shown = _Shown(command, options, columns, sys.stdout, sys.stderr)
    if not os.environ.get(API_KEY_VARIABLE):
        raise CommandError([MISSING_KEY], USAGE)
    settings = {name: options[name] for name in _CLIENT_OPTIONS if options[name] is not None}
    try:
        with program.open_client(**settings) as client:
            method = getattr(getattr(client, group.namespace), command.method)
            shown.show(_result(method, ids, keywords, shown.note))
    except AdminError as error:
        raise command_error(error, lambda name: shown_name(command, name)) from None


def _result(
    method: Callable[..., Any], ids: Sequence[Any], keywords: Mapping[str, Any], note: Callable[[str], None]
) -> Any:
    """Call a method. Its warnings, for example about a deprecated parameter, are shown as lines."""
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always", DeprecationWarning)
            result = method(*ids, **keywords)
    except ValueError as error:  # an id that would change the path
        if isinstance(error, AdminError):
            raise
        raise CommandError([str(error)], USAGE) from None
    for one in caught:
        note(f"Warning: {one.message}")
    return result


class _Shown:
    """Shows one result on ``out``, and hints on ``side``."""

    def __init__(
        self, command: Command, options: Mapping[str, Any], columns: Sequence[str], out: TextIO, side: TextIO
    ) -> None:
        self._command = command
        self._options = options
        self._secrets = bool(options["show_secrets"])
        self._out = out
        self._side = side
        self._format = options["format_"] or "table"
        self._writer = self._choose_writer(columns)
        self._masked = False

    def show(self, result: Any) -> None:
        """Write the result. Raise the errors of the client while a list is read."""
        if result is None:
            return
        if self._command.is_list:
            self._writer.rows(map(self._plain, self._items(result)))
        else:
            value = self._plain(result)
            if isinstance(value, list) and self._command.columns:
                self._writer.rows(value)
            elif isinstance(value, dict) and self._command.columns:
                self._writer.row(value)
            else:
                self._writer.value(value)
        self._out.flush()
        if self._masked:
            self.note("Secret values are masked. hint: --show-secrets shows them")

    def _choose_writer(self, columns: Sequence[str]) -> Writer:
        is_terminal = self._out.isatty()
        wanted = self._options.get("chart")
        if wanted and self._format != "table":
            raise usage_error("--chart needs --format table.")
        if self._format != "table" or not (is_terminal or wanted):
            return Writer(self._out, self._format, columns)
        from .terminal import TerminalWriter  # imported late: rich is slow to load

        last = [one.name for one in self._command.at("path")]
        with_chart = self._command.is_report and wanted is not False
        return TerminalWriter(self._out, columns, note=self.note, last=last, with_chart=with_chart)

    def _plain(self, value: Any) -> Any:
        found = plain(value, secrets=self._secrets)
        self._masked = self._masked or (not self._secrets and is_masked(found))
        return found

    def _items(self, pager: Any) -> Iterator[Any]:
        """Yield the items of the pages that are wanted, and flush them page by page."""
        left: int | None = self._options["limit"]
        is_whole = self._options["all_"] or left is not None
        progress = Progress(self._side, enabled=self._format == "table" or not self._out.isatty())
        try:
            for page in pager.pages():
                progress.add(len(page.items))
                yield from islice(page.items, left)
                self._out.flush()
                left = None if left is None else left - len(page.items)
                if not is_whole:
                    if any(link.rel == "next" for link in page.links):
                        self.note(f"Only the first {len(page.items)} items. hint: use --all or --limit N")
                    return
        finally:
            progress.finish()

    def note(self, text: str) -> None:
        """Print a line beside the output."""
        self._side.write(f"{text}\n")


def _columns(command: Command, options: Mapping[str, Any]) -> Sequence[str]:
    """Return the columns to show. Raise UsageError for an unknown one."""
    wanted: str | None = options.get("columns")
    if wanted is None:
        return command.columns
    names = [name.strip() for name in wanted.split(",")]
    unknown = [name for name in names if name not in command.columns]
    if unknown:
        raise usage_error(
            f"--columns: {', '.join(map(repr, unknown))} is unknown. Choose from {', '.join(command.columns)}."
        )
    return names
