"""The changelog compares every version with the previous one, and ends with the current document."""

from __future__ import annotations

from copy import deepcopy

from generator.release.status import History
from generator.site.content.changelog import history_of, releases
from generator.tests.render_kit import golden_document
from generator.versions import Version


def at(version, **books):
    """Return the library as a version, with these members in the operation that lists books."""
    document = deepcopy(golden_document())
    document["info"]["version"] = version
    document["paths"]["/books"]["get"] |= books
    return document


OLD, NEW = at("1.0.0"), at("2.0.0", deprecated=True)
FIRST, SECOND = Version(1, 0, 0), Version(2, 0, 0)


def summary(found):
    return [
        (one.version, one.final, None if one.changes is None else [change.rule for change in one.changes.changes])
        for one in found
    ]


def test_each_release_is_compared_with_the_one_before():
    found = releases(History({FIRST: OLD, SECOND: NEW}, frozenset({FIRST, SECOND})), NEW)
    assert summary(found) == [("2.0.0", True, ["deprecated"]), ("1.0.0", True, None)]


def test_the_document_itself_is_used_for_an_unreleased_version():
    found = releases(History({FIRST: OLD, SECOND: OLD | {"info": NEW["info"]}}, frozenset({FIRST})), NEW)
    assert summary(found) == [("2.0.0", False, ["deprecated"]), ("1.0.0", True, None)]


def test_a_version_without_a_snapshot_is_listed_as_well():
    found = releases(History({FIRST: OLD}, frozenset({FIRST})), NEW)
    assert summary(found) == [("2.0.0", False, ["deprecated"]), ("1.0.0", True, None)]


def test_a_released_version_is_its_snapshot_even_if_the_document_changed():
    found = releases(History({FIRST: OLD, SECOND: NEW}, frozenset({FIRST, SECOND})), at("2.0.0"))
    assert summary(found) == [("2.0.0", True, ["deprecated"]), ("1.0.0", True, None)]


def test_without_a_history_the_document_is_the_first_version():
    assert summary(releases(History({}), OLD)) == [("1.0.0", False, None)]


def test_an_operation_shows_only_the_releases_that_changed_it():
    found = releases(History({FIRST: OLD}, frozenset({FIRST})), NEW)
    assert summary(history_of("list_books", found)) == [("2.0.0", False, ["deprecated"])]
    assert history_of("get_book", found) == []
