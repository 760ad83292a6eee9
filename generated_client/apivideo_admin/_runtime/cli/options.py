"""The options that commands have beside the parameters of the API, and the names of the flags of both."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import click

from . import values

if TYPE_CHECKING:
    from collections.abc import Mapping

    from click.shell_completion import CompletionItem

    from .table import Command, Parameter, Value

    _ParamType = click.ParamType["Given"]
else:
    _ParamType = click.ParamType  # not a generic class before click 8.4

FORMATS = ("table", "json", "jsonl", "csv")
_RESERVED = frozenset(
    {"all", "api-key", "base-url", "chart", "columns", "format", "help", "json", "limit", "max-retries", "no-chart"}
    | {"show-secrets", "timeout", "version"}
)
"""The flags of every command. A parameter of the API with such a name gets the prefix ``api-``."""

_KEY_REFUSED = (
    "The key is not an option, because other users of this machine can read the arguments of a program. "
    "hint: set the environment variable APIVIDEO_ADMIN_API_KEY"
)


class Given:
    """A value that was passed, also where it is None."""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value


class ValueType(_ParamType):
    """The type of a parameter of the API."""

    name = "value"

    def __init__(self, value: Value, *, secret: bool = False) -> None:
        self.value = value
        self.secret = secret

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Given:
        """Return the value of a text. The text of a secret is the name of a file with the value."""
        if isinstance(value, Given):
            return value
        try:
            return Given(values.parse(_content(value) if self.secret else value, self.value))
        except OSError as error:
            self.fail(f"{value!r} cannot be read: {error.strerror}.", param, ctx)
        except ValueError as error:
            # The reason quotes the value.
            self.fail("the content of the file is not accepted." if self.secret else str(error), param, ctx)

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG002 (the interface of click)
        """Return the accepted words that start with a text, or complete a file name for a secret."""
        from click.shell_completion import CompletionItem

        if self.secret:
            return [CompletionItem(incomplete, type="file")]
        return [CompletionItem(word) for word in values.words(self.value) if word.startswith(incomplete)]


def _content(name: str) -> str:
    """Return the text of a file, or of standard input for ``-``, without the line break at its end."""
    with click.open_file(name, encoding="utf-8") as file:
        return str(file.read()).removesuffix("\n").removesuffix("\r")


def flag_of(parameter: Parameter) -> str:
    """Return the flag of a query parameter or of a property of a body."""
    name = parameter.name.strip("_").replace("_", "-")
    if parameter.secret:
        name += "-file"
    return f"--api-{name}" if name in _RESERVED else f"--{name}"


def key_of(parameter: Parameter) -> str:
    """Return the name under which click passes a parameter of the API, which is never one of our own options."""
    return f"api_{parameter.name}"


def shown(parameter: Parameter) -> str:
    """Return the name of a parameter as users type it."""
    return placeholder(parameter) if parameter.location == "path" else flag_of(parameter)


def shown_name(command: Command, name: str) -> str:
    """Return the name of a part of the request as users type it: ``page_size`` is ``--page-size``, and ``events[0]`` too is ``--events``."""
    base = re.split(r"[.\[/]", name, maxsplit=1)[0]
    return next((shown(one) for one in command.parameters if base and base in (one.wire_name, one.name)), name)


def usage_error(message: str) -> click.UsageError:
    """Return an error of the command line with a hint at the help of the present command."""
    return click.UsageError(message, click.get_current_context(silent=True))


def placeholder(parameter: Parameter) -> str:
    """Return the name of a path parameter in the usage line."""
    name = parameter.name.strip("_").upper()
    return f"{name}_FILE" if parameter.secret else name


def parameters(command: Command) -> list[click.Parameter]:
    """Return the arguments and options of the parameters of an operation."""
    found: list[click.Parameter] = []
    for one in command.parameters:
        kind = ValueType(one.value.items if one.is_list and one.value.items else one.value, secret=one.secret)
        if one.location == "path":
            found.append(click.Argument([key_of(one)], type=kind, metavar=placeholder(one)))
        else:
            metavar = "FILE" if one.secret else values.metavar(kind.value)
            found.append(
                click.Option(
                    [flag_of(one), key_of(one)], type=kind, multiple=one.is_list, metavar=metavar, help=_help(one)
                )
            )
    return found


def _help(parameter: Parameter) -> str:
    parts = [parameter.description]
    if parameter.is_list:
        parts.append("Can be repeated.")
    if parameter.secret:
        parts.append("FILE contains the value; - is standard input.")
    return " ".join(part for part in [*parts, "[required]" if parameter.required else ""] if part)


def common() -> list[click.Parameter]:
    """Return the options of every command. They can also be put before the name of the command."""
    return [
        click.Option(
            ["--format", "format_"], type=click.Choice(FORMATS), help="The form of the output. Default: table."
        ),
        click.Option(
            ["--show-secrets"], is_flag=True, default=None, help="Show secret values, which are masked otherwise."
        ),
        click.Option(
            ["--base-url"],
            metavar="URL",
            help="The URL of the server. Default: the variable APIVIDEO_ADMIN_BASE_URL, or else the production server.",
        ),
        click.Option(
            ["--timeout"], type=float, metavar="SECONDS", help="For connecting, sending and waiting. Default: 30."
        ),
        click.Option(
            ["--max-retries"], type=click.IntRange(0), metavar="N", help="After transient failures. Default: 4."
        ),
        click.Option(["--api-key", "refused_key"], hidden=True, expose_value=False, callback=_refuse_key),
    ]


def of_command(command: Command) -> list[click.Parameter]:
    """Return the options that this kind of command has beside the parameters of the API."""
    found: list[click.Parameter] = []
    if command.is_list:
        found.append(click.Option(["--all", "all_"], is_flag=True, help="Request every page. Default: the first one."))
        found.append(
            click.Option(["--limit"], type=click.IntRange(0), metavar="N", help="At most this many items, of any page.")
        )
    if command.is_report:
        found.append(
            click.Option(["--chart/--no-chart"], default=None, help="Draw bars. Default: in a terminal, in a table.")
        )
    if command.has_body:
        found.append(
            click.Option(
                ["--json", "json_"],
                metavar="FILE",
                help="A JSON object with the properties of the body; - is standard input. Flags override its properties.",
            )
        )
    if command.columns:
        found.append(
            click.Option(
                ["--columns"], metavar="NAME,…", help=f"For table and csv: some of {', '.join(command.columns)}."
            )
        )
    return found


def merged(context: click.Context, own: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options of a command. Where it has none, one before its name applies."""
    found = dict(own)
    above = context.parent
    while above is not None:
        for name, value in above.params.items():
            if found.get(name) is None:
                found[name] = value
        above = above.parent
    return found


def _refuse_key(context: click.Context, _: click.Parameter, value: str | None) -> None:
    if value is not None:
        raise click.UsageError(_KEY_REFUSED, context)
