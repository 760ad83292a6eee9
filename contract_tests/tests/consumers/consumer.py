"""A small repository with an environment of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[3]


@dataclass(frozen=True)
class Consumer:
    """A repository with a virtual environment, isolated from the environment of this process."""

    folder: Path

    @property
    def scripts(self) -> Path:
        """The folder of the programs of the virtual environment."""
        return self.folder / ".venv" / "bin"

    @property
    def environment(self) -> dict[str, str]:
        """The environment variables of the consumer's programs."""
        ours = ("PYTEST_", "PYTHON", "VIRTUAL_ENV", "APIVIDEO_", "HYPOTHESIS_")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
        return kept | {"PATH": os.pathsep.join([str(self.scripts), os.environ["PATH"]])}

    def run(self, *command: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run a command in the folder."""
        return subprocess.run(
            command,
            cwd=self.folder,
            env=self.environment | variables,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def install(self, *requirements: str) -> None:
        """Write ``requirements.txt`` and install it, with the versions of ``constraints.txt``."""
        (self.folder / "requirements.txt").write_text("\n".join(requirements) + "\n", encoding="utf-8")
        run_uv("venv", "--python", sys.executable, str(self.folder / ".venv"))
        run_uv(
            *("pip", "install", "--python", str(self.scripts / "python")),
            *("-c", str(ROOT / "constraints.txt"), "-r", str(self.folder / "requirements.txt")),
        )

    @contextmanager
    def mock(self) -> Iterator[str]:
        """Run the installed mock and return its URL."""
        command = [str(self.scripts / "apivideo-admin-mock"), "serve", "--port", "0", "--any-key"]
        with subprocess.Popen(command, env=self.environment, stdout=subprocess.PIPE, text=True) as process:
            try:
                assert process.stdout is not None
                yield next(word for word in process.stdout.readline().split() if word.startswith("http://"))
            finally:
                process.terminate()


def run_uv(*arguments: str) -> None:
    environment = os.environ | {"UV_BUILD_CONSTRAINT": str(ROOT / "constraints.txt")}
    command = [sys.executable, "-m", "uv", "--quiet", *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
