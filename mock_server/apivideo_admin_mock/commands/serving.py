"""Serve an application until a signal arrives: what the commands that serve have in common."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from io import TextIOWrapper
from socket import socket
from typing import TYPE_CHECKING

from apivideo_admin_mock.closed_output import discard_closed_output
from apivideo_admin_mock.ready_file import ReadyFile

if TYPE_CHECKING:
    from apivideo_admin_mock.adapters.access_log import AccessLog
    from apivideo_admin_mock.adapters.line_writer import LineWriter
    from apivideo_admin_mock.core.engine import Engine


def listening(
    arguments: argparse.Namespace, ready_file: ReadyFile, serve_on: Callable[[list[socket], str], int]
) -> int:
    """Call a function with listening sockets and their URL, and return its exit code. Afterwards, close them and remove the ready file."""
    # Imported here, so that --help and argument errors are fast.
    from apivideo_admin_mock.adapters.listen import listen

    sockets = listen(arguments.host, arguments.port)
    port = sockets[0].getsockname()[1]
    host = f"[{arguments.host}]" if ":" in arguments.host else arguments.host
    url = f"http://{host}:{port}"
    try:
        return serve_on(sockets, url)
    finally:
        for one in sockets:
            one.close()
        ready_file.remove(url)


def hint_access(arguments: argparse.Namespace, url: str) -> None:
    """Print how to use the control plane, if other machines can send requests but not use it."""
    from apivideo_admin_mock.http.access import is_loopback_host

    if arguments.control_token is None and not is_loopback_host(arguments.host):
        sys.stderr.write(
            f"apivideo-admin-mock: hint: other machines can send requests to {url}, but not use its control plane: that requires "
            "--control-token\n"
        )


def access_log(arguments: argparse.Namespace, engine: Engine, lines: LineWriter) -> AccessLog | None:
    """Return the access log that the arguments ask for, or None."""
    from apivideo_admin_mock.adapters.access_log import AccessLog
    from apivideo_admin_mock.http.path_masking import masked_path

    def mask(path: str) -> str:
        return masked_path(path, engine.api)  # of the document that is served now: it can be reloaded

    as_json = arguments.access_log == "json"
    return AccessLog(lines.write, as_json=as_json, mask=mask) if arguments.access_log else None


def print_line(line: str) -> None:
    """Print a line. A console without a character of it gets an escape, and a reader that has gone is not an error."""
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()
    except BrokenPipeError:
        discard_closed_output()  # Nobody reads the line, but clients may wait for the file.
