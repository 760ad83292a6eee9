"""The exceptions of the public interface. Each message is one line for each error: what is wrong, where, and how to fix it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class MockError(Exception):
    """The base class of the exceptions of this package."""


class SpecError(MockError):
    """The OpenAPI document cannot be served. ``pointer`` is the JSON pointer (RFC 6901) of the error."""

    def __init__(self, pointer: str, message: str, *, source: str = "openapi.json") -> None:
        super().__init__(f"{source}#{pointer}: {message}")
        self.pointer, self.message = pointer, message

    def of(self, source: str) -> SpecError:
        """Return the same error with another file in its message."""
        return SpecError(self.pointer, self.message, source=source)


class SettingsError(MockError):
    """A setting is unknown or has an invalid value."""


class VerificationError(MockError):
    """The recorded requests are not the expected ones. Its first line says what is missing, the others list the nearest requests."""


class Diagnostic(NamedTuple):
    """An error in a scenario. ``path`` leads to the invalid part, and ``key`` is the invalid property of it, if it has one."""

    path: tuple[str | int, ...]
    message: str
    key: str | None = None

    def __str__(self) -> str:
        location = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in self.path).removeprefix(".")
        return f"{location}: {self.message}" if location else self.message


class ScenarioError(MockError):
    """A scenario cannot be read, or does not match the document. Its message has a line for each of ``diagnostics``."""

    def __init__(self, message: str = "", diagnostics: Sequence[Diagnostic] = ()) -> None:
        super().__init__(message or "\n".join(map(str, diagnostics)))
        self.diagnostics = tuple(diagnostics)
