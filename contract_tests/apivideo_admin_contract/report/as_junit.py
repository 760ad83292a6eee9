"""The JUnit XML report, as Jenkins and GitLab read it. A case is a test case, and its rule is the class."""

from __future__ import annotations

import re
from typing import Final
from xml.etree import ElementTree as ET

from apivideo_admin_contract.environment import PROGRAM
from apivideo_admin_contract.report.summary import Outcome, Summary

#: Characters that XML 1.0 cannot contain.
_FORBIDDEN: Final = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def as_junit(summary: Summary) -> str:
    """Return the report."""
    suites = ET.Element("testsuites", name=PROGRAM)
    suite = ET.SubElement(
        suites,
        "testsuite",
        name=_clean(f"{summary.document}: {summary.server}"),
        tests=str(len(summary.outcomes)),
        failures=str(summary.number("failed")),
        errors=str(summary.number("errors")),
        skipped=str(summary.number("skipped") + summary.number("known")),
        time=f"{summary.seconds:.3f}",
    )
    for outcome in summary.outcomes:
        _case(suite, outcome)
    output = "\n".join([*summary.notes, *summary.remaining])
    if output:
        ET.SubElement(suite, "system-out").text = _clean(output)
    ET.indent(suites)
    return ET.tostring(suites, encoding="unicode", xml_declaration=True) + "\n"


def _case(suite: ET.Element, outcome: Outcome) -> None:
    result, finding = outcome.result, outcome.result.finding
    rule = finding.rule if finding else result.case.check.rule
    case = ET.SubElement(
        suite, "testcase", classname=_clean(rule.id), name=_clean(result.case.label), time=f"{result.seconds:.3f}"
    )
    if result.known is not None:
        ET.SubElement(case, "skipped", message=_clean(f"a known violation: {result.known}"))
    elif finding is not None:
        failure = ET.SubElement(case, "failure", type=_clean(rule.id), message=_clean(finding.message))
        reproduction = outcome.reproduction
        shown = [reproduction.remark, reproduction.curl, reproduction.pytest or ""] if reproduction else []
        failure.text = _clean(
            "\n\n".join([f"{rule.sentence} ({rule.source})", finding.message, outcome.command, *shown])
        )
    elif result.error is not None:
        ET.SubElement(case, "error", type="suite", message=_clean(result.error)).text = _clean(outcome.command)
    elif result.skipped is not None:
        ET.SubElement(case, "skipped", message=_clean(result.skipped))


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("\ufffd", text)
