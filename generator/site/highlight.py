"""Highlight code. The classes are those of Pygments; ``site.css`` defines their colours."""

from __future__ import annotations

from markupsafe import Markup
from pygments import highlight  # type: ignore[import-untyped]  # it has no types
from pygments.formatters import HtmlFormatter  # type: ignore[import-untyped]  # as above
from pygments.lexers import BashLexer, JsonLexer, PythonLexer  # type: ignore[import-untyped]  # as above

# Lexers must not change the text, so that readers copy exactly what was written.
_EXACT = {"stripnl": False, "ensurenl": False}
_LEXERS = {"python": PythonLexer(**_EXACT), "sh": BashLexer(**_EXACT), "json": JsonLexer(**_EXACT)}
_FORMATTER = HtmlFormatter(nowrap=True)


def highlighted(code: str, language: str) -> Markup:
    """Return code as HTML. ``language`` is ``python``, ``sh`` or ``json``."""
    # The formatter always ends the last line.
    html = highlight(code, _LEXERS[language], _FORMATTER)
    return Markup(html if code.endswith("\n") else html.removesuffix("\n"))  # noqa: S704 - the formatter escapes
