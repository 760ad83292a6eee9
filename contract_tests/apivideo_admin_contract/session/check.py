"""A check: a function that tests one rule on a server, for each of its subjects in the document."""

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
"""Returns the subjects of a check, for example each list. An empty tuple is the whole document."""


class Need(StrEnum):
    """What a check needs in addition to a server, a key and read access."""

    WRITES = "writes"  # permission to send methods other than GET, HEAD and OPTIONS
    OTHER = "other"  # a second admin API key
    SUSPENDED = "suspended"  # the key of a suspended account
    CLOCK = "clock"  # a server clock that the suite can move
    LIMIT = "limit"  # a server with the documented rate limit


@dataclass(frozen=True, slots=True, eq=False)
class Check:
    """A check. ``function`` takes a session and the members of a subject. It returns, or raises Violation or Skipped."""

    name: str
    rule: Rule
    subjects: Subjects
    needs: frozenset[Need]
    function: Callable[..., None]

    def cases(self, document: Document) -> Iterator[Case]:
        """Yield a case for each subject of the check."""
        for subject in self.subjects(document):
            yield Case(self, subject)


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """A check with one of its subjects."""

    check: Check
    subject: Subject

    @property
    def label(self) -> str:
        """The name of the check, with the subject in brackets, for example ``a_list_is_sorted_as_requested[projects-name]``."""
        subject = "-".join(_label(one) for one in self.subject)
        return f"{self.check.name}[{subject}]" if subject else self.check.name

    def run(self, session: Session) -> None:
        """Run the check for the subject. Raises Violation or Skipped."""
        self.check.function(session, *self.subject)


def check(rule: Rule, subjects: Subjects, *needs: Need) -> Callable[[Callable[..., None]], Check]:
    """Turn a function into a check. The report shows its name, a sentence about what the server does."""

    def decorate(function: Callable[..., None]) -> Check:
        return Check(function.__name__, rule, subjects, frozenset(needs), function)

    return decorate


def _label(member: object) -> str:
    return str(getattr(member, "id", None) or getattr(member, "name", None) or member)
