"""Measure reading one item, a list of 100 items, and a list of items with fields that the SDK does not know.

The clients alternate, so that each ratio compares adjacent measurements.
"""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx2

from apivideo_admin import AdminClient
from contract_tests.tools.bench.sdk import other_generators
from contract_tests.tools.bench.sdk.canned import LIST_WITH_UNKNOWN_FIELDS, PROJECT_ID, handler

AIMS = {"get": 0.75, "list of 100": 0.55, "list of 100, with an unknown field in each": 0.9}
# Each measurement takes about 0.2 s: shorter ones vary more than the ratios differ from the aims.
_CALLS = {"get": 1500, "list of 100": 800, "list of 100, with an unknown field in each": 500}
_BASELINE = "httpx2 + json.loads"


def measure(folder: Path, rounds: int) -> bool:
    """Measure and print a table for each aim. Return whether the aims are met."""
    met = True
    for label, found in zip(AIMS, (*clients(folder), clients_of_unknown_fields()), strict=True):
        times = _times(found, rounds, _CALLS[label])
        ratio = {
            name: statistics.median(a / b for a, b in zip(own, times[_BASELINE], strict=True))
            for name, own in times.items()
        }
        print(f"\n{label}: microseconds per call, medians of {rounds} measurements of {_CALLS[label]} calls")
        for name, own in times.items():
            print(f"  {name:28}{statistics.median(own) * 1e6:10.1f}{ratio[name]:8.2f}x")
        print(f"  aim: apivideo_admin <= {AIMS[label]:.2f}x")
        met = met and ratio["apivideo_admin"] <= AIMS[label]
    return met


def clients(folder: Path) -> tuple[dict[str, Callable[[], Any]], dict[str, Callable[[], Any]]]:
    """Return the calls by client: those that read one item, and those that list."""
    plain = httpx2.Client(
        base_url="https://admin.api.video", auth=("k", ""), transport=httpx2.MockTransport(handler(httpx2))
    )
    admin = AdminClient("k", transport=httpx2.MockTransport(handler(httpx2)))
    gets: dict[str, Callable[[], Any]] = {
        _BASELINE: lambda: json.loads(plain.get(f"/projects/{PROJECT_ID}").content),
        "apivideo_admin": lambda: admin.projects.get(PROJECT_ID),
    }
    lists: dict[str, Callable[[], Any]] = {
        _BASELINE: lambda: json.loads(plain.get("/projects", params={"page_size": 100}).content),
        "apivideo_admin": lambda: list(admin.projects.list(page_size=100)),
    }
    gets["openapi-python-client"], lists["openapi-python-client"] = other_generators.openapi_python_client(folder)
    generator = other_generators.openapi_generator(folder)
    if isinstance(generator, str):
        print(f"OpenAPI Generator is skipped: {generator}")
    else:
        gets["OpenAPI Generator"], lists["OpenAPI Generator"] = generator
    return gets, lists


def clients_of_unknown_fields() -> dict[str, Callable[[], Any]]:
    """Return the calls that list items with a field that the SDK does not know, by client."""
    transport = httpx2.MockTransport(handler(httpx2, LIST_WITH_UNKNOWN_FIELDS))
    plain = httpx2.Client(base_url="https://admin.api.video", auth=("k", ""), transport=transport)
    admin = AdminClient("k", transport=transport)
    return {
        _BASELINE: lambda: json.loads(plain.get("/projects", params={"page_size": 100}).content),
        "apivideo_admin": lambda: list(admin.projects.list(page_size=100)),
    }


def _times(found: dict[str, Callable[[], Any]], rounds: int, calls: int) -> dict[str, list[float]]:
    times: dict[str, list[float]] = {name: [] for name in found}
    for number in range(rounds + 1):
        for name, call in found.items():
            start = time.perf_counter()
            for _ in range(calls):
                call()
            if number:  # the first measurement is a warm-up
                times[name].append((time.perf_counter() - start) / calls)
    return times
