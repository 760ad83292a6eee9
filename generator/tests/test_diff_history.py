from __future__ import annotations

from copy import deepcopy

import pytest

from generator.diff.comparison import compare
from generator.document import Document, SourceMap
from generator.document.conformance import nonconformity
from generator.release.history import read_history
from generator.release.rules import release_is_final, version_follows_from_changes
from generator.release.status import History, release_status
from generator.versions import Version


@pytest.fixture(scope="session")
def history(workspace):
    history = read_history(workspace / "openapi/history")
    assert isinstance(history, History), history
    return history


def test_version_2_0_0_differs_from_1_0_0_in_the_region(history):
    comparison = compare(history.snapshots[Version(1, 0, 0)], history.snapshots[Version(2, 0, 0)])

    visible = [change for change in comparison.changes if change.severity != "patch"]
    create = "/components/schemas/ProjectCreate/properties/region"
    assert [(one.rule, one.direction, one.breaking, one.pointer, one.operations[0]) for one in visible] == [
        ("enum_value_removed", "request", True, f"{create}/enum", "create_project"),
        ("property_became_optional", "request", False, create, "create_project"),
        ("deprecated", "request", False, f"{create}/deprecated", "create_project"),
        ("enum_value_removed", "response", False, "/components/schemas/Region/enum", "create_project"),
    ]
    assert all("us-east-1" in one.message for one in visible if one.rule == "enum_value_removed")
    assert {one.rule for one in comparison.changes if one not in visible} == {"text_changed"}
    assert comparison.proposed == Version(2, 0, 0)


def test_every_snapshot_is_valid_openapi(history):
    assert len(history.snapshots) >= 2
    for content in history.snapshots.values():
        assert nonconformity(Document(content, SourceMap({(): ("snapshot", ())}))) == []


def test_every_released_version_has_a_snapshot_and_a_surface(history):
    assert Version(1, 0, 0) in history.released
    assert history.released <= history.snapshots.keys()
    assert history.released <= history.surfaces.keys()


@pytest.mark.parametrize(
    ("files", "location", "says"),
    [
        ({"first.json": "{}"}, "openapi/history/first.json#", "`first` is not a semantic version."),
        ({"1.0.0.json": "{"}, "openapi/history/1.0.0.json#", "the snapshot is not JSON"),
        ({"1.0.0.json": "[]"}, "openapi/history/1.0.0.json#/info/version", "the version of the snapshot is `None`"),
        (
            {"1.0.0.json": '{"info": {"version": "1.0.1"}}'},
            "openapi/history/1.0.0.json#/info/version",
            "the version of the snapshot is `1.0.1`",
        ),
        ({"released.txt": "1.0.0\n"}, "openapi/history/released.txt#", "`1.0.0` has no snapshot."),
        (
            {"1.0.0.json": '{"info": {"version": "1.0.0"}}', "released.txt": "1.0.0"},
            "openapi/history/sdk/1.0.0.json#",
            "the SDK surface of the release is missing.",
        ),
        (
            {"1.0.0.json": '{"info": {"version": "1.0.0"}}', "sdk/1.0.0.json": '{"a": "clas"}'},
            "openapi/history/sdk/1.0.0.json#",
            "the file is not an SDK surface: `clas` is not a declaration.",
        ),
        (
            {"1.0.0.json": '{"info": {"version": "1.0.0"}}', "sdk/1.0.0.json": "[]"},
            "openapi/history/sdk/1.0.0.json#",
            "the file is not an SDK surface",
        ),
    ],
)
def test_an_invalid_history_is_reported_with_file_and_fix(write, files, location, says):
    [diagnostic] = read_history(write(files))

    assert f"{diagnostic.file}#{diagnostic.pointer}" == location
    assert says in diagnostic.message
    assert diagnostic.fix


def test_a_missing_folder_is_a_history_without_releases(tmp_path):
    assert read_history(tmp_path / "nowhere") == History({}, frozenset())


def at(version, **edits):
    """Return a small document of a version."""
    schema = {"type": "object", "properties": {"a": {"type": "string"}}} | edits
    content = {"content": {"application/json": {"schema": schema}}}
    operation = {"operationId": "create_thing", "responses": {"200": {"description": "x", **content}}}
    return {"openapi": "3.1.0", "info": {"title": "Things", "version": version}, "paths": {"/a": {"post": operation}}}


def diagnostics_of(history, content):
    document = Document(content, SourceMap({(): ("openapi/openapi.yaml", ())}))
    return [
        str(diagnostic)
        for diagnostic in version_follows_from_changes(document, release_status(history, content).since_release)
    ]


RELEASED = History({Version(1, 2, 3): at("1.2.3")}, frozenset({Version(1, 2, 3)}))
WIDER = {"properties": {"a": {"type": ["string", "integer"]}}}
NEWER = {"properties": {"a": {"type": "string"}, "b": {"type": "string"}}}
REWORDED = {"description": "new"}


@pytest.mark.parametrize(
    ("edits", "least", "below"),
    [
        ({}, "1.2.3", "1.2.2"),
        (REWORDED, "1.2.4", "1.2.3"),
        (NEWER, "1.3.0", "1.2.9"),
        (WIDER, "2.0.0", "1.9.9"),
    ],
)
def test_the_version_must_match_the_changes_of_the_document(edits, least, below):
    assert diagnostics_of(RELEASED, at(least, **edits)) == []
    [diagnostic] = diagnostics_of(RELEASED, at(below, **edits))
    assert diagnostic.startswith(f"openapi/openapi.yaml#/info/version: `{below}` is ")
    assert f"Write at least `version: {least}`" in diagnostic


def test_the_diagnostic_of_a_version_names_the_first_change_that_requires_more():
    [diagnostic] = diagnostics_of(RELEASED, at("1.3.0", **WIDER, **REWORDED))

    assert "`1.3.0` is too low for the changes since the release 1.2.3." in diagnostic
    assert "because of a breaking change: the type of `body.a` was widened" in diagnostic
    assert (
        "(type_changed, /paths/~1a/post/responses/200/content/application~1json/schema/properties/a/type)" in diagnostic
    )


def test_edits_before_a_release_add_up_to_one_version():
    # 2.0.0 is already breaking and not released, so further changes need no other version.
    snapshots = {**RELEASED.snapshots, Version(2, 0, 0): at("2.0.0", **WIDER)}
    more = {"properties": {**WIDER["properties"], "b": {"type": "string"}}}

    assert diagnostics_of(History(snapshots, RELEASED.released), at("2.0.0", **more)) == []
    [diagnostic] = diagnostics_of(History(snapshots, frozenset(snapshots)), at("2.0.0", **more))
    assert "Write at least `version: 2.1.0`" in diagnostic


def test_before_1_0_0_a_breaking_change_raises_the_second_number():
    history = History({Version(0, 1, 0): at("0.1.0")}, frozenset({Version(0, 1, 0)}))

    assert diagnostics_of(history, at("0.2.0", **WIDER)) == []
    assert len(diagnostics_of(history, at("0.1.1", **WIDER))) == 1


def test_since_snapshot_holds_the_changes_since_the_newest_snapshot(history):
    newest = max(history.snapshots)
    content = deepcopy(history.snapshots[newest])
    content["x-rate-limit"]["requests"] += 1

    since_snapshot = release_status(history, content).since_snapshot

    assert since_snapshot.document.old == str(newest)
    assert [change.rule for change in since_snapshot.document.changes] == ["rate_limit_changed"]


def test_a_released_version_has_one_document():
    changed = at("1.2.3") | {"components": {"schemas": {"Unused": {"type": "string"}}}}
    document = Document(changed, SourceMap({(): ("openapi/openapi.yaml", ())}))

    assert release_status(RELEASED, changed).since_release.empty
    [diagnostic] = release_is_final(document, RELEASED)
    assert "`1.2.3` is released, but the document differs from the released one." in diagnostic.message
    assert diagnostic.fix == "Write at least `version: 1.2.4`."
    assert list(release_is_final(Document(at("1.2.3"), document.sources), RELEASED)) == []
