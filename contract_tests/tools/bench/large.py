"""`nox -s bench -- large`: measure how the mock loads large documents.

A large document consists of copies of the bundled one: each has its own collections, nested ones included, and its own schemas.
Each measurement runs in a new process: parse and load a document, and send requests. Then the baseline runs there: parse the
document, and compile one JSON Schema that refers to all its components. The ratio is stable on machines with other load.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Final

import jsonschema_rs

from apivideo_admin_mock.http.messages import Request
from apivideo_admin_mock.spec import bundled_document
from apivideo_admin_mock.testing import AdminMock

SIZES: Final = (13, 130, 507)
AIM_SECONDS, AIM_MEGABYTES, AIM_FIRST = 1.5, 150.0, 50.0
LATER_REQUESTS: Final = 200
_METHODS: Final = frozenset({"get", "put", "post", "delete", "patch"})
_SCHEMAS: Final = "#/components/schemas/"


@dataclass(frozen=True)
class Measurement:
    """CPU seconds of the baseline and of the load, memory that the load adds at its peak (MB), and requests in milliseconds."""

    baseline: float
    load: float
    megabytes: float
    first: float
    later: float


def large_document(operations: int, document: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return a document with at least this number of operations: copies of ``document``, by default of the bundled one."""
    original = bundled_document() if document is None else document
    paths = dict(original["paths"])
    components = {**original["components"], "schemas": dict(original["components"]["schemas"])}
    each = sum(len(_METHODS & item.keys()) for item in paths.values())
    for number in range(2, -(-operations // each) + 1):
        for path, item in original["paths"].items():
            first, slash, rest = path[1:].partition("/")
            paths[f"/{first}-{number}{slash}{rest}"] = _renamed(item, number)
        for name, schema in original["components"]["schemas"].items():
            components["schemas"][f"{name}{number}"] = _renamed(schema, number)
    return {**original, "paths": paths, "components": components}


def _renamed(node: Any, number: int) -> Any:
    """Return a copy with a number after each operation id and after the name of each schema in a reference."""
    if isinstance(node, list):
        return [_renamed(one, number) for one in node]
    if not isinstance(node, dict):
        return node
    copy = {key: _renamed(value, number) for key, value in node.items()}
    if isinstance(copy.get("operationId"), str):
        copy["operationId"] += f"_{number}"
    if isinstance(copy.get("$ref"), str) and copy["$ref"].startswith(_SCHEMAS):
        copy["$ref"] += str(number)
    return copy


def measure(path: Path) -> Measurement:
    """Load a document in this process, and send the first request and later ones to its last list."""
    text = path.read_text(encoding="utf-8")
    AdminMock()  # what the first mock of a process needs, such as imports, does not depend on the document
    before, began = _memory("VmRSS"), time.process_time()
    mock = AdminMock(document=json.loads(text), rate_limit="off")
    load, peak = time.process_time() - began, _memory("VmHWM")
    lists = [one for one in mock.engine.api.operations if one.action == "list" and not one.owners]
    request = Request("GET", lists[-1].path, "page=1", mock.authorization, None, b"")
    durations = [_seconds(mock, request) for _ in range(LATER_REQUESTS + 1)]
    return Measurement(
        baseline=_baseline(text),
        load=load,
        megabytes=(peak - before) / 1e6,
        first=durations[0] * 1e3,
        later=statistics.median(durations[1:]) * 1e3,
    )


def _baseline(text: str) -> float:
    """Return the CPU seconds to parse a document and to compile one JSON Schema that refers to all its components."""
    began = time.process_time()
    components = json.loads(text)["components"]
    references = [{"$ref": f"{_SCHEMAS}{name}"} for name in components["schemas"]]
    jsonschema_rs.Draft202012Validator({"anyOf": references, "components": components})
    return time.process_time() - began


def _seconds(mock: AdminMock, request: Request) -> float:
    """Return the duration of a request. Raise RuntimeError for an error status."""
    began = time.perf_counter()
    response = mock.engine.handle(request)
    duration = time.perf_counter() - began
    if response.status >= 300:
        raise RuntimeError(f"{request.method} {request.path}: {response.status}")
    return duration


def _memory(name: str) -> int:
    """Return a memory figure of this process in bytes: VmRSS is the present one, VmHWM the highest one."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:")) * 1024


def medians(path: Path, rounds: int) -> Measurement:
    """Return the median of each figure over a number of new processes."""
    command = [sys.executable, "-m", "contract_tests.tools.bench.large", "--measure", str(path)]
    runs = [
        json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout) for _ in range(rounds)
    ]
    return Measurement(
        **{field.name: statistics.median(run[field.name] for run in runs) for field in fields(Measurement)}
    )


def main() -> int:
    """Measure each size and print a table. Exit with 1 if the largest misses an aim."""
    parser = argparse.ArgumentParser(
        prog="nox -s bench -- large", description="Measure how the mock loads documents with many operations."
    )
    parser.add_argument(
        "--operations", type=int, nargs="+", default=SIZES, help="sizes of the documents (default: 13 130 507)"
    )
    parser.add_argument("--rounds", type=int, default=5, help="new processes for each size (default: %(default)s)")
    parser.add_argument("--write", type=Path, metavar="FILE", help="write the largest document to a file, and exit")
    parser.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.measure:
        print(json.dumps(asdict(measure(arguments.measure))))
        return 0
    if arguments.write:
        arguments.write.write_text(json.dumps(large_document(max(arguments.operations))), encoding="utf-8")
        return 0
    print(f"medians of {arguments.rounds} new processes each")
    print(f"{'operations':>10}{'CPU s':>9}{'baseline':>10}{'ratio':>7}{'peak MB':>9}{'first ms':>10}{'later ms':>10}")
    with tempfile.TemporaryDirectory(prefix="apivideo-admin-bench-") as folder:
        for size in sorted(arguments.operations):
            path = Path(folder) / f"{size}.json"
            path.write_text(json.dumps(large_document(size)), encoding="utf-8")
            found = medians(path, arguments.rounds)
            print(
                f"{size:10}{found.load:9.3f}{found.baseline:10.3f}{found.load / found.baseline:7.1f}"
                f"{found.megabytes:9.1f}{found.first:10.2f}{found.later:10.3f}"
            )
    print(f"{'aim':>10}{AIM_SECONDS:9.1f}{AIM_MEGABYTES:26.0f}{AIM_FIRST:10.0f}")
    missed = found.load > AIM_SECONDS or found.megabytes > AIM_MEGABYTES or found.first > AIM_FIRST
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
