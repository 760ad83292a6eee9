"""The flags of ``apivideo-admin-mock init``."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any


def add_init(commands: Any) -> list[argparse.Action]:
    """Add the command, and return its flags."""
    init = commands.add_parser(
        "init",
        help="write a scenario and a test to start from; see `apivideo-admin-mock init --help`",
        description="Write a scenario and a pytest file that passes, to start from. No file is replaced.",
    )
    init.add_argument(
        "folder",
        nargs="?",
        type=Path,
        default=Path(),
        metavar="FOLDER",
        help="folder to write to (default: the current one)",
    )
    return [
        init.add_argument(
            "--compose", action="store_true", help="also write a compose file with the mock as a service"
        ),
        init.add_argument("--ci", choices=["github", "gitlab"], help="also write a CI job that runs the tests"),
    ]
