"""Severities, accepted changes and deprecation windows of `diff`."""

from __future__ import annotations

from datetime import date

import pytest
import yaml

from generator.diff.comparison import compare
from generator.release.policy import Policy, apply_policy, read_ignored, read_severity
from generator.release.status import Step
from generator.tests.test_diff_command import NEW, OLD, run

TODAY = date(2026, 11, 30)
ENTRY = {"rule": "type_changed", "reason": "It was never read.", "until": "2026-12-31"}


def step_of(before, after):
    return Step(compare(before, after))


def applied(before, after, **members):
    return apply_policy(step_of(before, after), Policy(TODAY, **members))


def document(**operation):
    get = {"operationId": "list_things", "responses": {"200": {"description": "x"}}} | operation
    return {
        "openapi": "3.1.0",
        "info": {"title": "x", "version": "1.0.0"},
        "paths": {"/things": {"get": get, "post": {"operationId": "create", "responses": {}}}},
    }


def without_list():
    content = document()
    del content["paths"]["/things"]["get"]
    return content


def test_a_severity_applies_to_a_rule_or_to_one_direction_of_it():
    before, after = yaml.safe_load(OLD), yaml.safe_load(NEW)

    for key in (("type_changed", ""), ("type_changed", "request")):
        made = applied(before, after, severities={key: "minor"})
        assert not made.breaking
        assert str(made.proposed) == "1.1.0"
    assert applied(before, after, severities={("type_changed", "response"): "minor"}).breaking
    assert read_severity("type_changed:request=minor") == (("type_changed", "request"), "minor")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("type_chnged=minor", "`type_chnged` is not a rule. Did you mean `type_changed`?"),
        ("type_changed:requests=minor", "`requests` is not a direction. Use one of: request, response, both."),
        ("type_changed", "`` is not a severity. Use one of: major, minor, patch."),
    ],
)
def test_an_invalid_severity_is_explained(text, says):
    assert read_severity(text) == says


@pytest.mark.parametrize(
    ("members", "accepts"),
    [
        ({}, True),
        ({"operations": ["list_things"]}, True),
        ({"operations": ["create"]}, False),
        ({"direction": "request"}, True),
        ({"direction": "response"}, False),
        ({"message": "type of `q`"}, True),
        ({"message": "type of `z`"}, False),
        ({"pointer": "/paths/~1things"}, True),
        ({"pointer": "/components"}, False),
        ({"until": "2026-11-30"}, True),
        ({"until": "2026-11-29"}, False),
    ],
)
def test_an_entry_accepts_the_changes_that_it_describes_until_its_date(members, accepts):
    [entry] = read_ignored([ENTRY | members], "ignore.yaml")

    made = applied(yaml.safe_load(OLD), yaml.safe_load(NEW), ignored=[entry])

    assert made.breaking is not accepts
    assert [one.reason for one in made.accepted] == ([f"It was never read. (until {entry.until})"] if accepts else [])
    assert str(made.proposed) == "2.0.0"  # it is still a breaking change for the version
    assert bool(made.notes) is not accepts


@pytest.mark.parametrize(
    ("entries", "says"),
    [
        ({}, "ignore.yaml#: the file is not a list."),
        ([{"rule": "type_changed", "reason": "x"}], "ignore.yaml#/0: an entry has rule, operations"),
        ([ENTRY | {"rule": "x"}], "ignore.yaml#/0/rule: `x` is not a rule."),
        ([ENTRY | {"until": "soon"}], "ignore.yaml#/0/until: `soon` is not a date. Write it like 2027-06-30."),
        ([ENTRY | {"reason": " "}], "ignore.yaml#/0/reason: the reason is empty."),
        ([ENTRY | {"reason": 1}], "ignore.yaml#/0/reason: `1` is not text."),
        ([ENTRY | {"operations": "a"}], "ignore.yaml#/0/operations: this is not a list."),
        ([ENTRY | {"direction": "up"}], "ignore.yaml#/0/direction: `up` is not a direction."),
        ([ENTRY | {"message": "("}], "ignore.yaml#/0/message: this is not a regular expression"),
    ],
)
def test_an_invalid_entry_is_reported_with_its_location(entries, says):
    [diagnostic] = read_ignored(entries, "ignore.yaml")

    assert str(diagnostic).startswith(says)


@pytest.mark.parametrize(
    ("operation", "accepted"),
    [
        ({"deprecated": True, "x-sunset": "2026-11-30"}, True),
        ({"deprecated": True, "x-sunset": "2026-12-01"}, False),
        ({"deprecated": True}, False),
        ({"x-sunset": "2026-11-30"}, False),
    ],
)
def test_a_removal_is_accepted_from_its_sunset_on(operation, accepted):
    made = applied(document(**operation), without_list())

    assert made.breaking is not accepted
    assert [one.reason for one in made.accepted] == (["its sunset was 2026-11-30"] if accepted else [])


def test_the_header_sunset_of_a_response_announces_a_removal():
    header = {"schema": {"type": "string"}, "example": "Mon, 30 Nov 2026 00:00:00 GMT"}
    before = document(
        deprecated=True,
        responses={"200": {"description": "x", "headers": {"Sunset": {"$ref": "#/components/headers/S"}}}},
    )
    before["components"] = {"headers": {"S": header}}

    assert not applied(before, without_list()).breaking


@pytest.mark.parametrize(("sunset", "breaking"), [("2027-02-28", False), ("2027-02-27", True), (None, True)])
def test_a_deprecation_with_a_short_window_is_breaking_where_a_window_is_required(sunset, breaking):
    after = document(deprecated=True, **({"x-sunset": sunset} if sunset else {}))

    assert applied(document(), after, deprecation_days=90).breaking is breaking
    assert not applied(document(), after).breaking


def test_the_flags_are_read_by_the_command(write, monkeypatch, capsys):
    folder = write({"old.yaml": OLD, "new.yaml": NEW})
    monkeypatch.chdir(folder)
    (folder / "ignore.yaml").write_text(yaml.safe_dump([ENTRY]), encoding="utf-8")
    flags = ("--fail-on", "breaking", "--today", "2026-11-30")

    assert run("old.yaml", "new.yaml", *flags) == 1
    assert run("old.yaml", "new.yaml", *flags, "--severity", "type_changed=minor") == 0
    assert run("old.yaml", "new.yaml", *flags, "--ignore", "ignore.yaml") == 0
    assert run("old.yaml", "new.yaml", *flags[:2], "--today", "2027-01-01", "--ignore", "ignore.yaml") == 1
    capsys.readouterr()
    for wrong, says in (
        (("--severity", "x=minor"), "--severity: `x` is not a rule."),
        (("--ignore", "nowhere.yaml"), "nowhere.yaml#: No such file or directory. Name a file that exists."),
        (("--deprecation-days", "-1"), "--deprecation-days: `-1` is negative. Use 0 for no limit."),
    ):
        assert run("old.yaml", "new.yaml", *wrong) == 2
        assert says in capsys.readouterr().err
