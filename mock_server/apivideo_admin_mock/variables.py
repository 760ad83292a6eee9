"""Set flags of a command with environment variables: service containers of CI systems accept variables, but no flags."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

#: A variable is named after its flag: ``APIVIDEO_ADMIN_MOCK_READY_FILE`` sets ``--ready-file``.
PREFIX: Final = "APIVIDEO_ADMIN_MOCK_"

HELP: Final = (
    f"Each flag can be set by a variable, for example --ready-file by {PREFIX}READY_FILE. A flag takes precedence.\n"
    "A variable of a repeatable flag has commas between the values; one of a flag without a value is 1 or 0."
)

_YES: Final = frozenset({"1", "true", "yes", "on"})
_NO: Final = frozenset({"0", "false", "no", "off"})


#: Makes a parser. Returns it with the actions of the flags of each command that variables can set.
MakeParser = Callable[[], tuple[argparse.ArgumentParser, Mapping[str, Sequence[argparse.Action]]]]


def parse_with_variables(
    make_parser: MakeParser, argv: Sequence[str] | None, environ: Mapping[str, str], *, exclusive: frozenset[str]
) -> tuple[argparse.ArgumentParser, argparse.Namespace]:
    """Return a parser, and the arguments of the command line and of variables, of which a flag takes precedence.

    ``exclusive`` are the names of arguments of which only one can be set. Raises SystemExit with 2 if one is invalid.
    """
    parser, commands = make_parser()
    arguments = parser.parse_args(argv)
    actions = commands[arguments.command]
    values = _read_all(parser, actions, environ)
    given = _given(make_parser, argv, arguments.command)
    if given & exclusive:
        given |= exclusive
    elif exclusive <= values.keys():
        names = " and ".join(variable_of(action) for action in actions if action.dest in exclusive)
        parser.error(f"{names} cannot be combined: set one of them")
    for name in values.keys() - given:
        setattr(arguments, name, values[name])
    return parser, arguments


def read_text(text: str) -> str:
    """Return an argument or a variable in UTF-8. In a locale without UTF-8, Python decodes its other bytes as surrogates."""
    try:
        return os.fsencode(text).decode("utf-8")
    except UnicodeError:
        return text


def variable_of(action: argparse.Action) -> str:
    """Return the name of the variable of a flag."""
    return PREFIX + action.dest.upper()


def _given(make_parser: MakeParser, argv: Sequence[str] | None, command: str) -> set[str]:
    """Return the names of the arguments that the command line sets."""
    parser, commands = make_parser()
    for action in commands[command]:
        action.default = argparse.SUPPRESS
    return {*vars(parser.parse_args(argv))}


def _read_all(
    parser: argparse.ArgumentParser, actions: Sequence[argparse.Action], environ: Mapping[str, str]
) -> dict[str, Any]:
    """Return the values that variables set, by the names of their arguments. Empty variables count as missing."""
    found: dict[str, Any] = {}
    for action in actions:
        name = variable_of(action)
        text = environ.get(name, "")
        # Kubernetes sets such a variable in every container beside a service with this name: tcp://10.0.0.1:8080.
        if text and not (action.dest == "port" and text.startswith("tcp://")):
            try:
                found[action.dest] = _read(action, text)
            except argparse.ArgumentTypeError as error:
                parser.error(f"{name}: {error}")
            except (ValueError, TypeError):
                parser.error(f"{name}: invalid value: {text!r}")
    return found


def _read(action: argparse.Action, text: str) -> Any:
    if action.nargs == 0:  # a flag without a value
        return _is_set(text)
    if action.nargs == "?" and text.lower() in _YES | _NO:
        return action.const if _is_set(text) else None
    if isinstance(action.default, list):
        return [_convert(action, part.strip()) for part in text.split(",")]
    return _convert(action, text)


def _convert(action: argparse.Action, text: str) -> Any:
    value = action.type(text) if callable(action.type) else text
    if action.choices is not None and value not in action.choices:
        raise argparse.ArgumentTypeError(
            f"invalid choice: {text!r} (choose from {', '.join(map(str, action.choices))})"
        )
    return value


def _is_set(text: str) -> bool:
    if text.lower() not in _YES | _NO:
        raise argparse.ArgumentTypeError(f"{text!r} is neither 1 nor 0")
    return text.lower() in _YES
