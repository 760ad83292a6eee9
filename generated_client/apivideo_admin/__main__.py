# DO NOT EDIT. Generated from openapi/ by `python -m nox -s generate`.
"""The command ``apivideo-admin``, which is also ``python -m apivideo_admin``. It needs the extra ``apivideo-admin[cli]``."""

from __future__ import annotations

import sys
from typing import Any

from ._api_version import API_VERSION
from ._commands import GROUPS
from ._runtime.cli.program import run
from ._runtime.cli.table import Program
from ._runtime.version import __version__


def _open_client(**options: Any) -> Any:
    from .client import AdminClient  # imported late: help does not need the client

    return AdminClient(**options)


PROGRAM = Program(
    name="apivideo-admin",
    version=__version__,
    api_version=API_VERSION,
    title="Command line of the api.video Admin API.",
    groups=GROUPS,
    open_client=_open_client,
)


def main() -> int:
    """Run the command with the arguments of this process, and return its exit code."""
    return run(PROGRAM, sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
