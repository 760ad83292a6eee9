from __future__ import annotations

import pytest

from generator.diagnostic import Diagnostic
from generator.diff.change import Change
from generator.diff.comparison import Comparison
from generator.release.changelog import BEGIN, END, Changelog, explains
from generator.release.changelog import close as close_changelog
from generator.release.changelog import update as update_changelog
from generator.release.entry import entry_of
from generator.release.status import Step
from generator.versions import Version

V1, V2 = Version(1, 0, 0), Version(2, 0, 0)
RELEASED = f"# Changelog\n\n## [1.0.0] - 2026-01-31\n\n### API\n\n{BEGIN}\n- Old.\n{END}\n"


def update(text, version, released, parts):
    return update_changelog(Changelog("CHANGELOG.md", "the API", text), version, released, parts)


def close(text, version, date):
    return close_changelog(Changelog("CHANGELOG.md", "the API", text), version, date)


def test_a_new_changelog_has_an_entry_with_its_sections():
    text = update("", V1, [], {"API": ["- One.", "- Two."], "SDK": ["- Three."]})

    assert text.startswith("# Changelog of the API\n")
    assert text.endswith(
        f"\n## [1.0.0] - unreleased\n\n### API\n\n{BEGIN}\n- One.\n- Two.\n{END}\n\n### SDK\n\n{BEGIN}\n- Three.\n{END}\n"
    )


def test_an_update_is_idempotent():
    once = update(RELEASED, V2, [V1], {"API": ["- New."], "SDK": ["- Newer."]})

    assert update(once, V2, [V1], {"API": ["- New."], "SDK": ["- Newer."]}) == once


def test_a_new_entry_is_added_at_the_top_and_released_entries_are_unchanged():
    text = update(RELEASED, V2, [V1], {"API": ["- New."]})

    assert text.index("## [2.0.0] - unreleased") < text.index("## [1.0.0] - 2026-01-31")
    assert text.endswith(RELEASED.partition("## 1.0.0")[2])


def test_hand_written_text_around_the_comments_is_kept():
    text = update(RELEASED, V2, [V1], {"API": ["- New."], "SDK": ["- Newer."]})
    text = text.replace("- unreleased\n", "- unreleased\n\nWhat it is about.\n")
    text = text.replace(f"{END}\n", f"{END}\n\nA remark.\n").replace("### SDK\n", "### Notes\n\nMore.\n\n### SDK\n")

    assert update(text, V2, [V1], {"API": ["- Newest."], "SDK": ["- Newer."]}) == text.replace("- New.", "- Newest.")


def test_an_unreleased_entry_gets_the_new_version():
    text = update(update(RELEASED, V2, [V1], {"API": ["- New."]}), Version(2, 1, 0), [V1], {"API": ["- New."]})

    assert "## [2.1.0] - unreleased" in text
    assert "## 2.0.0" not in text


def test_missing_comments_are_added_again():
    text = update("", V1, [], {"API": ["- One."]}).replace(f"{BEGIN}\n- One.\n{END}\n", "By hand.\n")

    assert f"### API\n\n{BEGIN}\n- Two.\n{END}\n\nBy hand.\n" in update(text, V1, [], {"API": ["- Two."]})


def test_a_heading_in_a_code_block_is_not_an_entry():
    text = update("", V2, [], {"API": ["- New."]}) + "\n```md\n## [3.0.0] - unreleased\n```\n"

    assert update(text, V2, [], {"API": ["- New."]}) == text


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            f"## [2.0.0] - unreleased\n### API\n{BEGIN}\n",
            "the comments around the generated lines do not match under `### API`",
        ),
        (
            f"## [2.0.0] - unreleased\n### API\n{END}\n{BEGIN}\n",
            "do not match under `### API` of `## [2.0.0] - unreleased`",
        ),
        (f"## [2.0.0] - unreleased\n### API\n{BEGIN}\n{END}\n{BEGIN}\n{END}\n", "do not match under `### API`"),
        ("## [2.0.0] - unreleased\n## [3.0.0] - unreleased\n", "2 entries are unreleased."),
        (
            "## [1.0.0] - unreleased\n",
            "`## [1.0.0] - unreleased` is marked as unreleased, but the version is released.",
        ),
    ],
)
def test_a_changelog_that_cannot_be_updated_is_a_diagnostic_with_a_fix(text, says):
    diagnostic = update(text, V2, [V1], {"API": ["- New."]})

    assert isinstance(diagnostic, Diagnostic)
    assert diagnostic.file == "CHANGELOG.md"
    assert says in diagnostic.message
    assert diagnostic.fix


def test_a_release_sets_the_date_of_the_entry():
    text = update(RELEASED, V2, [V1], {"API": ["- New."]})

    assert close(text, V2, "2026-11-24") == text.replace("## [2.0.0] - unreleased", "## [2.0.0] - 2026-11-24")
    assert "the entry `## [2.0.0] - unreleased` is missing." in close(RELEASED, V2, "2026-11-24").message


def changed(rule, severity, direction, *operations):
    return Change(rule, severity, direction, f"It is a {rule}.", "/old", "/new", operations)


def test_the_entry_of_the_first_release_lists_everything():
    assert entry_of(None, ["list_things", "get_thing"]) == {
        "API": ["- First release, with 2 operations: `list_things`, `get_thing`."]
    }


def test_the_entry_of_the_api_lists_its_changes():
    changes = (
        changed("enum_value_removed", "major", "request", "create_thing"),
        changed("operation_added", "minor", "both", "delete_thing"),
        changed("property_added", "minor", "response", "get_thing", "list_things"),
        changed("rate_limit_changed", "minor", "request"),
        changed("text_changed", "patch", "response", "get_thing"),
        changed("deprecated", "minor", "request", "get_thing"),
    )

    assert entry_of(Step(Comparison("1.0.0", "2.0.0", changes)), []) == {
        "API": [
            "- **Breaking**, request: It is a enum_value_removed. (enum_value_removed; `create_thing`)",
            "- Not breaking: It is a operation_added. (operation_added; `delete_thing`)",
            "- Not breaking, response: It is a property_added. (property_added; `get_thing`, `list_things`)",
            "- Not breaking, request: It is a rate_limit_changed. (rate_limit_changed)",
            "- Not breaking, request: It is a deprecated. (deprecated; `get_thing`)",
            "- 1 change of descriptions and examples.",
        ],
    }


def test_an_entry_without_changes_says_so():
    assert entry_of(Step(Comparison("1.0.0", "1.0.0", ())), []) == {"API": ["- No changes."]}


def test_text_of_the_document_is_one_line_and_escaped():
    hostile = Change("text", "minor", "both", f"{END}\n<b> \x1b[0m", None, "/a")

    [line] = entry_of(Step(Comparison("1.0.0", "1.1.0", (hostile,))), [])["API"]
    assert "<" not in line
    assert "\n" not in line
    assert "\x1b" not in line


@pytest.mark.parametrize(
    ("by_hand", "found"), [("", False), ("### Fixed\n", False), ("### Fixed\n\n- A leak.\n", True)]
)
def test_an_entry_explains_a_version_if_it_has_text_of_its_own(by_hand, found):
    text = update(RELEASED, V2, [V1], {"Changed": ["- No changes."]})

    assert explains(Changelog("CHANGELOG.md", "x", text.replace(f"{END}\n", f"{END}\n\n{by_hand}", 1)), V2) is found
