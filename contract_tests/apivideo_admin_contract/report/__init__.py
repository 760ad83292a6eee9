"""Write the reports of a run: text, JUnit XML, JSON, HTML, HAR, NDJSON, and annotations of GitHub."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from apivideo_admin_contract.report.as_github import as_github
from apivideo_admin_contract.report.as_har import as_har
from apivideo_admin_contract.report.as_html import as_html
from apivideo_admin_contract.report.as_json import as_json
from apivideo_admin_contract.report.as_junit import as_junit
from apivideo_admin_contract.report.as_ndjson import as_ndjson
from apivideo_admin_contract.report.as_text import as_text
from apivideo_admin_contract.report.summary import Summary

Writer = Callable[[Summary, int | None], str]
"""Returns a report. The number limits the findings that it shows of a rule; None shows all."""

WRITERS: Final[Mapping[str, Writer]] = {
    "text": as_text,
    "junit": lambda summary, _: as_junit(summary),
    "json": lambda summary, _: as_json(summary),
    "html": as_html,
    "har": lambda summary, _: as_har(summary),
    "ndjson": lambda summary, _: as_ndjson(summary),
    "github": as_github,
}
