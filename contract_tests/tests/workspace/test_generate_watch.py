"""A save of the document reaches the mock: the generator watches the document, and the mock watches what that makes of it."""

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
import yaml

_ROOT = Path(__file__).parents[3]
_EXAMPLE = Path(__file__).parents[2] / "examples" / "webhooks"
_BUNDLE = "mock_server/apivideo_admin_mock/openapi.json"


@contextmanager
def _running(*arguments: str) -> Iterator[subprocess.Popen[str]]:
    """Run a module of this workspace, and end it."""
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", *arguments]
    with subprocess.Popen(command, cwd=_ROOT, env=environment, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.terminate()


def _wait_for(process: subprocess.Popen[str], what: str) -> str:
    assert process.stdout is not None
    line = next((line for line in process.stdout if what in line), "")
    assert line, f"it ended without {what!r}"
    return line


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Give a copy of what the generator reads, and of the folders that it writes to."""
    shutil.copytree(_ROOT / "openapi", tmp_path / "openapi")
    shutil.copytree(_ROOT / "generated_client/apivideo_admin", tmp_path / "generated_client/apivideo_admin")
    (tmp_path / _BUNDLE).parent.mkdir(parents=True)
    shutil.copy(_ROOT / _BUNDLE, tmp_path / _BUNDLE)
    return tmp_path


def _add_webhooks(openapi: Path) -> None:
    """Save the files of the example first, to which nothing refers yet, and the root at last."""
    shutil.copytree(_EXAMPLE / "webhooks", openapi / "webhooks")
    root = openapi / "openapi.yaml"
    text = root.read_text(encoding="utf-8")
    for addition in yaml.safe_load((_EXAMPLE / "root_lines.yaml").read_text(encoding="utf-8")):
        before, anchor, after = text.partition(f"\n{addition['after']}\n")
        assert anchor, addition
        text = before + anchor + addition["lines"] + after
    root.write_text(text, encoding="utf-8")


def test_a_saved_operation_is_served(copy: Path) -> None:
    with (
        _running("generator", "--root", str(copy), "--watch") as generator,
        _running("apivideo_admin_mock", "serve", "--port", "0", "--spec", str(copy / _BUNDLE), "--watch") as mock,
    ):
        url = next(word for word in _wait_for(mock, "http://").split() if word.startswith("http://"))
        _wait_for(generator, "waiting for the next save")
        with httpx2.Client(base_url=url, auth=("mock-admin-key", "")) as client:
            project = client.post("/projects", json={"name": "mine"}).json()["project_id"]
            path = f"/projects/{project}/webhooks"
            assert client.get(path).json()["title"] == "Unrecognized request URL."

            _add_webhooks(copy / "openapi")

            _wait_for(generator, f"changed {_BUNDLE}")
            for _ in range(300):
                if client.get(path).status_code == 200:
                    break
                time.sleep(0.1)
            webhook = client.post(path, json={"url": "https://example.com", "events": ["video.encoded"]})
            assert webhook.status_code == 201
            assert [one["url"] for one in client.get(path).json()["items"]] == ["https://example.com"]
