"""Run the commands of the README in a shell, on a mock."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from apivideo_admin_mock.testing import MockServer

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```sh\n(.*?)^```", README, re.DOTALL | re.MULTILINE)


def test_the_commands_of_the_readme_run(tmp_path):
    (block,) = [one for one in BLOCKS if "apivideo-admin projects" in one]
    command = tmp_path / "apivideo-admin"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m apivideo_admin "$@"\n', encoding="utf-8")
    command.chmod(0o755)
    environment = os.environ | {"PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}"}
    with MockServer() as mock:
        script = f"set -e\n{block.replace('http://127.0.0.1:8080', mock.url)}"
        done = subprocess.run(
            ["bash", "-c", script], env=environment, capture_output=True, text=True, timeout=120, check=False
        )

    assert (done.returncode, done.stderr) == (0, "")
    for expected in ('"name":"My project"', "project_id,name\n", '"name": "ci"', "Renamed", "█"):
        assert expected in done.stdout
    assert "********" not in done.stdout
