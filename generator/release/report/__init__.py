"""The report of a comparison: one module for each output format."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from generator.release.report.github import to_github
from generator.release.report.junit import to_junit
from generator.release.report.lines import line_of, to_lines
from generator.release.report.markdown import to_markdown
from generator.release.report.page import to_html, to_html_body
from generator.release.report.structured import to_json
from generator.release.report.text import to_text
from generator.release.status import Step

FORMATS: Mapping[str, Callable[[Step], str]] = {
    "text": to_text,
    "markdown": to_markdown,
    "json": to_json,
    "html": to_html,
    "github": to_github,
    "junit": to_junit,
}
"""The output formats by name."""

__all__ = ["FORMATS", "line_of", "to_html", "to_html_body", "to_json", "to_lines", "to_markdown", "to_text"]
