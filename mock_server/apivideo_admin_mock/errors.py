"""The exceptions of the public interface. Each message is one line: what is wrong, where, and how to fix it."""

from __future__ import annotations


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


class ScenarioError(MockError):
    """A scenario cannot be read, or does not match the document."""
