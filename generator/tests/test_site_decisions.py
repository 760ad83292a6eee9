"""Reading decisions: valid files, and diagnostics of invalid ones."""

from __future__ import annotations

import pytest

from generator.document.operations import operations
from generator.site.content.decisions import Decision, read_decisions
from generator.tests.site_kit import ROOT

ACTIONS = {"list_books": "list", "get_book": "get", "list_loans": "list"}
SECTIONS = "## Context\n\nA.\n\n## Decision\n\nB `b`.\n\n## Consequences\n\nC.\n\nD.\n"


def decision(front='title: Books are sorted\ndate: "2026-11-24"\noperations: [list_books]\n', body=SECTIONS):
    return f"---\n{front}---\n\n{body}"


def read(write, **files):
    folder = write({f"{name.replace('_', '-')}.md": text for name, text in files.items()})
    return read_decisions(folder, "openapi/decisions", ACTIONS)


def test_a_decision_is_its_front_matter_and_its_three_sections(write):
    folder = write({"0001-books-are-sorted.md": decision(), "README.md": "How to write one."})

    found, diagnostics = read_decisions(folder, "openapi/decisions", ACTIONS)

    assert diagnostics == []
    sections = {"Context": "A.", "Decision": "B `b`.", "Consequences": "C.\n\nD."}
    assert found == [Decision("0001-books-are-sorted", "Books are sorted", "2026-11-24", sections, ("list_books",))]
    assert found[0].number == "0001"


@pytest.mark.parametrize(
    ("operations", "concerned"),
    [
        ("all", ("list_books", "get_book", "list_loans")),
        ("[get_book]", ("get_book",)),
        ("[{x-action: list}]", ("list_books", "list_loans")),
        ("[list_loans, {x-action: get}]", ("get_book", "list_loans")),
        ("[list_books, {x-action: list}]", ("list_books", "list_loans")),
    ],
)
def test_operations_are_selected_by_name_or_by_action(write, operations, concerned):
    front = f'title: T\ndate: "2026-11-24"\noperations: {operations}\n'
    found, diagnostics = read_decisions(write({"0001-a.md": decision(front)}), "d", ACTIONS)
    assert diagnostics == []
    assert found[0].operations == concerned


@pytest.mark.parametrize(
    ("name", "text", "location", "says"),
    [
        ("a-decision.md", decision(), "", "the file name is not that of a decision."),
        ("0001-A.md", decision(), "", "the file name is not that of a decision."),
        ("0001-a.md", SECTIONS, "", "the file does not start with front matter."),
        (
            "0001-a.md",
            decision('title: T\ndate: "2026-11-24"\n'),
            "",
            "the front matter must have exactly title, date, operations.",
        ),
        ("0001-a.md", decision("- a\n"), "", "the front matter must have exactly title, date, operations."),
        (
            "0001-a.md",
            decision('title: T\ndate: "2026-11-24"\noperations: all\nmore: 1\n'),
            "",
            "must have exactly title",
        ),
        ("0001-a.md", decision("title: T\ndate: 2026-11-24\noperations: all\n"), "/date", "is a date in YAML"),
        (
            "0001-a.md",
            decision('title: T\ndate: "24.11.2026"\noperations: all\n'),
            "/date",
            "`24.11.2026` is not a date.",
        ),
        ("0001-a.md", decision('title: T\ndate: "20261124"\noperations: all\n'), "/date", "`20261124` is not a date."),
        (
            "0001-a.md",
            decision('title: T\ndate: "2026-02-30"\noperations: all\n'),
            "/date",
            "`2026-02-30` is not a date.",
        ),
        (
            "0001-a.md",
            decision('title: " "\ndate: "2026-11-24"\noperations: all\n'),
            "/title",
            "the title must be text.",
        ),
        (
            "0001-a.md",
            decision('title: T\ndate: "2026-11-24"\noperations: []\n'),
            "/operations",
            "`operations` is empty or not a list.",
        ),
        (
            "0001-a.md",
            decision('title: T\ndate: "2026-11-24"\noperations: some\n'),
            "/operations",
            "is empty or not a list.",
        ),
        (
            "0001-a.md",
            decision('title: T\ndate: "2026-11-24"\noperations: [get_book, lend_book]\n'),
            "/operations/1",
            "the operation `lend_book` does not exist.",
        ),
        (
            "0001-a.md",
            decision('title: T\ndate: "2026-11-24"\noperations: [{x-action: delete}]\n'),
            "/operations/0",
            "the operation `{'x-action': 'delete'}` does not exist.",
        ),
        (
            "0001-a.md",
            decision(body="## Context\n\nA.\n\n## Decision\n\nB.\n"),
            "",
            "wrong sections: Context, Decision.",
        ),
        ("0001-a.md", decision(body=""), "", "wrong sections: none."),
        ("0001-a.md", decision(body=f"A lead.\n\n{SECTIONS}"), "", "wrong sections: , Context"),
        ("0001-a.md", decision(body=SECTIONS.replace("A.", "")), "", "the section `Context` is empty."),
    ],
)
def test_an_invalid_decision_is_reported_with_file_location_and_fix(write, name, text, location, says):
    found, [diagnostic] = read_decisions(write({name: text}), "openapi/decisions", ACTIONS)
    assert found == []
    assert (diagnostic.file, diagnostic.pointer) == (f"openapi/decisions/{name}", location)
    assert says in diagnostic.message
    assert diagnostic.fix


def test_two_decisions_cannot_have_one_number(write):
    found, [diagnostic] = read_decisions(write({"0001-a.md": decision(), "0001-b.md": decision()}), "d", ACTIONS)
    assert [one.name for one in found] == ["0001-a"]
    assert str(diagnostic) == "d/0001-b.md#: another decision has the number 0001. Use the next free number."


def test_a_missing_folder_has_no_decisions(tmp_path):
    assert read_decisions(tmp_path / "nowhere", "d", ACTIONS) == ([], [])


def test_the_decisions_of_this_workspace_are_numbered_without_a_gap(bundled_once):
    actions = {one.id: one.action for one in operations(bundled_once)}
    found, diagnostics = read_decisions(ROOT / "openapi/decisions", "openapi/decisions", actions)
    assert diagnostics == []
    assert [int(one.number) for one in found] == list(range(1, len(found) + 1))
    assert {operation for one in found for operation in one.operations} == set(actions)
