"""Stock Schemathesis against a server at a URL, as a careful user runs it: what it catches by itself is what the suite is compared with."""

from __future__ import annotations

import copy
import time
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from schemathesis import Config
from schemathesis.engine import Status, events, from_schema
from schemathesis.openapi import from_dict

from apivideo_admin_contract.document.document import Document

#: It takes the header away, then adds the credentials of its configuration, and blames the server for taking the request: by chance, at any
#: operation, on the healthy mock too.
_WITHOUT_CREDENTIALS: Final = "(was Authorization)"


@dataclass(frozen=True, slots=True)
class StockCatch:
    """The first failure: the check, the operation like ``GET /items``, what it says, and the seconds until then."""

    check: str
    operation: str
    message: str
    seconds: float


def stock(
    document: Document,
    base_url: str,
    key: str,
    *,
    seed: int = 0,
    examples: int | None = None,
    known: Collection[tuple[str, str]] = (),
) -> StockCatch | None:
    """Run every check in every phase, with links, until one fails. The credentials are all that is set, and ``examples``, by default 100.

    ``known`` are failures on the healthy server, as (check, operation), which say nothing of another one. Raises whatever the engine fails
    with.
    """
    begun = time.perf_counter()
    settings: dict[str, object] = {
        "seed": seed,
        "base-url": base_url,
        "auth": {"basic": {"username": key, "password": ""}},
    }
    if examples is not None:
        settings["generation"] = {"max-examples": examples}
    schema = from_dict(copy.deepcopy(dict(document.node)), config=Config.from_dict(settings))
    stream = from_schema(schema).execute()
    found: StockCatch | None = None
    for event in stream:
        if isinstance(event, events.FatalError):
            raise event.exception
        if found is None and isinstance(event, events.ScenarioFinished):
            found = _first(event, known, begun)
            if found is not None:
                stream.stop()
    return found


def _first(event: events.ScenarioFinished, known: Collection[tuple[str, str]], begun: float) -> StockCatch | None:
    for checks in event.recorder.checks.values():
        for check in checks:
            if check.status == Status.FAILURE and check.failure_info is not None:
                failure = check.failure_info.failure
                operation = failure.operation or event.recorder.label
                if (check.name, operation) not in known and _WITHOUT_CREDENTIALS not in str(failure):
                    return StockCatch(check.name, operation, str(failure), time.perf_counter() - begun)
    return None
