"""The command ``apivideo-admin-mock``."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from io import TextIOWrapper
from pathlib import Path
from socket import socket
from typing import TYPE_CHECKING, Any

from apivideo_admin_mock.arguments import parse_arguments
from apivideo_admin_mock.closed_output import discard_closed_output, exit_on_closed_output
from apivideo_admin_mock.errors import MockError, ScenarioError, SettingsError, SpecError
from apivideo_admin_mock.ready_file import ReadyFile
from apivideo_admin_mock.settings import DEFAULT_KEY

if TYPE_CHECKING:
    from apivideo_admin_mock.core.engine import Engine

_INTERRUPTED = 130  # the convention of shells: 128 plus the number of SIGINT
_INVALID = 2  # the exit code of argparse
_ANY_KEY_OPTIONS = ("idle_seconds", "max_tenants", "max_resources", "max_bytes", "max_total_bytes")


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code.

    0: stopped by a signal. 1: the mock cannot serve. 2: invalid arguments. 130: interrupted before it served. 141: the reader of the
    output closed it.
    """
    with exit_on_closed_output():
        return _main(argv)


def _main(argv: Sequence[str] | None) -> int:
    parser, arguments = parse_arguments(argv, os.environ)
    for name in _ANY_KEY_OPTIONS:
        if getattr(arguments, name) is not None and not arguments.any_key:
            parser.error(f"--{name.replace('_', '-')} requires --any-key")
    if arguments.workers > 1 and arguments.backend is None:
        parser.error(
            "--workers requires --backend: each process has a memory of its own. fix: add --backend sqlite:///mock.db"
        )
    if arguments.watch and arguments.backend is not None:
        parser.error(
            "--watch and --backend cannot be combined: only one process would reload the document. fix: restart the mock"
        )
    ready_file = ReadyFile(arguments.ready_file)
    try:
        # Before the slow imports: a client may wait for this file already.
        ready_file.prepare()
        return _serve(arguments, ready_file)
    except MockError as error:
        for line in str(error).splitlines():
            print(f"apivideo-admin-mock: {line}", file=sys.stderr)
        return _INVALID if isinstance(error, SettingsError) else 1
    except KeyboardInterrupt:
        return _INTERRUPTED


def _serve(arguments: argparse.Namespace, ready_file: ReadyFile) -> int:
    # Imported here, so that --help and argument errors are fast.
    from apivideo_admin_mock.adapters.listen import listen

    sockets = listen(arguments.host, arguments.port)
    port = sockets[0].getsockname()[1]
    host = f"[{arguments.host}]" if ":" in arguments.host else arguments.host
    url = f"http://{host}:{port}"
    try:
        _serve_on(sockets, url, arguments, ready_file)
    finally:
        for one in sockets:
            one.close()
        ready_file.remove(url)
    return 0


def _serve_on(sockets: list[socket], url: str, arguments: argparse.Namespace, ready_file: ReadyFile) -> None:
    from apivideo_admin_mock.adapters.access_log import AccessLog
    from apivideo_admin_mock.adapters.app import make_control_app
    from apivideo_admin_mock.adapters.application import MockApplication
    from apivideo_admin_mock.adapters.line_writer import log_to, standard_error
    from apivideo_admin_mock.adapters.reload import Watcher
    from apivideo_admin_mock.adapters.serve import serve
    from apivideo_admin_mock.adapters.workers import run_workers
    from apivideo_admin_mock.http.access import is_loopback_host
    from apivideo_admin_mock.http.path_masking import masked_path
    from apivideo_admin_mock.spec import bundled_path, version_path

    path = arguments.spec or (version_path(arguments.spec_version) if arguments.spec_version else bundled_path())
    engine = _create_engine(arguments, path)
    if arguments.control_token is None and not is_loopback_host(arguments.host):
        print(
            f"apivideo-admin-mock: hint: other machines can send requests to {url}, but not use its control plane: that requires "
            "--control-token",
            file=sys.stderr,
        )
    keys = "any" if arguments.any_key else ", ".join(arguments.key or [DEFAULT_KEY])
    line = f"Mock of the Admin API {engine.api.version} on {url}  (admin API key: {keys})"
    lines = standard_error()
    log_to(lines)

    def mask(path: str) -> str:
        return masked_path(path, engine.api)  # of the document that is served now: it can be reloaded

    as_json = arguments.access_log == "json"
    log = AccessLog(lines.write, as_json=as_json, mask=mask) if arguments.access_log else None
    # Nothing else may hold a transaction for long: a database, a reload, or a scenario that fills a new key.
    is_inline = not (arguments.backend or arguments.watch or (arguments.any_key and arguments.scenario))

    def ready() -> None:
        _print_line(line)
        ready_file.write(url)

    def run(parent: int | None = None, is_first: bool = True) -> None:  # noqa: FBT001, FBT002 - the interface of run_workers
        if arguments.watch:
            Watcher(path, engine).start()
        application = MockApplication(engine, make_control_app(engine, arguments.compare_stamp), is_inline=is_inline)
        try:
            serve(
                application,
                sockets,
                ready=ready if is_first else lambda: None,
                log=log,
                budget=engine.settings.max_bytes_in_flight,
                parent=parent,
            )
        finally:
            lines.close()

    if arguments.workers > 1:
        run_workers(arguments.workers, run)
    else:
        run()


def _create_engine(arguments: argparse.Namespace, path: Path) -> Engine:
    from apivideo_admin_mock.factory import create_engine
    from apivideo_admin_mock.spec import read_document
    from apivideo_admin_mock.tenants.scenario_file import read_scenario, with_lines

    try:
        return create_engine(
            document=read_document(arguments.spec) if arguments.spec else None,
            spec_version=arguments.spec_version,
            **_options(arguments, _ANY_KEY_OPTIONS),
            control_token=arguments.control_token,
            allowed_hosts=[arguments.host, *arguments.allow_host],
            cors=arguments.cors,
            backend=arguments.backend,
            limiter=arguments.limiter,
            suspended_keys=arguments.suspended_key,
            keys=arguments.key,
            any_key=arguments.any_key,
            rate_limit=arguments.rate_limit,
            seed=arguments.seed,
            max_count=arguments.max_count,
            max_control_bytes=arguments.max_control_bytes,
            scenario=read_scenario(arguments.scenario) if arguments.scenario else None,
        )
    except ScenarioError as error:
        raise with_lines(error, arguments.scenario) from None
    except SpecError as error:
        raise error.of(str(path)) from None


def _print_line(line: str) -> None:
    """Print a line. A console without a character of it gets an escape, and a reader that has gone is not an error."""
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        print(line, flush=True)
    except BrokenPipeError:
        discard_closed_output()  # Nobody reads the line, but clients may wait for the file.


def _options(arguments: argparse.Namespace, names: Sequence[str]) -> Any:
    return {name: value for name in names if (value := getattr(arguments, name)) is not None}
