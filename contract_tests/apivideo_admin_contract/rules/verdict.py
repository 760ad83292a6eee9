"""How a check ends early: the server broke the rule, or the check has no place on this server."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from apivideo_admin_contract.rules.rule import Rule


@dataclass(frozen=True, slots=True)
class Difference:
    """What was seen in an answer and what was expected in its place; of a status, ``expected`` are the codes that would do."""

    actual: Any
    expected: Any
    is_status: bool = False


class Violation(Exception):  # noqa: N818 - it is a verdict, not an error of the suite
    """The server does not do what the rule says.

    ``message`` tells what was expected and what was seen. ``rule`` is another rule than that of the check, where a general one was
    broken on the way, such as that every answer is documented. ``difference`` is what a test that shows it can assert.
    """

    def __init__(self, message: str, rule: Rule | None = None, difference: Difference | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.rule = rule
        self.difference = difference


class NoResponse(Violation):
    """No answer came: the server could not be reached, or closed the connection."""


class Skipped(Exception):  # noqa: N818 - as above
    """The check needs what this run does not have; ``reason`` says what, and how to give it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
