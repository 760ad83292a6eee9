"""The flags of ``apivideo-admin-mock serve``."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from apivideo_admin_mock.arguments.values import read_port, read_workers
from apivideo_admin_mock.settings import DEFAULT_KEY, Settings
from apivideo_admin_mock.variables import HELP, read_text

_SERVE = """\
Serve the mock over HTTP until it is stopped (Ctrl+C or SIGTERM).

Prints one line with the URL to standard output once the server accepts connections.
"""


def add_serve(commands: Any) -> list[argparse.Action]:
    """Add the command, and return its flags."""
    serve = commands.add_parser(
        "serve",
        help="serve the mock over HTTP; see `apivideo-admin-mock serve --help`",
        description=f"{_SERVE}\n{HELP}\n",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    return [
        *add_address(serve.add_argument_group("address")),
        *add_keys(serve.add_argument_group("admin API keys")),
        *add_data(serve.add_argument_group("data and behaviour")),
        *add_backend(serve.add_argument_group("storage and processes")),
        *add_document(serve.add_argument_group("API document")),
        *add_operation(serve.add_argument_group("control and logs")),
    ]


def add_address(group: Any) -> Iterator[argparse.Action]:
    """Add the flags of the address."""
    yield group.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    yield group.add_argument(
        "--port", type=read_port, default=8080, help="port to listen on, 0 for a free port (default: %(default)s)"
    )
    yield group.add_argument(
        "--ready-file",
        type=Path,
        metavar="FILE",
        help="write the URL to FILE once the server accepts connections, and delete FILE at the end",
    )


def add_keys(group: Any) -> Iterator[argparse.Action]:
    """Add the flags of the keys."""
    yield group.add_argument(
        "--key",
        action="append",
        type=read_text,
        default=[],
        metavar="KEY",
        help=f"admin API key to accept; repeatable; each key has isolated data (default: {DEFAULT_KEY})",
    )
    yield group.add_argument("--any-key", action="store_true", help="accept every key; each key has isolated data")
    yield group.add_argument(
        "--idle-seconds",
        type=float,
        metavar="N",
        help="with --any-key: delete the data of a key after N seconds without a request "
        f"(default: {Settings.idle_seconds:g})",
    )
    yield group.add_argument(
        "--max-tenants",
        type=int,
        metavar="N",
        help="with --any-key: keep the data of at most N keys; delete the least recently used first "
        f"(default: {Settings.max_tenants})",
    )
    yield group.add_argument(
        "--max-resources",
        type=int,
        metavar="N",
        help="with --any-key: store at most N resources for a key; a further create is a 507 "
        f"(default: {Settings.max_resources})",
    )
    yield group.add_argument(
        "--max-bytes",
        type=int,
        metavar="N",
        help="with --any-key: store at most N bytes of JSON for a key; a further create or update is a 507 "
        f"(default: {Settings.max_bytes})",
    )
    yield group.add_argument(
        "--max-total-bytes",
        type=int,
        metavar="N",
        help="with --any-key, in memory: keep at most N bytes of resources and recorded requests of all keys; delete the least "
        f"recently used key first (default: {Settings.max_total_bytes})",
    )
    yield group.add_argument(
        "--suspended-key",
        action="append",
        type=read_text,
        default=[],
        metavar="KEY",
        help="key of a suspended account: its requests are a 403; repeatable",
    )


def add_data(group: Any) -> Iterator[argparse.Action]:
    """Add the flags of the data."""
    yield group.add_argument(
        "--scenario", type=Path, metavar="FILE", help="YAML or JSON file with the resources that each key starts with"
    )
    yield group.add_argument(
        "--state",
        type=Path,
        metavar="FILE",
        help="JSON file with the resources of each key: load them at the start if FILE exists, and save them after changes and at the end",
    )
    yield group.add_argument(
        "--seed",
        type=int,
        default=0,
        metavar="N",
        help="seed of ids, secrets and usage figures; the same seed produces the same values (default: %(default)s)",
    )
    yield group.add_argument(
        "--rate-limit",
        default="spec",
        metavar="LIMIT",
        help="requests per key, for example 10/s or 100/60s, or off (default: the limit in the API document)",
    )


def add_backend(group: Any) -> Iterator[argparse.Action]:
    """Add the flags of the storage."""
    yield group.add_argument(
        "--backend",
        metavar="URL",
        help="database with all data: sqlite:///FILE or postgresql+psycopg://USER:PASSWORD@HOST/DATABASE "
        "(default: memory, which ends with the server)",
    )
    yield group.add_argument(
        "--limiter",
        metavar="URL",
        help="Redis server with the rate limit, for example redis://127.0.0.1:6379/0; requires --backend (default: the backend)",
    )
    yield group.add_argument(
        "--workers",
        type=read_workers,
        default=1,
        metavar="N",
        help="processes to serve with; more than 1 require --backend (default: 1)",
    )


def add_document(group: Any, *, watch: bool = True) -> Iterator[argparse.Action]:
    """Add the flags that choose the document."""
    document = group.add_mutually_exclusive_group()
    yield document.add_argument(
        "--spec-version",
        metavar="VERSION",
        help="serve a released version of the API, for example 1.0.0 (default: the current version)",
    )
    yield document.add_argument(
        "--spec",
        type=Path,
        metavar="FILE",
        help="serve another bundled OpenAPI document with the same x- keywords (JSON or YAML)",
    )
    if watch:
        yield group.add_argument(
            "--watch",
            action="store_true",
            help="reload the document when its file changes; keep the resources that are still valid",
        )


def add_operation(group: Any) -> Iterator[argparse.Action]:
    """Add the flags of the control plane, and of access."""
    yield group.add_argument(
        "--max-count",
        type=int,
        default=Settings.max_count,
        metavar="N",
        help="accept scenarios over HTTP whose counts create at most N resources (default: %(default)s)",
    )
    yield group.add_argument(
        "--max-control-bytes",
        type=int,
        default=Settings.max_control_bytes,
        metavar="N",
        help="accept payloads of at most N bytes in the control plane (default: %(default)s)",
    )
    yield group.add_argument(
        "--compare-stamp", type=Path, metavar="FILE", help="show in GET /_mock/health the comparison that FILE records"
    )
    yield group.add_argument(
        "--metrics", action="store_true", help="count requests, and return the counts for Prometheus at /_mock/metrics"
    )
    yield from add_access(group)


def add_access(group: Any) -> Iterator[argparse.Action]:
    """Add the flags that decide who may use the server, and that of the access log."""
    yield group.add_argument(
        "--control-token",
        metavar="TOKEN",
        help="allow other machines to use the control plane (/_mock/) if they send this token as X-Mock-Control-Token; "
        "without it, only this machine can",
    )
    yield group.add_argument(
        "--allow-host",
        action="append",
        default=[],
        metavar="HOST",
        help="accept requests whose Host header is this name or address; repeatable; always accepted are localhost, the loopback "
        "addresses and --host, where 0.0.0.0 stands for every IP address, and with --control-token every Host",
    )
    yield group.add_argument(
        "--cors",
        action="append",
        default=[],
        metavar="ORIGIN",
        help="let web pages of this origin, like http://localhost:5173, use the API; repeatable; * lets all pages use it",
    )
    yield group.add_argument(
        "--access-log",
        nargs="?",
        const="text",
        choices=["text", "json"],
        help="log each request to standard error, as text (default format) or json",
    )
