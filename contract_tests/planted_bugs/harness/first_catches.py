"""Find for each check and each rule a planted bug that it is the first of the suite to catch.

`FILE` records one such bug for each. A check without one finds nothing that the checks before it do not find.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import apivideo_admin_contract
import apivideo_admin_mock
from apivideo_admin_contract.checks import CHECKS
from apivideo_admin_contract.document.document import Document
from apivideo_admin_contract.document.reading import read_document
from apivideo_admin_contract.rules import http_rules, resource_rules
from apivideo_admin_contract.rules.rule import Rule
from contract_tests.planted_bugs.harness.documents import documents
from contract_tests.planted_bugs.harness.pool import Plan, examine_all
from contract_tests.planted_bugs.server.planting import PlantedBug

_ROOT: Final = Path(__file__).parents[3]
_SERVER: Final = Path(__file__).parents[1] / "server"
#: One bug for each check and each rule.
FILE: Final = _SERVER / "first_catches.json"
#: What was measured before, so that an interrupted run continues.
CACHE: Final = _ROOT / "build" / "first_catches.jsonl"
#: The modules of bugs that no other module imports: an edit of one concerns its own bugs only.
_SHARED: Final = (
    "filter_overrides",
    "filter_selectors",
    "limiter",
    "planting",
    "selectors",
    "server",
    "updates",
    "wire",
)
PLAN: Final = Plan(named=False)

RULES: Final = frozenset(
    one.id for module in (resource_rules, http_rules) for one in vars(module).values() if isinstance(one, Rule)
)


@dataclass(frozen=True, slots=True)
class FirstCatch:
    """The first finding of the whole suite on a bug: the check, the rule, and the seconds until then."""

    bug: str
    check: str
    rule: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Record:
    """A bug for each check and each rule that is the first to catch it."""

    checks: Mapping[str, str]
    rules: Mapping[str, str]

    def checks_of(self, bug: str) -> frozenset[str]:
        """Return the names of the checks that are the first to catch a bug."""
        return frozenset(check for check, one in self.checks.items() if one == bug)

    def missing(self) -> list[str]:
        """Return a line for each check and each rule that is the first to catch no bug."""
        checks = [f"check {one.name}" for one in CHECKS if one.name not in self.checks]
        return checks + [f"rule {one}" for one in sorted(RULES) if one not in self.rules]


@cache
def read_record() -> Record:
    """Return what `FILE` records."""
    return Record(**json.loads(FILE.read_text(encoding="utf-8")))


def write_record(catches: Sequence[FirstCatch]) -> Record:
    """Record for each check and each rule the bug that is caught in the shortest time, as few bugs as possible."""
    checks: dict[str, str] = {}
    rules: dict[str, str] = {}
    for one in sorted(catches, key=lambda one: one.seconds):
        checks.setdefault(one.check, one.bug)
    for one in sorted(catches, key=lambda one: (one.bug not in checks.values(), one.seconds)):
        rules.setdefault(one.rule, one.bug)
    text = json.dumps({"checks": checks, "rules": rules}, indent=1, sort_keys=True)
    FILE.write_text(f"{text}\n", encoding="utf-8")
    read_record.cache_clear()
    return read_record()


@cache
def read_documents() -> tuple[Document, ...]:
    """Return the documents in which bugs are planted: the shipped one, then an example with more resources."""
    return tuple(read_document(node) for node in documents())


def document_of(bug: PlantedBug) -> Document:
    """Return the first document with an operation at which a bug can show. Raise LookupError if there is none."""
    found = [one for one in read_documents() if bug.applies(one)]
    if not found:
        raise LookupError(f"{bug.name} shows at no operation; fix: choose other operations with at=")
    return found[0]


def measure(bugs: Sequence[PlantedBug], jobs: int) -> Iterator[FirstCatch]:
    """Yield the first catch of each bug, from the cache if nothing changed since. A bug that nothing catches is left out."""
    known = _read_cache()
    yield from (found for one in bugs if (found := known.get((one.name, digest_of(one)))) is not None)
    for document in read_documents():
        here = [one for one in bugs if (one.name, digest_of(one)) not in known and document_of(one) is document]
        for bug, row in zip(here, examine_all(here, PLAN, jobs, document.node), strict=True):
            if row.crash is not None:
                sys.stderr.write(f"{bug.name}: the code of the bug raised: {row.crash}\n")
            elif row.whole is not None:
                check, rule = row.whole.check.partition("[")[0], row.whole.rule.partition(":")[0]
                found = FirstCatch(bug.name, check, rule, row.whole.seconds)
                _append({**asdict(found), "digest": digest_of(bug)})
                yield found


def digest_of(bug: PlantedBug) -> str:
    """Return a digest of all sources that the first catch of a bug depends on."""
    return hashlib.sha256((_digest_of_suite() + bug.source.read_text(encoding="utf-8")).encode()).hexdigest()


@cache
def _digest_of_suite() -> str:
    folders = [Path(module.__file__ or "").parent for module in (apivideo_admin_contract, apivideo_admin_mock)]
    files: Iterable[Path] = [file for folder in folders for file in sorted(folder.rglob("*")) if file.is_file()]
    files = [file for file in files if file.suffix in {".py", ".json"}] + [_SERVER / f"{name}.py" for name in _SHARED]
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def _read_cache() -> dict[tuple[str, str], FirstCatch]:
    if not CACHE.exists():
        return {}
    rows: list[dict[str, Any]] = [json.loads(line) for line in CACHE.read_text(encoding="utf-8").splitlines()]
    return {(row["bug"], row.pop("digest")): FirstCatch(**row) for row in rows}


def _append(row: Mapping[str, Any]) -> None:
    CACHE.parent.mkdir(exist_ok=True)
    with CACHE.open("a", encoding="utf-8") as file:
        file.write(f"{json.dumps(row)}\n")
