"""The report for a browser: one file that needs no other, in light and in dark."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from apivideo_admin_contract.report.as_text import visible
from apivideo_admin_contract.report.summary import Summary, groups, of_its_checks, skips


def as_html(summary: Summary, most: int | None) -> str:
    """Give the report; ``most`` is how many findings of a rule it opens at first, None for all."""
    found = groups(summary.outcomes)
    text = _template().render(
        summary=summary,
        broken=[group for group in found if group.findings],
        kept=[group for group in found if not group.findings],
        skips=skips(summary.outcomes),
        most=most,
        of_its_checks=of_its_checks,
    )
    return visible(text)


@lru_cache(maxsize=1)
def _template() -> Template:
    loader = FileSystemLoader(Path(__file__).parent / "templates")
    environment = Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template("report.html.jinja")
