"""The report formats of a comparison."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

from generator.diff.change import Change
from generator.diff.comparison import Comparison, compare
from generator.release.report import FORMATS, to_github, to_html, to_html_body, to_junit, to_text
from generator.release.status import Accepted, Step
from generator.surface.change import SurfaceChange

FILTER = "the optional parameter `title` was added."


def change(
    rule="type_changed", severity="major", message="the type changed.", pointer="/paths", operations=("list_a",)
):
    return Change(rule, severity, "request", message, None, pointer, operations)


def step(*changes, **members):
    return Step(Comparison("1.0.0", "2.0.0", changes), **members)


def parsed(report):
    return ET.fromstring(report.split("?>")[1])  # noqa: S314 - our own text


@pytest.fixture
def long():
    """Return a step whose texts, pointers and operations are longer than a line."""
    deep = "/paths/~1" + "very-long-segment/" * 20 + "schema"
    names = tuple(f"operation_number_{number}_with_a_long_name" for number in range(30))
    unbroken = "/" + "x" * 300
    return step(
        change(message="the enum " + "`value`, " * 60, pointer=deep, operations=names),
        change(message="z" * 300, pointer=unbroken, severity="patch"),
        notes=("a note " * 40,),
        sdk=(SurfaceChange("name_removed", "major", "was removed. " * 30, names),),
    )


def test_no_line_of_the_text_is_longer_than_120_characters(long):
    assert max(map(len, to_text(long).splitlines())) <= 120


def test_a_pointer_stands_on_a_line_of_its_own_and_is_complete(long):
    lines = to_text(long).splitlines()
    start = next(index for index, line in enumerate(lines) if line.startswith("      /paths/~1very"))
    joined = "".join(line.strip() for line in lines[start : start + 5]).partition("(")[0]

    assert joined == long.document.changes[0].pointer


def test_the_same_change_of_several_operations_is_one_entry():
    changes = [
        change("parameter_added", "minor", FILTER, f"/paths/~1{name}/get/parameters/3", (f"list_{name}",))
        for name in ("videos", "lives", "captions")
    ]

    text = to_text(step(*changes))

    assert text.count(FILTER) == 1
    assert text.splitlines()[-4:] == [
        "      /paths/~1videos/get/parameters/3",
        "      /paths/~1lives/get/parameters/3",
        "      /paths/~1captions/get/parameters/3",
        "      (list_captions, list_lives, list_videos)",
    ]
    assert "additions          3" in text


def test_a_renamed_path_is_one_entry():
    old, new = (
        {"paths": {path: {name: {"responses": {}} for name in ("get", "post")}}} for path in ("/clips", "/videos")
    )

    text = to_text(Step(compare(old, new)))

    assert text.count("operation_moved: the path `/clips` is now `/videos`.") == 1
    assert "breaking           2" in text


def test_an_accepted_change_is_listed_with_its_reason_and_is_not_breaking():
    old = change("operation_removed", pointer="/paths/~1old/get")
    made = step(old, accepted=(Accepted(old, "nobody called it (until 2027-01-01)"),))

    assert not made.breaking
    assert "accepted: nobody called it (until 2027-01-01)" in to_text(made)
    assert "Breaking:" not in to_text(made)
    assert to_github(made).splitlines()[1].startswith("::notice title=Breaking%3A operation_removed (request)::")
    assert parsed(to_junit(made)).find("testsuite/testcase/skipped") is not None


def test_differences_without_a_change_and_notes_are_in_every_format():
    made = Step(Comparison("1.0.0", "1.0.0", (), ("/components/schemas/Unused",)), notes=("old.yaml#: a note.",))

    assert to_text(made).startswith("No changes; 1.0.0 → 1.0.0")
    for name, made_by in FORMATS.items():
        shown = made_by(made).replace("<wbr>", "")
        assert "a note." in shown, name
        assert name == "github" or "/components/schemas/Unused" in shown, name


def test_github_annotations_are_errors_for_breaking_changes_and_notices_for_others():
    lines = to_github(step(change(message="50% of\nall"), change(severity="minor"), source="api, v2.yaml")).splitlines()

    place = "file=api%2C v2.yaml,title="
    assert lines[1] == f"::error {place}Breaking%3A type_changed (request)::50%25 of%0Aall%0A/paths%0Alist_a"
    assert lines[2].startswith(f"::notice {place}Addition%3A type_changed")


def test_junit_has_a_failure_for_each_breaking_change():
    report = to_junit(step(change(message="a & <b> \x1b"), change(severity="minor")))
    suite = parsed(report).find("testsuite")

    assert {name: suite.get(name) for name in ("tests", "failures", "skipped", "errors")} == {
        "tests": "2",
        "failures": "1",
        "skipped": "0",
        "errors": "0",
    }
    assert suite.find("testcase/failure").get("message") == "a & <b>  "


def test_junit_without_changes_is_one_test_that_passes():
    suite = parsed(to_junit(step())).find("testsuite")

    assert (suite.get("tests"), suite.get("failures")) == ("1", "0")


def test_the_html_page_needs_no_other_file_and_no_script():
    page = to_html(step(change(message="`<script>` became `b`.")))

    assert "<script" not in page
    assert "src=" not in page
    assert "href=" not in page
    assert "<code>&lt;script&gt;</code>" in page
    assert '<meta name="viewport" content="width=device-width, initial-scale=1">' in page
    assert "prefers-color-scheme:dark" in page


def test_the_html_body_is_for_a_page_with_a_heading():
    body = to_html_body(step(change(), change("name", "minor", pointer="/b"), change("name", "minor", pointer="/c")))

    assert body.startswith('<div class="change-report">')
    assert "<h1" not in body
    assert body.count("<h2") == 2
    assert body.count("<details>") == 1
    assert to_html_body(step(change())) in to_html(step(change()))
