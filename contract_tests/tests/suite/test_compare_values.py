"""`compare`: which values of two responses count as equal."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from apivideo_admin_contract.compare.layout import side_by_side
from apivideo_admin_contract.compare.pairs import Pairs, sent_pairs
from apivideo_admin_contract.compare.responses import ResponseComparer
from apivideo_admin_contract.compare.summary import ShownPair, ShownResponse
from apivideo_admin_contract.compare.times import Times
from apivideo_admin_contract.compare.transcripts import compare_transcripts
from apivideo_admin_contract.compare.values import MISSING, Equality
from apivideo_admin_contract.document.exchange import ClockMoved, Exchange
from apivideo_admin_contract.document.schemas import generated_kind
from contract_tests.tests.support.subject import DOCUMENT

_ID = {"type": "string", "x-generate": {"kind": "id", "prefix": "a_"}}
_TIME = {"type": "string", "format": "date-time", "x-generate": {"kind": "now"}}
_ITEM = {
    "type": "object",
    "properties": {
        "name": {"type": "string"},
        "made": _TIME,
        "day": {"type": "string", "format": "date"},
        "usage": {"type": "integer", "x-generate": {"kind": "daily", "low": 0, "high": 9}},
        "link": {"type": "string"},
        "id": _ID,
    },
}


def _equality(tolerance: float = 0.0, ahead: float = 0.0) -> Equality:
    return Equality(Pairs(), Times(tolerance, ahead))


def _where(left: Any, right: Any, equality: Equality | None = None) -> str | None:
    found = (equality or _equality()).difference({"type": "array", "items": _ITEM}, left, right)
    return None if found is None else found.pointer


def test_generated_ids_are_equal_if_they_stand_for_the_same_item() -> None:
    equality = _equality()

    assert _where([{"id": "a_1"}, {"id": "a_2"}], [{"id": "a_8"}, {"id": "a_9"}], equality) is None
    assert _where([{"id": "a_1"}], [{"id": "a_8"}], equality) is None
    assert _where([{"id": "a_1"}], [{"id": "a_9"}], equality) == "/0/id"
    assert _where([{"id": "a_3"}], [{"id": "a_9"}], equality) == "/0/id"


def test_a_text_may_contain_paired_ids_in_any_order_of_the_properties() -> None:
    left, right = {"link": "/a/a_1?x=1", "id": "a_1"}, {"link": "/a/a_9?x=1", "id": "a_9"}

    assert _where([left], [right]) is None
    assert _where([left], [{**right, "link": "/a/a_7?x=1"}]) == "/0/link"
    assert _where([left], [{**right, "link": "/a/a_9?x=2"}]) == "/0/link"


def test_figures_of_a_report_may_differ_but_not_in_their_type() -> None:
    assert _where([{"usage": 3}], [{"usage": 4}]) is None
    assert _where([{"usage": 3}], [{"usage": "4"}]) == "/0/usage"


def test_other_values_are_compared_exactly() -> None:
    assert _where([{"name": "a"}], [{"name": "b"}]) == "/0/name"
    assert _where([{"name": 1}], [{"name": True}]) == "/0/name"
    assert _where([{"name": "a"}], [{}]) == "/0/name"
    assert _where([{}, {}], [{}]) == ""


@pytest.mark.parametrize(
    ("left", "right", "tolerance", "ahead", "is_same"),
    [
        ("2026-02-05T12:00:00+00:00", "2026-02-05T12:00:00+00:00", 0, 0, True),
        ("2026-02-05T12:00:00+00:00", "2026-02-05T12:00:01+00:00", 0, 0, False),
        ("2026-02-05T12:00:00+00:00", "2026-02-05T12:00:09+00:00", 10, 0, True),
        ("2026-02-05T12:00:00+00:00", "2026-02-05T12:00:11+00:00", 10, 0, False),
        ("2026-02-05T12:00:00+00:00", "2026-02-05T13:00:00+00:00", 10, 3600, True),
        ("2026-02-05", "2026-02-06", 10, 0, True),
        ("2026-02-05", "2026-02-06", 0, 0, False),
        ("2026-02-05", "2026-02-08", 10, 0, False),
        ("2026-02-05", "tomorrow", 10, 0, False),
    ],
)
def test_times_are_equal_within_the_tolerance(
    left: str, right: str, tolerance: float, ahead: float, is_same: object
) -> None:
    assert Times(tolerance, ahead).are_same(left, right) is is_same


def test_times_that_both_servers_stored_before_stay_equal() -> None:
    times = Times(10.0, learns=True)
    assert times.are_same("2026-02-05T12:00:00+00:00", "2025-01-01T00:00:00+00:00")
    times.learns = False
    assert times.are_same("2026-02-05T12:00:00+00:00", "2025-01-01T00:00:00+00:00")
    assert not times.are_same("2026-02-05T12:00:01+00:00", "2025-01-01T00:00:00+00:00")


def test_a_request_may_contain_a_part_of_a_generated_value() -> None:
    equality = _equality()
    assert equality.pairs.match("a_12345", "a_98765")

    assert equality.are_sent_same({"name": "2345"}, {"name": "8765"})
    assert not equality.are_sent_same({"name": "2345"}, {"name": "9876"})
    assert not equality.are_sent_same({"name": "a"}, {"name": "b"})
    assert not equality.are_sent_same([1], [1, 2])


def _exchange(target: str, status: int = 200, body: bytes = b"{}", **headers: str) -> Exchange:
    operation = next(one for one in DOCUMENT.operations if one.action == "get")
    fields = {name.replace("_", "-"): value for name, value in headers.items()}
    return Exchange(
        "first", "GET", target, None, {}, None, operation, status, {"content-type": "application/json", **fields}, body
    )


def _comparer(*, is_exact: bool = True, has_same_data: bool = True) -> ResponseComparer:
    return ResponseComparer(DOCUMENT, _equality(), is_exact, has_same_data)


def test_a_response_may_repeat_what_its_request_contains() -> None:
    left = _exchange(
        "/projects/one", 404, b'{"detail": "There is no ONE, one."}', content_type="application/problem+json"
    )
    right = _exchange(
        "/projects/two", 404, b'{"detail": "There is no ONE, two."}', content_type="application/problem+json"
    )

    assert sent_pairs(left, right) == {"one": "two"}
    assert _comparer().difference(left, right) is None


def test_headers_are_compared_by_their_meaning() -> None:
    left = _exchange("/projects/one", allow="GET, HEAD", date="now", x_request_id="a", x_ratelimit_remaining="3")
    right = _exchange("/projects/one", allow="HEAD,GET", date="then", x_request_id="b", x_ratelimit_remaining="4")

    assert _comparer(is_exact=False).difference(left, right) is None
    found = _comparer().difference(left, right)
    assert found is not None
    assert (found.where, found.left, found.right) == ("header x-ratelimit-remaining", "3", "4")
    found = _comparer(is_exact=False).difference(
        left, replace(right, response_headers={"content-type": "application/json"})
    )
    assert found is not None
    assert (found.where, found.right) == ("header allow", MISSING)


def test_the_result_of_a_sort_by_a_generated_value_is_not_compared() -> None:
    operation = next(one for one in DOCUMENT.operations if one.action == "list")
    collection = DOCUMENT.collection_of(operation)
    assert collection is not None
    time = next(name for name, one in collection.properties.items() if generated_kind(one) == "now")

    def selects(name: str, *, is_exact: bool) -> bool:
        exchange = replace(_exchange(f"/projects?sort_by={name}&page=1"), operation=operation)
        return _comparer(is_exact=is_exact).selects_generated(exchange)

    assert selects(collection.id_name, is_exact=True)
    assert not selects(time, is_exact=True)
    assert selects(time, is_exact=False)
    assert not selects("name", is_exact=False)


def test_a_transcript_is_compared_until_its_requests_differ_or_are_concurrent() -> None:
    same, other = _exchange("/projects/one"), _exchange("/projects/one?x=1")
    bad = replace(same, status=500)

    assert compare_transcripts([same, ClockMoved(1)], [same, ClockMoved(1)], _comparer()).diverged is None
    assert compare_transcripts([same], [bad], _comparer()).difference is not None
    assert compare_transcripts([same, same], [other, bad], _comparer()).diverged is not None
    valued = compare_transcripts([_exchange("/projects/one?x=1")], [_exchange("/projects/one?x=2")], _comparer())
    assert valued.diverged == "other values with GET /projects/one to the right server"
    assert compare_transcripts([same, same], [same], _comparer()).diverged == "GET /projects/one on the left only"
    concurrent = compare_transcripts(
        [same, replace(same, is_concurrent=True)], [same, replace(bad, is_concurrent=True)], _comparer()
    )
    assert (concurrent.difference, concurrent.compared) == (None, 1)


def test_on_different_data_the_requests_that_both_servers_got_are_compared() -> None:
    page, item = _exchange("/projects/one?page=1"), _exchange("/projects/one")
    bad = replace(item, status=404)

    found = compare_transcripts([page, page, item], [page, bad], _comparer(has_same_data=False))

    assert found.difference is not None
    assert (found.compared, found.difference.difference.where) == (2, "status")


def test_two_bodies_are_laid_out_side_by_side_around_the_difference() -> None:
    left = ShownResponse(200, {}, {"items": list(range(30)), "links": [{"rel": "self"}, {"rel": "next"}]})
    right = ShownResponse(200, {}, {"items": list(range(30)), "links": [{"rel": "self"}]})

    lines = list(side_by_side(ShownPair("GET /x", "list_x", "/links/1", left, right)))

    assert len(lines) < 18
    assert [one.startswith(">") for one in lines].count(True) >= 1
    assert any('"rel": "next"' in one for one in lines)


def test_a_different_header_is_laid_out_in_a_line() -> None:
    pair = ShownPair(
        "GET /x", None, "header allow", ShownResponse(405, {"allow": "GET"}, ""), ShownResponse(405, {}, "")
    )

    assert [" ".join(line.split()) for line in side_by_side(pair)] == [
        "left | right",
        "405 | 405",
        "> allow: GET | allow: (missing)",
    ]
