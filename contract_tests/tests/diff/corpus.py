"""The edits in the tests of `generator diff`, each made in a document that could be released."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Protocol

import yaml

from contract_tests.tests.diff.placement import Content, Side, document_of, equivalents
from generator.diff import Change, diff
from generator.document.yaml_source import FAST_LOADER

_CASES = Path(__file__).parents[3] / "generator" / "tests" / "diff"


class Step(Protocol):
    """Two consecutive versions of a document, and what the diff reports about them."""

    @property
    def before(self) -> Content:
        """The document of the clients."""

    @property
    def after(self) -> Content:
        """The document of the server."""

    @property
    def changes(self) -> tuple[Change, ...]:
        """The changes, each with its verdict."""


@dataclass(frozen=True)
class Versions:
    """Two versions of the document of the API."""

    before: Content
    after: Content

    def __repr__(self) -> str:
        return f"{self.before['info']['version']} to {self.after['info']['version']}"

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """What the diff reports about the two documents."""
        return tuple(diff(self.before, self.after))


@dataclass(frozen=True)
class Edit:
    """One case of the corpus. ``forbidden`` is empty if both of its documents are valid."""

    name: str
    case: Mapping[str, Any]

    def __repr__(self) -> str:
        return self.name

    @property
    def forbidden(self) -> Mapping[Side, str]:
        """The lint or other stage that rejects a side, by side."""
        refused: Mapping[Side, str] = equivalents().get(self.name, {}).get("forbidden", {})
        return refused

    @property
    def expected(self) -> set[tuple[str, bool, str]]:
        """The changes that the case expects: rule, whether it breaks clients, direction."""
        return {(rule, breaks, direction) for rule, breaks, direction in self.case["expect"]}

    @cached_property
    def before(self) -> Content:
        """The document before the edit."""
        return document_of(self.name, self.case, "before")

    @cached_property
    def after(self) -> Content:
        """The document after the edit."""
        return document_of(self.name, self.case, "after")

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """What the diff reports about the two documents."""
        return tuple(diff(self.before, self.after))

    @property
    def breaks(self) -> bool:
        """Whether the diff reports that the edit breaks clients."""
        return any(change.breaking for change in self.changes)


@cache
def edits() -> tuple[Edit, ...]:
    """Return every case of the corpus, always the same objects: they keep their documents and changes."""
    return tuple(
        Edit(f"{file.stem}: {case['name']}", case)
        for file in sorted(_CASES.glob("*.yaml"))
        for case in yaml.load(file.read_text(encoding="utf-8"), Loader=FAST_LOADER)  # noqa: S506 (a safe loader)
    )
