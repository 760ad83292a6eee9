"""The diff's corpus of edits, each made in a document that could be released."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

import yaml

from contract_tests.tests.diff.position import Content, Side, equivalents, place
from generator.diff import Change, diff

_CASES = Path(__file__).parents[3] / "generator" / "tests" / "diff"


class Step(Protocol):
    """A document, the one that follows it, and what the diff says of the two."""

    @property
    def before(self) -> Content:
        """The document that clients were made for."""

    @property
    def after(self) -> Content:
        """The document that is served."""

    @property
    def changes(self) -> tuple[Change, ...]:
        """The changes, each judged."""


@dataclass(frozen=True)
class Versions:
    """Two versions of the document of the API."""

    before: Content
    after: Content

    def __repr__(self) -> str:
        return f"{self.before['info']['version']} to {self.after['info']['version']}"

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """What the diff says of the two documents."""
        return tuple(diff(self.before, self.after))


@dataclass(frozen=True)
class Edit:
    """One case of the corpus. ``forbidden`` tells who refuses a side of it; empty where both may exist."""

    name: str
    case: Mapping[str, Any]

    def __repr__(self) -> str:
        return self.name

    @property
    def forbidden(self) -> Mapping[Side, str]:
        """Give who refuses a side: a lint or another stage, by name."""
        refused: Mapping[Side, str] = equivalents().get(self.name, {}).get("forbidden", {})
        return refused

    @property
    def expected(self) -> set[tuple[str, bool, str]]:
        """Give what the case expects: rule, whether it breaks, direction."""
        return {(rule, breaks, direction) for rule, breaks, direction in self.case["expect"]}

    @cached_property
    def before(self) -> Content:
        """The document before the edit."""
        return place(self.name, self.case, "before")

    @cached_property
    def after(self) -> Content:
        """The document after the edit."""
        return place(self.name, self.case, "after")

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """What the diff says of the two documents."""
        return tuple(diff(self.before, self.after))

    @property
    def breaks(self) -> bool:
        """Whether the diff says that the edit breaks a client."""
        return any(change.breaking for change in self.changes)


def edits() -> Iterator[Edit]:
    """Give every case of the corpus."""
    for file in sorted(_CASES.glob("*.yaml")):
        for case in yaml.safe_load(file.read_text(encoding="utf-8")):
            yield Edit(f"{file.stem}: {case['name']}", case)
