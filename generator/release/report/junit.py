"""Format a comparison as JUnit XML, which most CI servers show."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree as ET

from generator.release.report.entries import Entry, sections
from generator.release.report.words import one_line, versions
from generator.release.status import Step
from generator.surface.report import line_of as line_of_surface


def to_junit(step: Step) -> str:
    """Format as one test suite: a test case for each change, which fails if the change is breaking and is skipped if it is accepted.

    A comparison without changes is one test case that passes.
    """
    suite = ET.Element("testsuite", name="generator diff")
    for section in sections(step):
        for entry in section.entries:
            _case(suite, entry)
    for change in step.sdk:
        case = ET.SubElement(suite, "testcase", classname=f"sdk.{change.rule}", name=_clean(line_of_surface(change)))
        if change.breaking:
            ET.SubElement(case, "failure", message=_clean(change.message), type=change.rule)
    if not len(suite):
        ET.SubElement(suite, "testcase", classname="diff", name="no changes")
    for count, tag in (("failures", "failure"), ("skipped", "skipped")):
        suite.set(count, str(len(suite.findall(f"testcase/{tag}"))))
    suite.set("tests", str(len(suite.findall("testcase"))))
    suite.set("errors", "0")
    output = ET.SubElement(suite, "system-out")
    output.text = _clean("\n".join(_output(step)))
    root = ET.Element("testsuites")
    root.append(suite)
    ET.indent(root)
    return ET.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _case(suite: ET.Element, entry: Entry) -> None:
    change = entry.first
    case = ET.SubElement(suite, "testcase", classname=f"{change.direction}.{change.rule}", name=_clean(change.message))
    details = _clean("\n".join([*entry.pointers, ", ".join(entry.operations)]))
    if entry.reason:
        ET.SubElement(case, "skipped", message=_clean(f"accepted: {entry.reason}"))
    elif change.breaking:
        ET.SubElement(case, "failure", message=_clean(change.message), type=change.rule).text = details
    else:
        ET.SubElement(case, "system-out").text = details


def _output(step: Step) -> Sequence[str]:
    unreported = [f"not a change: {pointer}" for pointer in step.document.unreported]
    return [f"{step.summary}{versions(step)}", *unreported, *step.notes]


def _clean(text: str) -> str:
    """Return a text of characters that XML 1.0 allows."""
    return "\n".join(one_line(line) for line in text.split("\n"))
