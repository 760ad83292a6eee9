"""Run the reproduction of a finding as a reader pastes it."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping

from apivideo_admin_contract.environment import URL


def run_commands(script: str, url: str, keys: Mapping[str, str]) -> str:
    """Run shell commands, and return the output of the last one from its status line on.

    ``keys`` are set as environment variables by name, and ``url`` as `environment.URL`. Raises CalledProcessError if a command fails.
    """
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        env={**os.environ, **keys, URL: url},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.rpartition("HTTP/1.1 ")[2] or done.stdout
