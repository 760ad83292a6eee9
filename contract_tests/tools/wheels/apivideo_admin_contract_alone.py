"""Use the wheels of the contract suite and of the mock where nothing else is installed; `nox -s wheels` runs this program.

It starts the mock on a free port, runs the suite against it by its URL, and checks the verdict, the JSON report and the exit codes. With
the argument ``with-schemathesis`` it expects the checks of Schemathesis to pass, else to be skipped with the command that installs it.
"""

import importlib.util
import json
import os
import subprocess
import sys
import tempfile
import urllib.request
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema_rs

import apivideo_admin_contract

PREFIX = "APIVIDEO_ADMIN_CONTRACT_"
KEYS = {"KEY": "the-key-of-an-account", "SECOND_KEY": "the-key-of-another-one", "SUSPENDED_KEY": "a-suspended-key"}
HAS_SCHEMATHESIS = "with-schemathesis" in sys.argv[1:]
ABSENT = ("apivideo_admin", "generator", "mypy", "nox", *(() if HAS_SCHEMATHESIS else ("pytest", "schemathesis")))
#: Checks of several kinds that take few seconds, and those of Schemathesis.
SELECTED = ("page-links", "suspended", "delete", "schemathesis[[]get_*")
SCHEMA = json.loads((files("apivideo_admin_contract") / "report" / "report.schema.json").read_text(encoding="utf-8"))


def expect(condition: object, problem: str) -> None:
    """End the program with a message unless a condition is true."""
    if not condition:
        raise SystemExit(f"apivideo-admin-contract: {problem}")


@contextmanager
def mock() -> Iterator[str]:
    """Serve the mock on a free port, and yield its URL."""
    keys = [word for name in ("KEY", "SECOND_KEY") for word in ("--key", KEYS[name])]
    command = [sys.executable, "-I", "-m", "apivideo_admin_mock", "serve", "--port", "0", "--rate-limit", "off"]
    command += [*keys, "--suspended-key", KEYS["SUSPENDED_KEY"]]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            yield next(word for word in server.stdout.readline().split() if word.startswith("http://"))
        finally:
            server.terminate()


def run(*arguments: str, **keys: str) -> subprocess.CompletedProcess[str]:
    """Run the installed command with keys in the environment."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    environment |= {PREFIX + name: key for name, key in keys.items()}
    command = [str(Path(sys.executable).with_name("apivideo-admin-contract")), *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=300)


def report(url: str, *arguments: str) -> tuple[int, dict[str, Any]]:
    """Run the suite against a server, and return its exit code and its JSON report, which must conform to its schema."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "report.json"
        flags = ["--url", url, "--rate-limit", "off", "--effort", "fast", "--report", f"json={path}", *arguments]
        done = run(*flags, **KEYS)
        expect(path.exists(), f"the run wrote no report: {done.stdout}{done.stderr}")
        written = json.loads(path.read_text(encoding="utf-8"))
    jsonschema_rs.validate(SCHEMA, written)
    verdict = written["verdict"]
    expect(verdict in done.stdout, f"the text report does not show the verdict {verdict!r}: {done.stdout}")
    return done.returncode, written


for absent in ABSENT:
    expect(importlib.util.find_spec(absent) is None, f"{absent} is installed beside the suite")

version = run("--version").stdout
expected = f"apivideo-admin-contract {apivideo_admin_contract.__version__} (api.video Admin API {apivideo_admin_contract.API_VERSION})\n"
expect(version == expected, f"--version prints {version!r}")
module = [sys.executable, "-I", "-m", "apivideo_admin_contract", "--version"]
expect(subprocess.run(module, capture_output=True, text=True, check=True).stdout == expected, "python -m differs")

with mock() as url:
    selected = [word for name in SELECTED for word in ("--select", name)]
    code, passed = report(url, *selected)
    expect((code, passed["verdict"]) == (0, "PASS: no violations"), f"exit code {code}: {passed}")
    expect(passed["checks"]["passed"] > 10, f"only {passed['checks']} ran")
    skipped = {one["reason"]: one["checks"] for one in passed["skipped"]}
    missing = "Schemathesis is not installed; fix: pip install 'apivideo-admin-contract[schemathesis]'"
    expect((missing in skipped) is not HAS_SCHEMATHESIS, f"skipped: {skipped}")

    authorization = "Basic " + b64encode(f"{KEYS['KEY']}:".encode()).decode()
    fault = json.dumps({"method": "GET", "effect": {"kind": "status", "status": 500}, "times": None}).encode()
    headers = {"Authorization": authorization, "Content-Type": "application/json"}
    with urllib.request.urlopen(urllib.request.Request(f"{url}/_mock/faults", fault, headers), timeout=10):
        pass
    code, failed = report(url, "--select", "page-links")
    expect((code, failed["verdict"][:5]) == (1, "FAIL:"), f"a server with a fault: exit code {code}: {failed}")
    expect(failed["rules"][0]["id"] == "no-server-error", f"the first rule is {failed['rules'][0]['id']}")
    expect("curl -sS" in failed["rules"][0]["findings"][0]["curl"], "the finding has no curl command")

    refused = run("--url", url, KEY="unknown")
    expect((refused.returncode, "with 401" in refused.stderr) == (2, True), f"an unknown key: {refused}")

print(
    f"apivideo-admin-contract {apivideo_admin_contract.__version__} works {'with' if HAS_SCHEMATHESIS else 'without'} Schemathesis"
)
