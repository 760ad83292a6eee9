"""Run vanilla Schemathesis on a server by its URL, as a careful user does, to compare the suite with it."""

from __future__ import annotations

import copy
import time
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from typing import Final

from schemathesis import Config
from schemathesis.engine import Status, events, from_schema
from schemathesis.openapi import from_dict

from apivideo_admin_contract.document.document import Document
from contract_tests.planted_bugs.harness.run_until_caught import Catch
from contract_tests.planted_bugs.harness.setup import KEYS, Setup

#: Schemathesis removes the header, adds the configured credentials again, and reports that the server accepted the request: by chance, at any
#: operation, also of the healthy mock.
_WITHOUT_CREDENTIALS: Final = "(was Authorization)"
#: At most this many failures of the healthy mock are collected and ignored.
_MOST_KNOWN: Final = 20


@dataclass(frozen=True, slots=True)
class VanillaCatch:
    """The first failure: the check, the operation like ``GET /items``, the message, and the seconds until then."""

    check: str
    operation: str
    message: str
    seconds: float


def first_failure(
    document: Document,
    base_url: str,
    key: str,
    *,
    seed: int = 0,
    examples: int | None = None,
    known: Collection[tuple[str, str]] = (),
) -> VanillaCatch | None:
    """Run every check in every phase, with links, until one fails. Only credentials and ``examples`` (default 100) are set.

    ``known`` are failures of the healthy server to ignore, as (check, operation). Raise the exception that ended the engine, if any.
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
    found: VanillaCatch | None = None
    for event in stream:
        if isinstance(event, events.FatalError):
            raise event.exception
        if found is None and isinstance(event, events.ScenarioFinished):
            found = _first(event, known, begun)
            if found is not None:
                stream.stop()
    return found


def _first(event: events.ScenarioFinished, known: Collection[tuple[str, str]], begun: float) -> VanillaCatch | None:
    for checks in event.recorder.checks.values():
        for check in checks:
            if check.status == Status.FAILURE and check.failure_info is not None:
                failure = check.failure_info.failure
                operation = failure.operation or event.recorder.label
                if (check.name, operation) not in known and _WITHOUT_CREDENTIALS not in str(failure):
                    return VanillaCatch(check.name, operation, str(failure), time.perf_counter() - begun)
    return None


def catch_by_schemathesis(setup: Setup) -> Catch | None:
    """Return the first failure with a planted bug that the healthy mock does not have."""
    known = _known(setup.document)
    with setup.served(limited=False) as (_, url):
        found = first_failure(setup.document, url, KEYS[0], known=known)
    return None if found is None else Catch(found.operation, found.check, found.message, found.seconds)


@cache
def _known(document: Document) -> frozenset[tuple[str, str]]:
    """Return the failures of the healthy mock."""
    known: set[tuple[str, str]] = set()
    for _ in range(_MOST_KNOWN):
        with Setup(document, None).served(limited=False) as (_, url):
            found = first_failure(document, url, KEYS[0], known=known)
        if found is None:
            break
        known.add((found.check, found.operation))
    return frozenset(known)
