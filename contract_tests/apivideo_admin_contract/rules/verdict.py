"""How a check ends early: the server breaks the rule, or the check can't run on this server."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from apivideo_admin_contract.rules.rule import Rule


@dataclass(frozen=True, slots=True)
class Difference:
    """A value of a response and the expected value. For a status, ``expected`` is the list of acceptable codes."""

    actual: Any
    expected: Any
    is_status: bool = False


class Violation(Exception):  # noqa: N818 - a verdict, not an error of the suite
    """The server breaks a rule.

    ``message`` says what is wrong and where: what was expected, and what the response contains. ``rule`` is None for the rule of the
    check, else a rule of every response, such as its documented status. ``difference`` is what a reproduction can assert.
    """

    def __init__(self, message: str, rule: Rule | None = None, difference: Difference | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.rule = rule
        self.difference = difference


class NoResponse(Violation):
    """There was no response: the server could not be reached, or closed the connection."""


class Skipped(Exception):  # noqa: N818 - as above
    """The check can't run. ``reason`` says what it needs, and which option provides it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class ForeignItem(Skipped):
    """A request could change an item that this run did not create."""
