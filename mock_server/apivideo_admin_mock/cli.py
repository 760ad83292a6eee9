"""The command ``apivideo-admin-mock``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from apivideo_admin_mock.arguments import make_parser
from apivideo_admin_mock.closed_output import discard_closed_output, exit_on_closed_output
from apivideo_admin_mock.errors import MockError, ScenarioError, SpecError
from apivideo_admin_mock.ready_file import ReadyFile
from apivideo_admin_mock.settings import DEFAULT_KEY

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

_INTERRUPTED = 130  # the convention of shells: 128 plus the number of SIGINT
_ANY_KEY_OPTIONS = ("idle_seconds", "max_tenants", "max_resources", "max_bytes", "max_total_bytes")


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code.

    0: stopped by a signal. 1: the mock cannot serve. 2: invalid arguments. 130: interrupted before it served. 141: the reader of the
    output closed it.
    """
    with exit_on_closed_output():
        return _main(argv)


def _main(argv: Sequence[str] | None) -> int:
    parser = make_parser()
    arguments = parser.parse_args(argv)
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
        return 1
    except KeyboardInterrupt:
        return _INTERRUPTED


def _serve(arguments: argparse.Namespace, ready_file: ReadyFile) -> int:
    # Imported here, so that --help and argument errors are fast.
    from apivideo_admin_mock.adapters.access_log import AccessLog
    from apivideo_admin_mock.adapters.app import make_wsgi_app
    from apivideo_admin_mock.adapters.reload import Watcher
    from apivideo_admin_mock.adapters.server import free_port, serve
    from apivideo_admin_mock.factory import create_engine
    from apivideo_admin_mock.http.access import is_loopback_host
    from apivideo_admin_mock.spec import bundled_path, read_document, version_path
    from apivideo_admin_mock.tenants.scenario_file import read_scenario, with_lines

    port = free_port(arguments.host, arguments.port)
    path = arguments.spec or (version_path(arguments.spec_version) if arguments.spec_version else bundled_path())
    try:
        engine = create_engine(
            document=read_document(arguments.spec) if arguments.spec else None,
            spec_version=arguments.spec_version,
            **_options(arguments, _ANY_KEY_OPTIONS),
            control_token=arguments.control_token,
            allowed_hosts=[arguments.host, *arguments.allow_host],
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
    host = f"[{arguments.host}]" if ":" in arguments.host else arguments.host
    url = f"http://{host}:{port}"
    if arguments.control_token is None and not is_loopback_host(arguments.host):
        print(
            f"apivideo-admin-mock: hint: other machines can send requests to {url}, but not use its control plane: that requires "
            "--control-token",
            file=sys.stderr,
        )
    keys = "any" if arguments.any_key else ", ".join(arguments.key or [DEFAULT_KEY])
    line = f"Mock of the Admin API {engine.api.version} on {url}  (admin API key: {keys})"
    application: WSGIApplication = make_wsgi_app(engine)
    if arguments.access_log:
        application = AccessLog(application, as_json=arguments.access_log == "json")

    def ready() -> None:
        try:
            print(line, flush=True)
        except BrokenPipeError:
            discard_closed_output()  # Nobody reads the line, but clients may wait for the file.
        ready_file.write(url)

    def watch() -> None:
        if arguments.watch:
            Watcher(path, engine).start()

    try:
        serve(application, arguments.host, port, ready=ready, started=watch, workers=arguments.workers)
    finally:
        ready_file.remove(url)
    return 0


def _options(arguments: argparse.Namespace, names: Sequence[str]) -> Any:
    return {name: value for name in names if (value := getattr(arguments, name)) is not None}
