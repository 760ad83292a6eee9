"""The exceptions that a user of the mock can meet, each with one line that says what to do."""

from __future__ import annotations


class MockError(Exception):
    """What this package raises for a wrong setting, document or scenario."""


class SpecError(MockError):
    """The OpenAPI document can't be served.

    ``pointer`` is the JSON pointer (RFC 6901) of the place at fault.
    """

    def __init__(self, pointer: str, message: str, *, source: str = "openapi.json") -> None:
        super().__init__(f"{source}#{pointer}: {message}")
        self.pointer, self.message = pointer, message

    def of(self, source: str) -> SpecError:
        """Give the same error of a file."""
        return SpecError(self.pointer, self.message, source=source)


class SettingsError(MockError):
    """A setting has a value that doesn't fit."""


class ScenarioError(MockError):
    """A scenario file can't be read, or doesn't fit the document."""
