"""Use the wheel of the mock where nothing else is installed; `nox -s wheels` runs this program."""

import importlib.util
import json
import subprocess
import sys
import tempfile
import urllib.request
from base64 import b64encode
from importlib.metadata import version as installed
from importlib.resources import files
from pathlib import Path

import apivideo_admin_mock

for absent in ("apivideo_admin", "httpx2", "pytest"):
    if importlib.util.find_spec(absent) is not None:
        raise SystemExit(f"{absent} is installed beside the mock")

released = sorted(path.name.removesuffix(".json") for path in (files("apivideo_admin_mock") / "history").iterdir())
if not released:
    raise SystemExit("the wheel contains no released version")
for version in released:
    health = apivideo_admin_mock.create_app(spec_version=version).test_client().get("/_mock/health").get_json()
    if (health["version"], health["api_version"]) != (apivideo_admin_mock.__version__, version):
        raise SystemExit(f"the mock serves {health} instead of version {version} of the API")

if apivideo_admin_mock.__version__ != installed("apivideo-admin-mock"):
    raise SystemExit("the wheel has another version than the module")

with tempfile.TemporaryDirectory() as folder:
    subprocess.run([sys.executable, "-I", "-m", "apivideo_admin_mock", "init", folder, "--compose"], check=True)
    if sorted(path.name for path in Path(folder).iterdir()) != ["compose.yaml", "scenario.yaml", "test_admin_api.py"]:
        raise SystemExit("init did not write its files")
if not (files("apivideo_admin_mock") / "examples" / "bash" / "example.sh").is_file():
    raise SystemExit("the wheel contains no examples")

command = [sys.executable, "-I", "-m", "apivideo_admin_mock", "serve", "--port", "0"]
with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
    try:
        if server.stdout is None:
            raise SystemExit("the server printed nothing")
        url = next(word for word in server.stdout.readline().split() if word.startswith("http://"))
        credentials = b64encode(b"mock-admin-key:").decode()
        request = urllib.request.Request(f"{url}/projects/count", headers={"Authorization": f"Basic {credentials}"})
        with urllib.request.urlopen(request, timeout=10) as response:
            if json.load(response) != {"count": 0}:
                raise SystemExit("the mock does not return the count 0")
        for path in ("", *(f"inspector/{name}" for name in ("main.js", "base.css", "icon.svg"))):
            request = urllib.request.Request(f"{url}/_mock/{path}", headers={"Accept": "text/html"})
            with urllib.request.urlopen(request, timeout=10) as response:
                if not response.read():
                    raise SystemExit(f"/_mock/{path} is empty")
    finally:
        server.terminate()
print(f"apivideo-admin-mock {apivideo_admin_mock.__version__} serves API {apivideo_admin_mock.API_VERSIONS} alone")
