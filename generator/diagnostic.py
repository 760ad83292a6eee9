"""A diagnostic: an error of the document or of a template. Each stage of the generator returns diagnostics instead of raising."""

from __future__ import annotations

from dataclasses import dataclass

TEMPLATES = "generator/templates"
"""Prefix of ``file`` in a diagnostic of a template."""


@dataclass(frozen=True, slots=True, order=True)
class Diagnostic:
    """One error with its location and its fix.

    ``file`` is relative to the root of the repository (``openapi/projects/get_project.yaml``). ``pointer`` is a JSON pointer
    in it (RFC 6901; the empty string is the whole file). ``message`` is what is wrong and ``fix`` how to fix it.
    """

    file: str
    pointer: str
    message: str
    fix: str = ""

    @property
    def is_of_a_template(self) -> bool:
        """Whether the error is in a template."""
        return self.file.startswith(TEMPLATES)

    def __str__(self) -> str:
        """Return one line, even if the message contains line breaks."""
        text = f"{self.file}#{self.pointer}: {self.message}"
        if self.fix:
            text += f" {self.fix}"
        return " ".join(text.split())
