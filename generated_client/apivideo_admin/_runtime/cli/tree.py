"""Make commands of click from the generated table, each when it is first needed."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from . import options
from .completion import completion_command

if TYPE_CHECKING:
    from .table import Command, Group, Program

_WIDTH = 100
"""Help is wrapped here in a wider terminal."""


class _Commands(click.Group):
    """A group whose commands are made when they are first needed."""

    def __init__(self, name: str, makers: Mapping[str, Callable[[], click.Command]], **attributes: Any) -> None:
        super().__init__(name, params=options.common(), no_args_is_help=True, **attributes)
        self._makers = makers

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 (the interface of click)
        return list(self._makers)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 (as above)
        name = cmd_name if cmd_name in self._makers else cmd_name.replace("_", "-")
        if name not in self.commands and name in self._makers:
            self.commands[name] = self._makers[name]()
        return self.commands.get(name)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if self.get_command(ctx, args[0]) is None and not args[0].startswith("-") and not ctx.resilient_parsing:
            near = difflib.get_close_matches(args[0], self._makers, n=1)
            hint = f" Did you mean {near[0]!r}?" if near else ""
            raise click.UsageError(f"There is no command {args[0]!r}.{hint}", ctx)
        return super().resolve_command(ctx, args)


class _ApiCommand(click.Command):
    """A command whose help lists the parameters of the API before the other options."""

    def __init__(self, command: Command, **attributes: Any) -> None:
        self._api = options.parameters(command)
        super().__init__(params=[*self._api, *options.of_command(command), *options.common()], **attributes)
        self._ids = {options.key_of(one): (options.placeholder(one), one.description) for one in command.at("path")}

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        groups: dict[str, list[tuple[str, str]]] = {"Parameters": [], "Options": []}
        for one in self.get_params(ctx):
            record = self._ids.get(one.name or "") or one.get_help_record(ctx)
            if record is not None:
                groups["Parameters" if one in self._api else "Options"].append(record)
        for title, records in groups.items():
            if records:
                with formatter.section(title):
                    formatter.write_dl(records)


def make_root(program: Program) -> click.Command:
    """Return the whole command line."""
    makers: dict[str, Callable[[], click.Command]] = {"completion": partial(completion_command, program.name)}
    makers |= {group.name: partial(_make_group, program, group) for group in program.groups}
    root = _Commands(
        program.name,
        dict(sorted(makers.items(), key=lambda item: item[0] == "completion")),
        help=f"{program.title}\n\nThe key is read from the environment variable APIVIDEO_ADMIN_API_KEY.",
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": _WIDTH},
    )
    root.params.append(
        click.Option(
            ["--version"],
            is_flag=True,
            is_eager=True,
            expose_value=False,
            callback=partial(_print_version, program),
            help="Show the version and exit.",
        )
    )
    return root


def _make_group(program: Program, group: Group) -> click.Command:
    makers = {one.name: partial(_make_command, program, group, one) for one in group.commands}
    return _Commands(group.name, makers, help="\n\n".join(group.description))


def _make_command(program: Program, group: Group, command: Command) -> click.Command:
    return _ApiCommand(
        command,
        name=command.name,
        callback=partial(_run, program, group, command),
        help="\n\n".join((command.summary, *command.description)),
        short_help=command.summary,
    )


def _run(program: Program, group: Group, command: Command, **given: Any) -> None:
    from .call import call  # imported late: help does not need the client

    call(program, group, command, options.merged(click.get_current_context(), given))


def _print_version(program: Program, context: click.Context, _: click.Parameter, value: bool) -> None:  # noqa: FBT001 (click passes it)
    if value:
        click.echo(f"{program.name} {program.version} (api.video Admin API {program.api_version})")
        context.exit()
