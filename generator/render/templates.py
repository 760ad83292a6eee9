"""Find the template and the line that cause an error."""

from __future__ import annotations

import ast
import re
import traceback
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import TemplateNotFound, TemplateSyntaxError

from generator.diagnostic import TEMPLATES as LABEL
from generator.diagnostic import Diagnostic

if TYPE_CHECKING:
    from collections.abc import Mapping

TEMPLATES = Path(__file__).parent.parent / "templates"
_FIX = "Fix it there."
_RUFF = re.compile(r"(?P<file>[^\s:]+\.py):(?P<line>\d+):\d+: (?P<message>.+)")


class TemplateError(Exception):
    """A template cannot be rendered. ``diagnostic`` has the reason."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(str(diagnostic))
        self.diagnostic = diagnostic


def of_template(error: Exception, template: str) -> Diagnostic:
    """Return a diagnostic for an exception of jinja2, or of code that a template calls, while ``template`` was rendered."""
    if isinstance(error, TemplateNotFound):
        return Diagnostic(f"{LABEL}/{error.name or template}", "", "the template does not exist.", "Restore it.")
    if isinstance(error, TemplateSyntaxError):
        message = (error.message or "it cannot be read").rstrip(".")
        return _diagnostic(error.name or template, error.lineno, message)
    location = template, 0
    # In the frames of a template, jinja2 sets the name and the line of its file.
    for frame in traceback.extract_tb(error.__traceback__):
        path = Path(frame.filename)
        if path.is_relative_to(TEMPLATES):
            location = path.relative_to(TEMPLATES).as_posix(), frame.lineno or 0
    return _diagnostic(*location, f"{type(error).__name__}: {str(error).rstrip('.')}")


def of_output(package: Path, templates: Mapping[Path, str], output: str) -> Diagnostic:
    """Return a diagnostic for a template whose output ruff rejects. ``output`` is the output of ruff.

    ``templates`` maps each file to its template.
    """
    for path, template in templates.items():
        if path.suffix == ".py":
            text = path.read_text(encoding="utf-8")
            try:
                ast.parse(text)
            except SyntaxError as error:
                return _of_line(template, text, error.lineno or 1, f"invalid Python ({error.msg})")
    found = _RUFF.search(output)
    path = (package / found["file"]).resolve() if found else package
    if found is None or path not in templates:
        return Diagnostic(LABEL, "", f"ruff rejects the rendered files: {output.strip()[:200]}.", "Fix the template.")
    text = path.read_text(encoding="utf-8")
    return _of_line(
        templates[path], text, int(found["line"]), f"code that ruff rejects ({found['message'].rstrip('.')})"
    )


def _of_line(template: str, text: str, number: int, what: str) -> Diagnostic:
    """Return a diagnostic for a line of the output. The line of the template is known if it is equal."""
    line = text.splitlines()[number - 1].strip() if 0 < number <= len(text.splitlines()) else ""
    source = (TEMPLATES / template).read_text(encoding="utf-8").splitlines()
    same = [index for index, other in enumerate(source, 1) if line and other.strip() == line]
    return _diagnostic(template, same[0] if len(same) == 1 else 0, f"it results in {what}: `{line}`")


def _diagnostic(template: str, line: int, message: str) -> Diagnostic:
    where = f"line {line}: " if line else ""
    return Diagnostic(f"{LABEL}/{template}", "", f"{where}{message}.", _FIX)
