"""The command line of ``apivideo-admin-mock``: its commands, flags, defaults and help texts."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from typing import NoReturn

from apivideo_admin_mock import API_VERSION, __version__
from apivideo_admin_mock.arguments.init import add_init
from apivideo_admin_mock.arguments.proxy import add_proxy
from apivideo_admin_mock.arguments.serve import add_serve
from apivideo_admin_mock.variables import parse_with_variables

_DOCUMENTS = frozenset({"spec", "spec_version"})
_EXAMPLES = """\
examples:
  apivideo-admin-mock serve
  apivideo-admin-mock serve --port 0 --any-key --rate-limit off
  apivideo-admin-mock init tests --ci github
  apivideo-admin-mock proxy --upstream https://admin.api.video --record scenario.yaml

Then send a request, with the admin API key as the user name and an empty password:
  curl -u mock-admin-key: http://127.0.0.1:8080/projects
"""


def parse_arguments(
    argv: Sequence[str] | None, environ: Mapping[str, str]
) -> tuple[argparse.ArgumentParser, argparse.Namespace]:
    """Return the parser, for further errors, and the arguments. Raises SystemExit with 2 if one or a variable is invalid.

    The member ``command`` of the arguments is the name of the command.
    """
    return parse_with_variables(_make_parser, argv, environ, exclusive=_DOCUMENTS)


def _make_parser() -> tuple[argparse.ArgumentParser, dict[str, list[argparse.Action]]]:
    """Return the parser of the command line, and the flags of each command."""
    parser = _Parser(
        prog="apivideo-admin-mock",
        description="A stateful mock of the api.video Admin API for tests: it stores what clients create, offline.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    shown = f"apivideo-admin-mock {__version__} (api.video Admin API {API_VERSION})"
    parser.add_argument(
        "--version", action="version", version=shown, help="print the version of the mock and of the API"
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND", title="commands", dest="command")
    return parser, {"serve": add_serve(commands), "proxy": add_proxy(commands), "init": add_init(commands)}


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """Print an argument error as one line, without the usage."""
        self.exit(2, f"{self.prog}: {message}; see {self.prog} --help\n")
