"""Properties of the comparison of any documents."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from generator.diff import diff

BUNDLE = json.loads(
    (Path(__file__).parents[2] / "mock_server/apivideo_admin_mock/openapi.json").read_text(encoding="utf-8")
)


def locations(value, path=()):
    """Return the path of every value below the root."""
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, member in members:
        yield (*path, key)
        yield from locations(member, (*path, key))


LOCATIONS = sorted(locations(BUNDLE), key=str)
JUNK = st.sampled_from([None, True, 0, -1.5, "", "#/nowhere", [], {}, [[]], {"$ref": "#/nowhere"}, {"type": {}}, ["a"]])


def edited(edits):
    """Return the bundle with values deleted (where the edit is None) or replaced, each by a list of one."""
    content = deepcopy(BUNDLE)
    for path, edit in edits:
        try:
            owner = content
            for key in path[:-1]:
                owner = owner[key]
            if edit is None:
                del owner[path[-1]]
            else:
                owner[path[-1]] = edit[0]
        except (KeyError, IndexError, TypeError):
            continue  # an earlier edit removed the location
    return content


deletions = st.lists(st.tuples(st.sampled_from(LOCATIONS), st.none()), max_size=8)
replacements = st.lists(st.tuples(st.sampled_from(LOCATIONS), st.none() | JUNK.map(lambda value: [value])), max_size=8)


@settings(deadline=None, max_examples=6)
@given(replacements)
def test_a_document_does_not_differ_from_itself(edits):
    assert diff(edited(edits), edited(edits)) == []


@settings(deadline=None, max_examples=8)
@given(deletions, deletions)
def test_deletions_are_reported_with_direction_and_location(removed_before, removed_after):
    before, after = edited(removed_before), edited(removed_after)

    for change in diff(before, after):
        assert change.direction in {"request", "response", "both"}
        assert (change.old, change.new) != (None, None)
        assert change.message


@settings(deadline=None, max_examples=8)
@given(replacements, replacements)
def test_any_two_documents_can_be_compared(edits, others):
    diff(edited(edits), edited(others))


@settings(deadline=None, max_examples=6)
@given(deletions)
def test_differences_are_found_in_both_directions(edits):
    after = edited(edits)

    assert bool(diff(BUNDLE, after)) is bool(diff(after, BUNDLE))
