"""Use the wheel of the SDK where nothing else is installed; `nox -s wheels` runs this program.

With the argument ``with-extras``, the extras of the wheel are installed too, and the command line is used.
"""

import http.server
import importlib.util
import os
import subprocess
import sys
import threading
from importlib.metadata import version
from pathlib import Path

import httpx2

import apivideo_admin

COMMAND = str(Path(sys.executable).with_name("apivideo-admin"))
EXTRAS = ("click", "rich", "opentelemetry")

for absent in ("flask", "granian", "apivideo_admin_mock"):
    if importlib.util.find_spec(absent) is not None:
        raise SystemExit(f"{absent} is installed beside the SDK")


def response(request: httpx2.Request) -> httpx2.Response:
    """Return the response of the API to a count."""
    return httpx2.Response(200, json={"count": 3}, request=request)


class Counting(http.server.BaseHTTPRequestHandler):
    """Responds to a count over HTTP."""

    def do_GET(self) -> None:
        """Respond to a request."""
        self.send_response(200)
        self.send_header("Content-Length", "12")
        self.end_headers()
        self.wfile.write(b'{"count": 3}')

    def log_message(self, *_: object) -> None:
        """Log nothing."""


def command(*arguments: str) -> tuple[int, str]:
    """Run the installed command on a server, and return its exit code and its output."""
    with http.server.HTTPServer(("127.0.0.1", 0), Counting) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}"
        variables = {"APIVIDEO_ADMIN_API_KEY": "key", "APIVIDEO_ADMIN_BASE_URL": url}
        done = subprocess.run(
            [COMMAND, *arguments], env=os.environ | variables, capture_output=True, text=True, check=False
        )
        server.shutdown()
    return done.returncode, done.stdout + done.stderr


if apivideo_admin.__version__ != version("apivideo-admin"):
    raise SystemExit("the wheel has another version than the module")
with apivideo_admin.AdminClient(api_key="key", transport=httpx2.MockTransport(response)) as admin:
    if admin.projects.count() != 3:
        raise SystemExit("the SDK does not return the count of the response")
if "with-extras" in sys.argv:
    if (found := command("projects", "count")) != (0, "3\n"):
        raise SystemExit(f"the command line does not show the count of the response: {found}")
    print(f"apivideo-admin {apivideo_admin.__version__} works with its extras")
else:
    if any(importlib.util.find_spec(name) for name in EXTRAS):
        raise SystemExit("a package of an extra is installed")
    code, output = command("projects", "count")
    if code != 1 or 'pip install "apivideo-admin[cli]"' not in output or output.count("\n") != 1:
        raise SystemExit(f"the command line does not name its extra: {output}")
    print(f"apivideo-admin {apivideo_admin.__version__} (API {apivideo_admin.API_VERSIONS}) works alone")
