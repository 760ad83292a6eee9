"""Ask all readers about a batch of documents, and plant bugs in the server of each."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from hypothesis import HealthCheck, Phase, given, seed, settings

from apivideo_admin_contract.document.reading import read_document
from contract_tests.planted_bugs.harness.pool import Plan, Row, examine, matrix_of
from contract_tests.planted_bugs.server.catalogue import PLANTED_BUGS
from contract_tests.tests.agreement.documents import resources
from contract_tests.tests.agreement.readers import disagreements, refusals, type_errors
from contract_tests.tests.agreement.resource import Resource

#: Documents a batch: their SDKs are type-checked together.
SIZE: Final = 10


@dataclass(frozen=True, slots=True)
class Batch:
    """The results of a batch: what the readers disagree about, and the planted bugs that were caught, and missed.

    ``named`` are those of the caught ones that one of their own rules reported. Another rule can report a bug first: that of the schema
    a null where no property may be null.
    """

    documents: int
    disagreements: list[str]
    caught: int
    named: int
    missed: list[str]


def ask(number: int, batch: int, bugs: int = 0) -> Batch:
    """Ask all readers about the documents of a batch."""
    chosen = random.Random(f"{number}-{batch}")  # noqa: S311 - the choice of bugs is no secret
    found: list[str] = []
    rows: list[tuple[Row, Resource]] = []
    served: list[str] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)

        @seed(f"{number}-{batch}")
        @settings(
            max_examples=SIZE,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(resources())
        def ask_about(resource: Resource) -> None:
            own = folder / f"document_{len(served)}"
            served.append(own.name)
            content = refusals(own, resource)
            if isinstance(content, list):
                found.extend(f"refused: {one}\n  {resource}" for one in content)
                return
            found.extend(f"{one}\n  {resource}" for one in disagreements(content, own / "sdk"))
            rows.extend((row, resource) for row in _planted(content, bugs, chosen))

        ask_about()
        if errors := type_errors(folder, served):
            found.append(errors)
    missed = [
        f"missed: {row.name}{_crash(row)}\n  {resource}" for row, resource in rows if not row.named and not row.whole
    ]
    return Batch(len(served), found, len(rows) - len(missed), sum(row.named is not None for row, _ in rows), missed)


def _planted(content: Mapping[str, Any], bugs: int, chosen: random.Random) -> Iterator[Row]:
    """Plant some bugs, one after the other. Run the checks of their rules, and the whole suite if these find nothing."""
    if not bugs:
        return
    document = read_document(content)
    matrix = matrix_of(document)
    # In process there is no limit, and no raw path.
    known = (one for one in PLANTED_BUGS if not one.limited and not one.raw)
    possible = [one for one in known if one.applies(document, matrix.only.__contains__)]
    for one in chosen.sample(possible, bugs):
        row = examine(one, matrix, Plan(whole=False))
        yield examine(one, matrix, Plan(named=False)) if row.named is None and row.crash is None else row


def _crash(row: Row) -> str:
    return f" ({row.crash})" if row.crash else ""
