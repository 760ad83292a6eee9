"""A check: a function that holds a server to one rule, for each subject that the document has for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from apivideo_admin_contract.document.document import Document
from apivideo_admin_contract.rules.rule import Rule
from apivideo_admin_contract.session.session import Session

Subject = tuple[Any, ...]
Subjects = Callable[[Document], Iterable[Subject]]
"""Gives what a check is done for, such as each list; an empty tuple stands for the document as a whole."""


class Need(StrEnum):
    """What a check needs beyond a server, a key and the right to read."""

    WRITES = "writes"  # it sends more than GET, HEAD and OPTIONS
    OTHER = "other"  # a second admin API key
    SUSPENDED = "suspended"  # the key of a suspended account
    CLOCK = "clock"  # a clock of the server that can be moved
    LIMIT = "limit"  # a server that limits the rate


@dataclass(frozen=True, slots=True, eq=False)
class Check:
    """``function`` takes a lab and the members of a subject; it raises Broken, or Skipped, or returns."""

    name: str
    rule: Rule
    subjects: Subjects
    needs: frozenset[Need]
    function: Callable[..., None]

    def cases(self, document: Document) -> Iterator[Case]:
        """Give the check with each of its subjects."""
        for subject in self.subjects(document):
            yield Case(self, subject)


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """A check and one of its subjects."""

    check: Check
    subject: Subject

    @property
    def label(self) -> str:
        """The name of the check, with its subject in brackets."""
        subject = "-".join(_label(one) for one in self.subject)
        return f"{self.check.name}[{subject}]" if subject else self.check.name

    def run(self, session: Session) -> None:
        """Do it. Raises Broken or Skipped."""
        self.check.function(session, *self.subject)


def check(rule: Rule, over: Subjects, *needs: Need) -> Callable[[Callable[..., None]], Check]:
    """Make a check of a function. Its name is what the report shows: a sentence about what the server does."""

    def made(function: Callable[..., None]) -> Check:
        return Check(function.__name__, rule, over, frozenset(needs), function)

    return made


def _label(member: object) -> str:
    return str(getattr(member, "id", None) or getattr(member, "name", None) or member)
