"""Ask all readers about a batch of documents, and plant bugs in the server of each."""

from __future__ import annotations

import atexit
import hashlib
import random
import resource as usage
import shutil
import tempfile
import traceback
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
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
SIZE: Final = 20


@dataclass(slots=True)
class Asked:
    """A document, written below a folder, and what its readers disagree about. ``accepted`` is whether the lint accepted it."""

    resource: Resource
    folder: Path
    accepted: bool = False
    disagreements: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Batch:
    """The results of a batch: what the readers disagree about, and the planted bugs that were caught, and missed.

    ``distinct`` identifies the documents that differ. ``named`` are those of the caught bugs that one of their own rules reported. Another
    rule can report a bug first: that of the schema a null where no property may be null. ``seconds`` is the CPU time, ``memory`` the most
    that the process has occupied, in MB.
    """

    documents: int
    accepted: int
    distinct: frozenset[str]
    disagreements: list[str]
    caught: int
    named: int
    missed: list[str]
    seconds: float
    memory: float


def ask(number: int, batch: int, bugs: int = 0, falsifying: Path | None = None) -> Batch:
    """Ask all readers about the documents of a batch. Those that they disagree about are copied into folders of ``falsifying``."""
    chosen = random.Random(f"{number}-{batch}")  # noqa: S311 - the choice of bugs is no secret
    documents: list[Asked] = []
    rows: list[tuple[Row, Resource]] = []
    began = _cpu_seconds()
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
            asked = Asked(resource, folder / f"document_{len(documents)}")
            documents.append(asked)
            try:
                rows.extend((row, resource) for row in _ask_about(asked, bugs, chosen))
            except Exception:  # noqa: BLE001 - a reader that fails disagrees, and the other documents are asked about
                asked.disagreements.append(traceback.format_exc())

        ask_about()
        _check_types(folder, documents)
        if falsifying is not None:
            _keep(falsifying, f"{number}-{batch}", documents)
    missed = [
        f"missed: {row.name}{_crash(row)}\n  {resource}" for row, resource in rows if not row.named and not row.whole
    ]
    return Batch(
        documents=len(documents),
        accepted=sum(one.accepted for one in documents),
        distinct=frozenset(hashlib.sha256(repr(one.resource).encode()).hexdigest() for one in documents),
        disagreements=[f"{line}\n  {one.resource}" for one in documents for line in one.disagreements],
        caught=len(rows) - len(missed),
        named=sum(row.named is not None for row, _ in rows),
        missed=missed,
        seconds=_cpu_seconds() - began,
        memory=usage.getrusage(usage.RUSAGE_SELF).ru_maxrss / 1024,
    )


def _ask_about(asked: Asked, bugs: int, chosen: random.Random) -> Iterator[Row]:
    """Ask all readers but mypy about a document, and yield the results of the bugs that are planted in its server."""
    content = refusals(asked.folder, asked.resource)
    if isinstance(content, list):
        asked.disagreements += [f"refused: {one}" for one in content]
        return
    asked.accepted = True
    asked.disagreements += disagreements(content, asked.folder / "sdk")
    yield from _planted(content, bugs, chosen)


def _check_types(folder: Path, documents: Sequence[Asked]) -> None:
    """Add what mypy reports to the document of the SDK, or to the first one if it is about none."""
    accepted = {one.folder.name: one for one in documents if one.accepted}
    for error in type_errors(folder, [*accepted], _cache()).splitlines():
        package = error.partition("/")[0].removeprefix("sdk_of_")
        accepted.get(package, documents[0]).disagreements.append(error)


def _keep(falsifying: Path, name: str, documents: Sequence[Asked]) -> None:
    """Copy each document that the readers disagree about, with what they disagree about."""
    for position, one in enumerate(documents):
        if one.disagreements:
            target = falsifying / f"{name}-{position}"
            shutil.copytree(one.folder / "openapi", target / "openapi", dirs_exist_ok=True)
            text = "\n".join([*one.disagreements, repr(one.resource), ""])
            (target / "disagreements.txt").write_text(text, encoding="utf-8")


@cache
def _cache() -> Path:
    """Return a folder in which mypy keeps what it knows of the runtime and the libraries, for all batches of this process."""
    folder = tempfile.mkdtemp()
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder)


def _cpu_seconds() -> float:
    """Return the CPU time of this process and of those that it started."""
    used = [usage.getrusage(one) for one in (usage.RUSAGE_SELF, usage.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


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
