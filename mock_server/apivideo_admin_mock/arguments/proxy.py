"""The flags of ``apivideo-admin-mock proxy``."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from apivideo_admin_mock.arguments.serve import add_access, add_address, add_document
from apivideo_admin_mock.arguments.values import read_seconds
from apivideo_admin_mock.settings import DEFAULT_KEY
from apivideo_admin_mock.variables import HELP, read_text

_PROXY = """\
Forward every request to a real server, and report where requests and responses do not match the API document.

Prints one line with the URL to standard output once the proxy accepts connections, and the violations to standard error.
"""


def add_proxy(commands: Any) -> list[argparse.Action]:
    """Add the command, and return its flags."""
    proxy = commands.add_parser(
        "proxy",
        help="forward requests to a real server and validate them; see `apivideo-admin-mock proxy --help`",
        description=f"{_PROXY}\n{HELP}\n",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    return [
        *_add_upstream(proxy.add_argument_group("upstream server")),
        *add_address(proxy.add_argument_group("address")),
        *_add_validation(proxy.add_argument_group("validation")),
        *_add_recording(proxy.add_argument_group("recording")),
        *_add_control(proxy.add_argument_group("rate limit and control plane")),
        *add_document(proxy.add_argument_group("API document"), watch=False),
        *add_access(proxy.add_argument_group("access and logs")),
    ]


def _add_upstream(group: Any) -> Iterator[argparse.Action]:
    yield group.add_argument(
        "--upstream",
        metavar="URL",
        help="required: the server to forward to, for example https://admin.api.video; its certificate is verified",
    )
    yield group.add_argument(
        "--timeout",
        type=read_seconds,
        default=30.0,
        metavar="N",
        help="respond with a 504 if the upstream server needs more than N seconds (default: %(default)g)",
    )


def _add_validation(group: Any) -> Iterator[argparse.Action]:
    yield group.add_argument(
        "--strict",
        action="store_true",
        help="do not forward invalid requests, and turn invalid responses into a 502 that lists the violations",
    )
    yield group.add_argument(
        "--fail-on-violation",
        nargs="?",
        const="any",
        choices=["any", "request", "response"],
        help="exit with 1 if there was a violation, of any message (default) or only of requests or responses",
    )


def _add_recording(group: Any) -> Iterator[argparse.Action]:
    yield group.add_argument(
        "--record",
        type=Path,
        metavar="FILE",
        help="at the end, write the resources that were seen as a scenario, in YAML or, with the suffix .json, JSON",
    )
    yield group.add_argument(
        "--keep-ids",
        action="store_true",
        help="keep ids and secrets in the scenario, so that `serve --scenario` returns equal bodies; default: replace them",
    )
    yield group.add_argument(
        "--har",
        type=Path,
        metavar="FILE",
        help="write each request and response to an HTTP Archive, without secrets",
    )


def _add_control(group: Any) -> Iterator[argparse.Action]:
    yield group.add_argument(
        "--key",
        action="append",
        type=read_text,
        default=[],
        metavar="KEY",
        help="admin API key under which the control plane lists the requests without a key; every key is forwarded "
        f"(default: {DEFAULT_KEY})",
    )
    yield group.add_argument(
        "--rate-limit",
        default="off",
        metavar="LIMIT",
        help="requests per key that the proxy forwards, for example 10/s or 100/60s, or spec for the limit in the API document "
        "(default: %(default)s)",
    )
    yield group.add_argument(
        "--seed",
        type=int,
        default=0,
        metavar="N",
        help="seed of request ids and of random faults (default: %(default)s)",
    )
