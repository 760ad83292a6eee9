"""Diagnostics: errors of the document or of a template. Each stage of the generator returns them instead of raising."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

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
        """Return one line: control characters of the document, which a terminal would obey, are escaped."""
        text = f"{self.file}#{self.pointer}: {self.message}"
        if self.fix:
            text += f" {self.fix}"
        return "".join(one if one.isprintable() else _escaped(one) for one in " ".join(text.split()))


def _escaped(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")


def suggest(name: str, known: Iterable[str], otherwise: str) -> str:
    """Return "Did you mean ...?" with the closest known name, ignoring case, or ``otherwise`` if no name is close."""
    by_lower = {each.lower(): each for each in known}
    close = get_close_matches(name.lower(), by_lower, n=1)
    return f"Did you mean `{by_lower[close[0]]}`?" if close else otherwise
