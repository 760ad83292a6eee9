"""The command ``apivideo-admin-mock``."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from apivideo_admin_mock import __version__
from apivideo_admin_mock.errors import MockError, ScenarioError, SpecError
from apivideo_admin_mock.settings import DEFAULT_KEY, Settings

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

#: Where a control token comes from if no flag gives one: a CI's service containers take variables, and no flags.
TOKEN_VARIABLE = "APIVIDEO_ADMIN_MOCK_CONTROL_TOKEN"  # noqa: S105 - the name of a variable


#: As shells tell it: 128 and the number of SIGINT.
_INTERRUPTED = 130
_OF_ANY_KEY = ("idle_seconds", "most_worlds", "most_resources")


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command. Exits with 0 when it is stopped, 1 where it can't serve, 2 for wrong arguments, 130 if stopped before it serves."""
    parser = _parser()
    arguments = parser.parse_args(argv)
    for name in _OF_ANY_KEY:
        if getattr(arguments, name) is not None and not arguments.any_key:
            parser.error(f"--{name.replace('_', '-')} says something with --any-key only")
    try:
        return _serve(arguments)
    except MockError as error:
        print(f"apivideo-admin-mock: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return _INTERRUPTED


def _serve(arguments: argparse.Namespace) -> int:
    # Nothing of this is needed for --help or for a wrong flag.
    from apivideo_admin_mock.access_log import AccessLog
    from apivideo_admin_mock.factory import create_engine
    from apivideo_admin_mock.reload import Watcher
    from apivideo_admin_mock.scenario import read_scenario
    from apivideo_admin_mock.server import free_port, serve
    from apivideo_admin_mock.spec import bundled_path, read_document, version_path
    from apivideo_admin_mock.wsgi import application_of

    port = free_port(arguments.host, arguments.port)
    path = arguments.spec or (version_path(arguments.spec_version) if arguments.spec_version else bundled_path())
    try:
        engine = create_engine(
            document=read_document(arguments.spec) if arguments.spec else None,
            spec_version=arguments.spec_version,
            **_given(arguments, _OF_ANY_KEY),
            control_token=arguments.control_token,
            suspended_keys=arguments.suspended_key,
            keys=arguments.key,
            any_key=arguments.any_key,
            rate_limit=arguments.rate_limit,
            seed=arguments.seed,
            scenario=read_scenario(arguments.scenario) if arguments.scenario else None,
        )
    except ScenarioError as error:
        raise ScenarioError(f"{arguments.scenario}: {error}") from None
    except SpecError as error:
        raise error.of(str(path)) from None
    if arguments.ready_file and not arguments.ready_file.parent.is_dir():
        raise MockError(f"--ready-file {arguments.ready_file}: there is no such folder")
    host = f"[{arguments.host}]" if ":" in arguments.host else arguments.host
    keys = "any" if arguments.any_key else ", ".join(arguments.key or [DEFAULT_KEY])
    line = f"Mock of the Admin API {engine.api.version} on http://{host}:{port}  (admin API key: {keys})"
    if arguments.ready_file:
        # That of an earlier run would lead whoever waits for it to a server that is gone.
        arguments.ready_file.unlink(missing_ok=True)
    application: WSGIApplication = application_of(engine)
    if arguments.access_log:
        application = AccessLog(application, as_json=arguments.access_log == "json")

    def ready() -> None:
        print(line, flush=True)
        if arguments.ready_file:
            # Written aside and moved, so that whoever waits for the file never reads half of it.
            aside = arguments.ready_file.with_suffix(".part")
            aside.write_text(f"http://{host}:{port}\n", encoding="utf-8")
            aside.replace(arguments.ready_file)

    def watch() -> None:
        if arguments.watch:
            Watcher(path, engine).start()

    serve(application, arguments.host, port, ready=ready, started=watch)
    return 0


def _given(arguments: argparse.Namespace, names: Sequence[str]) -> Any:
    return {name: value for name in names if (value := getattr(arguments, name)) is not None}


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="apivideo-admin-mock",
        description="A stateful mock of api.video's Admin API, driven by its OpenAPI document.",
    )
    parser.add_argument("--version", action="version", version=f"apivideo-admin-mock {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    serve = commands.add_parser("serve", help="serve the mock until it is stopped", description="Serves the mock.")
    serve.add_argument("--host", default="127.0.0.1", help="the address to serve on (default: %(default)s)")
    serve.add_argument("--port", type=_port, default=8080, help="the port, 0 for a free one (default: %(default)s)")
    serve.add_argument(
        "--key",
        action="append",
        default=[],
        metavar="KEY",
        help=f"an admin API key to accept; repeatable (default: {DEFAULT_KEY})",
    )
    serve.add_argument("--any-key", action="store_true", help="accept every key; each has a world of its own")
    serve.add_argument(
        "--idle-seconds",
        type=float,
        metavar="N",
        help=f"with --any-key: drop a world that is so long unused (default: {Settings.idle_seconds:g})",
    )
    serve.add_argument(
        "--most-worlds",
        type=int,
        metavar="N",
        help=f"with --any-key: the most worlds (default: {Settings.most_worlds})",
    )
    serve.add_argument(
        "--most-resources",
        type=int,
        metavar="N",
        help=f"with --any-key: the most resources of a world (default: {Settings.most_resources})",
    )
    serve.add_argument(
        "--rate-limit",
        default="spec",
        metavar="10/s|off",
        help="requests in a time for one key (default: that of the document)",
    )
    serve.add_argument("--seed", type=int, default=0, help="chooses ids, secrets and usage (default: %(default)s)")
    serve.add_argument("--scenario", type=Path, metavar="FILE", help="YAML or JSON: what each world begins with")
    document = serve.add_mutually_exclusive_group()
    document.add_argument(
        "--spec",
        type=Path,
        metavar="FILE",
        help="another bundled OpenAPI document with the same keywords (JSON or YAML)",
    )
    document.add_argument(
        "--spec-version",
        metavar="VERSION",
        help="the API as it was in a released version, as in 1.0.0 (default: the present)",
    )
    serve.add_argument(
        "--watch",
        action="store_true",
        help="follow the document when it changes, and keep the state where it still fits",
    )
    serve.add_argument("--suspended-key", action="append", default=[], metavar="KEY", help="a key to answer with 403")
    serve.add_argument(
        "--control-token",
        default=os.environ.get(TOKEN_VARIABLE) or None,
        metavar="TOKEN",
        help=f"let other machines use /_mock/, if they send this token (default: ${TOKEN_VARIABLE})",
    )
    serve.add_argument("--ready-file", type=Path, metavar="FILE", help="write the URL to this file once it answers")
    serve.add_argument(
        "--access-log", nargs="?", const="text", choices=["text", "json"], help="tell each request on standard error"
    )
    return parser


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """Say what is wrong in one line, without the usage above it."""
        self.exit(2, f"{self.prog}: {message}; see {self.prog} --help\n")


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) <= 65535):  # noqa: PLR2004 - the largest port
        raise argparse.ArgumentTypeError(f"{text!r} is not a port: give a number from 0 to 65535")
    return int(text)
