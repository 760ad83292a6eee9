"""The command ``proxy``."""

from __future__ import annotations

import argparse
import sys
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from socket import socket
from typing import TYPE_CHECKING

from apivideo_admin_mock import __version__
from apivideo_admin_mock.commands.serving import access_log, hint_access, listening, print_line
from apivideo_admin_mock.errors import ScenarioError, SettingsError, SpecError
from apivideo_admin_mock.ready_file import ReadyFile

if TYPE_CHECKING:
    from apivideo_admin_mock.adapters.proxy.address import Address
    from apivideo_admin_mock.proxy.engine import ProxyEngine
    from apivideo_admin_mock.proxy.exchange import Observer
    from apivideo_admin_mock.proxy.recording import Recorder
    from apivideo_admin_mock.spec import Api


def check(parser: argparse.ArgumentParser, arguments: argparse.Namespace) -> None:
    """End with an error for arguments that are missing, or cannot be combined."""
    if arguments.upstream is None:
        parser.error("--upstream is missing. fix: add --upstream https://admin.api.video")
    if arguments.keep_ids and arguments.record is None:
        parser.error("--keep-ids requires --record")
    for flag, path in (("--record", arguments.record), ("--har", arguments.har)):
        if path is not None and not path.absolute().parent.is_dir():
            parser.error(f"{flag} {path}: the folder does not exist")


def run(arguments: argparse.Namespace, ready_file: ReadyFile) -> int:
    """Serve the proxy, and return the exit code."""
    return listening(arguments, ready_file, partial(_serve_on, arguments=arguments, ready_file=ready_file))


def _serve_on(sockets: list[socket], url: str, arguments: argparse.Namespace, ready_file: ReadyFile) -> int:
    from apivideo_admin_mock.adapters.app import make_control_app
    from apivideo_admin_mock.adapters.line_writer import log_to, standard_error
    from apivideo_admin_mock.adapters.proxy.address import Address
    from apivideo_admin_mock.adapters.proxy.application import ProxyApplication
    from apivideo_admin_mock.adapters.proxy.upstream import Upstream
    from apivideo_admin_mock.adapters.serve import serve
    from apivideo_admin_mock.proxy.recording import Recorder

    address, api = Address.parse(arguments.upstream), _api(arguments)
    recorder = Recorder(api) if arguments.record else None
    with ExitStack() as files:
        observers: list[Observer] = [] if recorder is None else [recorder]
        if arguments.har:
            observers.append(_har(arguments.har, api, address, files))
        engine = _create_engine(arguments, api, observers)
        hint_access(arguments, url)
        lines = standard_error()
        log_to(lines)
        application = ProxyApplication(engine, make_control_app(engine), Upstream(address, timeout=arguments.timeout))

        def ready() -> None:
            print_line(f"Proxy of the Admin API {api.version} on {url}  (upstream: {address.origin})")
            ready_file.write(url)

        try:
            serve(application, sockets, ready=ready, log=access_log(arguments, engine, lines))
        finally:
            lines.close()
            if recorder is not None:
                _write_recording(arguments, engine, recorder)
    return _report(arguments, engine)


def _api(arguments: argparse.Namespace) -> Api:
    from apivideo_admin_mock.factory import api_of
    from apivideo_admin_mock.spec import read_document

    try:
        document = read_document(arguments.spec) if arguments.spec else None
        return api_of({"document": document, "spec_version": arguments.spec_version})
    except SpecError as error:
        raise error.of(str(arguments.spec)) from None


def _create_engine(arguments: argparse.Namespace, api: Api, observers: list[Observer]) -> ProxyEngine:
    from apivideo_admin_mock.factory import backend_of, check_keys
    from apivideo_admin_mock.proxy.engine import ProxyEngine
    from apivideo_admin_mock.settings import DEFAULT_KEY, make_settings
    from apivideo_admin_mock.tenants.clock import SystemClock

    settings = make_settings(
        {
            "keys": arguments.key or [DEFAULT_KEY],
            "any_key": True,
            "rate_limit": arguments.rate_limit,
            "seed": arguments.seed,
            "control_token": arguments.control_token,
            "allowed_hosts": [arguments.host, *arguments.allow_host],
            "cors": arguments.cors,
        }
    )
    check_keys(api, settings)
    return ProxyEngine(api, settings, SystemClock(), backend_of(settings), strict=arguments.strict, observers=observers)


def _har(path: Path, api: Api, address: Address, files: ExitStack) -> Observer:
    try:
        from apivideo_admin_mock.proxy.har import HarWriter
    except ImportError as error:
        raise SettingsError(
            f"--har needs another package ({error}). fix: pip install 'apivideo-admin-mock[proxy]'"
        ) from None
    writer = HarWriter(path, api, address.origin, __version__)
    files.callback(writer.close)
    return writer


def _write_recording(arguments: argparse.Namespace, engine: ProxyEngine, recorder: Recorder) -> None:
    """Write the scenario. Print what is wrong with it: the server may show resources that do not match the document."""
    from apivideo_admin_mock.files import write_mapping
    from apivideo_admin_mock.tenants.scenario import populate

    scenario = recorder.scenario(keep_ids=arguments.keep_ids)
    write_mapping(arguments.record, scenario, "--record")
    if recorder.is_mixed:
        _print(
            "hint: --record has the resources of the first admin API key only; record each key with a proxy of its own"
        )
    try:
        with engine.backend.trial() as tenant:
            populate(tenant, engine.api, scenario)
    except ScenarioError as error:
        for line in str(error).splitlines():
            _print(f"{arguments.record}: {line}")


def _report(arguments: argparse.Namespace, engine: ProxyEngine) -> int:
    """Print the number of violations of each kind, and return the exit code."""
    report, wanted = engine.report, arguments.fail_on_violation
    _print(f"{report.count('request')} violations of requests, {report.count('response')} of responses")
    for line in report.lines():
        _print(line)
    return int(wanted is not None and report.count(None if wanted == "any" else wanted) > 0)


def _print(line: str) -> None:
    sys.stderr.write(f"apivideo-admin-mock: {line}\n")
