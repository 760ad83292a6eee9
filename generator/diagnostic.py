"""What is wrong with the document, as a value: every stage of the generator gives these instead of raising."""

from __future__ import annotations

from dataclasses import dataclass

TEMPLATES = "generator/templates"
"""Begins the file of a fault that is one of a template, and not of the document."""


@dataclass(frozen=True, slots=True, order=True)
class Diagnostic:
    """One fault of the document.

    ``file`` is relative to the workspace (``openapi/projects/get_project.yaml``), ``pointer`` a JSON pointer in it
    (RFC 6901; the empty string is the whole file), ``message`` what is wrong, ``fix`` what to do.
    """

    file: str
    pointer: str
    message: str
    fix: str = ""

    @property
    def is_of_a_template(self) -> bool:
        """Whether a template is at fault."""
        return self.file.startswith(TEMPLATES)

    def __str__(self) -> str:
        """One line, whatever the message holds."""
        text = f"{self.file}#{self.pointer}: {self.message}"
        if self.fix:
            text += f" {self.fix}"
        return " ".join(text.split())
