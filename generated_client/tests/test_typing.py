"""Check the public types with mypy: valid use passes, invalid use fails."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def test_the_public_types_pass_strict_mypy(tmp_path):
    face = Path(__file__).with_name("typing_api.py")
    command = [
        sys.executable,
        "-m",
        "mypy",
        "--strict",
        "--warn-unused-ignores",
        "--cache-dir",
        str(tmp_path),
        str(face),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode == 0, done.stdout
