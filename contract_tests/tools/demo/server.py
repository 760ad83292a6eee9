"""Start the mock with its command, and call its control plane."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.request
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

KEY = "demo-admin-key"


@contextmanager
def mock_server(*arguments: str) -> Iterator[str]:
    """Serve a mock on a free port and yield its URL. Raise RuntimeError if it does not start."""
    command = [sys.executable, "-m", "apivideo_admin_mock", "serve", "--port", "0", "--key", KEY, *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            line = process.stdout.readline() if process.stdout else ""
            url = next((word for word in line.split() if word.startswith("http://")), None)
            if url is None:
                raise RuntimeError(process.stderr.read().strip() if process.stderr else "the mock did not start")
            yield url
        finally:
            process.terminate()


def control(url: str, method: str, path: str, payload: Any = None) -> Any:
    """Call the control plane of the mock. Return the JSON of the response, or None."""
    request = urllib.request.Request(
        f"{url}/_mock{path}",
        method=method,
        data=None if payload is None else json.dumps(payload).encode(),
        headers={
            "Authorization": "Basic " + b64encode(f"{KEY}:".encode()).decode(),
            "Content-Type": "application/json",  # the control plane takes no other
        },
    )
    with urllib.request.urlopen(request, timeout=10) as response:
        content = response.read()
    return json.loads(content) if content else None
