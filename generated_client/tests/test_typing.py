"""What users write type-checks, and what they must not write does not."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def test_the_typed_face_passes_strict_mypy(tmp_path):
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
