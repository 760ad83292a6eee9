"""The HTML report: one file without external resources, for light and dark screens, wide and narrow ones."""

from __future__ import annotations

import base64
import hashlib
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from apivideo_admin_contract.report.as_text import visible
from apivideo_admin_contract.report.matrix import matrix
from apivideo_admin_contract.report.summary import Summary, checks_line, errors, groups, known, skips

_FOLDER: Final = Path(__file__).parent / "templates"


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
        matrix=matrix(summary),
        max_findings=max_findings,
        checks_line=checks_line,
        style=_part("report.css"),
        script=_part("report.js"),
        script_hash=script_hash(),
    )
    return visible(text)


def script_hash() -> str:
    """Return the hash of the only script that the policy of the report allows (CSP level 3, ``script-src``)."""
    digest = hashlib.sha256(_part("report.js").encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"


@cache
def _part(name: str) -> str:
    return (_FOLDER / name).read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("report.html.jinja")
