"""The command ``serve``."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from socket import socket
from typing import TYPE_CHECKING, Any

from apivideo_admin_mock.commands.serving import access_log, hint_access, listening, print_line
from apivideo_admin_mock.errors import ScenarioError, SettingsError, SpecError
from apivideo_admin_mock.ready_file import ReadyFile
from apivideo_admin_mock.settings import DEFAULT_KEY

if TYPE_CHECKING:
    from apivideo_admin_mock.adapters.saver import Saver
    from apivideo_admin_mock.core.engine import Engine
    from apivideo_admin_mock.core.exchange import Metrics

_ANY_KEY_OPTIONS = ("idle_seconds", "max_tenants", "max_resources", "max_bytes", "max_total_bytes")


def check(parser: argparse.ArgumentParser, arguments: argparse.Namespace) -> None:
    """End with an error for arguments that cannot be combined."""
    for name in _ANY_KEY_OPTIONS:
        if getattr(arguments, name) is not None and not arguments.any_key:
            parser.error(f"--{name.replace('_', '-')} requires --any-key")
    if arguments.workers > 1 and arguments.backend is None:
        parser.error(
            "--workers requires --backend: each process has a memory of its own. fix: add --backend sqlite:///mock.db"
        )
    if arguments.metrics and arguments.workers > 1:
        parser.error("--metrics and --workers cannot be combined: each process would return counts of its own")
    if arguments.state is not None and arguments.workers > 1:
        parser.error("--state and --workers cannot be combined: the processes would replace what the others saved")
    if arguments.state is not None and not arguments.state.absolute().parent.is_dir():
        parser.error(f"--state {arguments.state}: the folder does not exist")
    if arguments.watch and arguments.backend is not None:
        parser.error(
            "--watch and --backend cannot be combined: only one process would reload the document. fix: restart the mock"
        )


def run(arguments: argparse.Namespace, ready_file: ReadyFile) -> int:
    """Serve the mock, and return the exit code."""
    return listening(arguments, ready_file, partial(_serve_on, arguments=arguments, ready_file=ready_file))


def _serve_on(sockets: list[socket], url: str, arguments: argparse.Namespace, ready_file: ReadyFile) -> int:
    from apivideo_admin_mock.adapters.app import make_control_app
    from apivideo_admin_mock.adapters.application import MockApplication
    from apivideo_admin_mock.adapters.line_writer import log_to, standard_error
    from apivideo_admin_mock.adapters.reload import Watcher
    from apivideo_admin_mock.adapters.serve import serve
    from apivideo_admin_mock.adapters.workers import run_workers
    from apivideo_admin_mock.spec import bundled_path, version_path

    path = arguments.spec or (version_path(arguments.spec_version) if arguments.spec_version else bundled_path())
    engine = _create_engine(arguments, path)
    if arguments.metrics:
        engine.metrics = _open_metrics()
    saver = None if arguments.state is None else _open_state(arguments.state, engine)
    hint_access(arguments, url)
    keys = "any" if arguments.any_key else ", ".join(arguments.key or [DEFAULT_KEY])
    line = f"Mock of the Admin API {engine.api.version} on {url}  (admin API key: {keys})"
    lines = standard_error()
    log_to(lines)

    log = access_log(arguments, engine, lines)
    # Nothing else may hold a transaction for long: a database, a reload, a saved state, or a scenario that fills a new key.
    is_inline = not (arguments.backend or arguments.watch or saver or (arguments.any_key and arguments.scenario))

    def ready() -> None:
        print_line(line)
        ready_file.write(url)

    def run(parent: int | None = None, is_first: bool = True) -> None:  # noqa: FBT001, FBT002 - the interface of run_workers
        if arguments.watch:
            Watcher(path, engine).start()
        application = MockApplication(
            engine,
            make_control_app(engine, arguments.compare_stamp),
            is_inline=is_inline,
            changed=None if saver is None else saver.changed,
        )
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
            if saver is not None:
                saver.close()

    if arguments.workers > 1:
        run_workers(arguments.workers, run)
    else:
        run()
    return 0


def _open_metrics() -> Metrics:
    try:
        from apivideo_admin_mock.control.metrics import PrometheusMetrics
    except ImportError as error:
        raise SettingsError(
            f"--metrics needs another package ({error}). fix: pip install 'apivideo-admin-mock[metrics]'"
        ) from None
    return PrometheusMetrics()


def _open_state(path: Path, engine: Engine) -> Saver:
    """Load a state, and return what saves it."""
    from apivideo_admin_mock.adapters.saver import Saver
    from apivideo_admin_mock.tenants.scenario_file import with_lines
    from apivideo_admin_mock.tenants.state_file import load_state, save_state

    try:
        load_state(path, engine.backend, engine.api, engine.settings)
    except ScenarioError as error:
        raise with_lines(error, path) from None
    saver = Saver(lambda: save_state(path, engine.backend, engine.api))
    saver.start()
    return saver


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


def _options(arguments: argparse.Namespace, names: Sequence[str]) -> Any:
    return {name: value for name in names if (value := getattr(arguments, name)) is not None}
