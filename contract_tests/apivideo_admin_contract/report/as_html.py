"""The HTML report: one file without external resources, for light and dark screens."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from apivideo_admin_contract.report.as_text import visible
from apivideo_admin_contract.report.summary import Summary, checks_line, errors, groups, known, skips


def as_html(summary: Summary, max_findings: int | None) -> str:
    """Return the report. ``max_findings`` limits the findings of a rule that are open at first; None opens all."""
    found = groups(summary.outcomes)
    text = _template().render(
        summary=summary,
        violated=[group for group in found if group.findings],
        passed=[group for group in found if not group.findings],
        known=known(summary.outcomes),
        errors=errors(summary.outcomes),
        skips=skips(summary.outcomes),
        max_findings=max_findings,
        checks_line=checks_line,
    )
    return visible(text)


@lru_cache(maxsize=1)
def _template() -> Template:
    loader = FileSystemLoader(Path(__file__).parent / "templates")
    environment = Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template("report.html.jinja")
