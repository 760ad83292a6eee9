"""The command that prints the completion script of a shell."""

from __future__ import annotations

from functools import partial

import click
from click.shell_completion import get_completion_class

from . import codes

SHELLS = ("bash", "zsh", "fish")
_HELP = """Print the completion script of a shell.

\b
bash: eval "$({name} completion bash)"                in ~/.bashrc
zsh:  eval "$({name} completion zsh)"                 in ~/.zshrc
fish: {name} completion fish | source                 in ~/.config/fish/config.fish
"""


def variable(name: str) -> str:
    """Return the environment variable with which a completion script asks for completions."""
    return f"_{name.replace('-', '_').upper()}_COMPLETE"


def complete(root: click.Command, name: str, instruction: str) -> int:
    """Print the completions that a completion script asks for, and return the exit code.

    ``instruction`` is the value of its variable, for example ``bash_complete``.
    """
    shell, _, what = instruction.partition("_")
    kind = get_completion_class(shell)
    if kind is None or what != "complete":
        return codes.USAGE
    click.echo(kind(root, {}, name, variable(name)).complete())
    return 0


def completion_command(name: str) -> click.Command:
    """Return the command ``completion``."""
    shell = click.Argument(["shell"], type=click.Choice(SHELLS))
    return click.Command(
        "completion",
        params=[shell],
        callback=partial(_print_script, name),
        help=_HELP.format(name=name),
        short_help="Print the completion script of a shell.",
    )


def _print_script(name: str, shell: str) -> None:
    kind = get_completion_class(shell)
    if kind is None:
        raise click.UsageError(f"{shell!r} is not supported.")
    click.echo(kind(click.Group(name), {}, name, variable(name)).source(), nl=False)
