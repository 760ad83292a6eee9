"""A saved edit of the document reaches a running mock: the generator watches the document, and the mock watches the bundle."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest

from contract_tests.tools.workspace import BUNDLE, ROOT, add_resource


@contextmanager
def _running(*arguments: str) -> Iterator[subprocess.Popen[str]]:
    """Run a module of this workspace until the block ends."""
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", *arguments]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.terminate()


def _wait_for(process: subprocess.Popen[str], text: str) -> str:
    """Return the first line of output that contains a text."""
    assert process.stdout is not None
    line = next((line for line in process.stdout if text in line), "")
    assert line, f"the process ended without {text!r}"
    return line


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Copy the files that the generator reads, and the folders that it writes to."""
    shutil.copytree(ROOT / "openapi", tmp_path / "openapi")
    shutil.copytree(ROOT / "generated_client/apivideo_admin", tmp_path / "generated_client/apivideo_admin")
    (tmp_path / BUNDLE).parent.mkdir(parents=True)
    shutil.copy(ROOT / BUNDLE, tmp_path / BUNDLE)
    return tmp_path


def test_a_running_mock_serves_a_resource_that_is_saved(copy: Path) -> None:
    with (
        _running("generator", "--root", str(copy), "--watch") as generator,
        _running("apivideo_admin_mock", "serve", "--port", "0", "--spec", str(copy / BUNDLE), "--watch") as mock,
    ):
        url = next(word for word in _wait_for(mock, "http://").split() if word.startswith("http://"))
        _wait_for(generator, "waiting for the next save")
        with httpx2.Client(base_url=url, auth=("mock-admin-key", "")) as client:
            project = client.post("/projects", json={"name": "mine"}).json()["project_id"]
            path = f"/projects/{project}/webhooks"
            assert client.get(path).json()["title"] == "Unrecognized request URL."

            add_resource(copy / "openapi", "webhooks")

            _wait_for(generator, f"changed {BUNDLE}")
            for _ in range(300):
                if client.get(path).status_code == 200:
                    break
                time.sleep(0.1)
            webhook = client.post(path, json={"url": "https://example.com", "events": ["video.encoded"]})
            assert webhook.status_code == 201
            assert [one["url"] for one in client.get(path).json()["items"]] == ["https://example.com"]
