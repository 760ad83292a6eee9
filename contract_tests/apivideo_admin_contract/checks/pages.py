"""A list returns every item on exactly one page, in the order of creation, with links between the pages (openapi/README.md, Pages)."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from apivideo_admin_contract.document.document import Collection
from apivideo_admin_contract.document.filtered import query_of
from apivideo_admin_contract.document.schemas import generated_kind
from apivideo_admin_contract.document.subjects import lists
from apivideo_admin_contract.model.expected_item import timestamp
from apivideo_admin_contract.rules import expect, resource_rules
from apivideo_admin_contract.rules.verdict import Violation
from apivideo_admin_contract.session.check import check
from apivideo_admin_contract.session.filter_data import create_varied_items
from apivideo_admin_contract.session.fixtures import Fixture
from apivideo_admin_contract.session.session import Session
from apivideo_admin_contract.session.steps import check_list_and_count, check_page

_SIZE: Final = "page_size"


@check(resource_rules.ITEM_COUNT, lists)
def the_item_count_is_the_number_of_items_on_the_page(session: Session, collection: Collection) -> None:
    """Read a full page, the last page, and one past the end."""
    fixture = session.fixture(collection)
    total = len(fixture.fill(3))
    for query in ({_SIZE: 2}, {_SIZE: 2, "page": -(-total // 2)}, {_SIZE: 2, "page": total + 1}, {_SIZE: 100}):
        page = fixture.read_page(query)
        expect.equal(page["pagination"]["item_count"], len(page["items"]), f"`item_count` of the page {query}")


@check(resource_rules.DEFAULT_ORDER, lists)
def without_a_sort_the_oldest_item_is_first(session: Session, collection: Collection) -> None:
    """List items whose texts are in another order than their creation. The times of creation never decrease in the list.

    ``sort_order`` alone changes nothing.
    """
    fixture = session.fixture(collection)
    for name in [one for one in collection.sort_properties() if one in collection.properties][-1:]:
        create_varied_items(session, fixture, name, 4)
    fixture.fill(session.pick_count(8, 3, collection))
    rows = check_list_and_count(fixture)
    for name in [name for name, one in collection.properties.items() if generated_kind(one) == "now"]:
        for before, after in pairwise(rows):
            if timestamp(before[name]) > timestamp(after[name]):
                raise Violation(f"`{name}`: {after[name]} comes after {before[name]} in the list", resource_rules.TIMES)
    for order in ("asc", "desc") if collection.sort_properties() else ():
        check_page(fixture, {"sort_order": order})


@check(resource_rules.PAGE_LINKS, lists)
def an_empty_list_is_one_page_with_a_link_to_itself(session: Session, collection: Collection) -> None:
    """Read a list without items. On a server that keeps created items only the first check can see one."""
    fixture = session.fixture(collection, empty=True)
    check_page(fixture, {})
    check_list_and_count(fixture)


@check(resource_rules.PAGES_PARTITION, lists)
def pages_hold_every_item_once_in_the_order_of_creation(session: Session, collection: Collection) -> None:
    """Read all pages of few items first, so that a failure is short."""
    fixture = session.fixture(collection)
    done = 0
    for number in (3, 23):
        total = len(fixture.fill(number))
        if total == done:
            break
        done = total
        sizes = _sizes(total, _largest(collection))
        for size in sorted(sizes[: session.pick_count(len(sizes), 6)]):
            for page in _numbers(-(-total // size)):
                check_page(fixture, {"page": page, _SIZE: size})


@check(resource_rules.PAGE_LINKS, lists)
def following_the_links_visits_the_whole_list_and_back(session: Session, collection: Collection) -> None:
    """Follow each link unchanged."""
    fixture = session.fixture(collection)
    total = len(fixture.fill(5))
    size = max(2, -(-total // 4))
    page, last = fixture.read_page({_SIZE: size}), -(-total // size)
    pages = [page]
    while (following := _follow(fixture, page, "next")) and len(pages) <= last:
        page = following
        pages.append(page)
    expect.equal(
        [one["items"] for one in pages],
        [fixture.rows[start : start + size] for start in range(0, total, size)],
        "the items of the pages that `next` leads to",
    )
    for number in range(last, 1, -1):
        for rel, expected in (("self", pages[number - 1]), ("previous", pages[number - 2])):
            what = f"the page that `{rel}` of page {number} leads to"
            expect.equal(_follow(fixture, pages[number - 1], rel), expected, what)


@check(resource_rules.PAGE_LINKS, lists)
def the_links_keep_filters_and_sort(session: Session, collection: Collection) -> None:
    """Read a page in the middle, with the query parameters in two orders."""
    fixture, operation = session.fixture(collection), collection.operations["list"]
    row = fixture.fill(3)[-1]
    query = query_of(operation.filters, row)
    query |= {"sort_by": collection.sort_properties()[0], "sort_order": "desc"} if collection.sort_properties() else {}
    for sent in [query, dict(reversed(query.items())), *({name: value} for name, value in query.items())]:
        check_page(fixture, {**sent, _SIZE: 1})
        check_page(fixture, {_SIZE: 1, "page": 2, **sent})
        check_page(fixture, sent)


@check(resource_rules.PAGE_DEFAULTS, lists)
def a_list_without_page_parameters_is_the_first_page_of_the_default_size(
    session: Session, collection: Collection
) -> None:
    """Leave out one page parameter or both."""
    fixture, parameters = session.fixture(collection), collection.operations["list"].parameters
    check_page(fixture, {})
    fixture.fill(parameters[_SIZE].schema["default"] + 1)
    for query in ({}, {"page": 1}, {"page": 2}, {_SIZE: 3}):
        check_page(fixture, query)


@check(resource_rules.PAGE_BOUNDS, lists)
def the_largest_page_size_is_accepted(session: Session, collection: Collection) -> None:
    """Read the largest page of a list with one item more, if that many may be created."""
    fixture, most = session.fixture(collection), _largest(collection)
    fixture.fill(session.pick_count(most + 1, 3, collection))
    check_page(fixture, {_SIZE: most})
    check_page(fixture, {_SIZE: most, "page": 2})
    check_list_and_count(fixture)


@check(resource_rules.PAGE_BOUNDS, lists)
def a_page_outside_its_bounds_is_refused(session: Session, collection: Collection) -> None:
    """Exceed each bound by one and by much, and send other text, alone and with other parameters."""
    fixture, parameters = session.fixture(collection), collection.operations["list"].parameters
    beyond = [parameters[_SIZE].schema["maximum"] + 1, parameters[_SIZE].schema["maximum"] * 10]
    for name, values in (("page", [0, -1, "1.5", "x", ""]), (_SIZE, [0, -1, *beyond, "1.5", "x", ""])):
        for value in values:
            what = f"the list with {name}={value}"
            expect.equal(
                expect.problem(fixture.request_page({name: value}), 400, what=what).get("name"), name, f"{what}: `name`"
            )
    row, operation = fixture.fill(1)[-1], collection.operations["list"]
    rest = query_of(operation.filters, row)
    rest |= {"sort_by": collection.sort_properties()[0], "sort_order": "desc"} if collection.sort_properties() else {}
    for name, value, other in (("page", 0, _SIZE), (_SIZE, 0, "page"), (_SIZE, beyond[0], "page")):
        for beside in ({other: 1}, *({one: text} for one, text in rest.items()), {other: 1, **rest}):
            what = f"the list with {name}={value} beside {expect.shown(beside)}"
            expect.problem(fixture.request_page({name: value, **beside}), 400, what=what)


@check(resource_rules.PAGE_PAST_THE_END, lists)
def a_page_past_the_end_has_no_items_and_no_next_link(session: Session, collection: Collection) -> None:
    """Read the page after the last one, and the last possible page."""
    fixture, page = session.fixture(collection), collection.operations["list"].parameters["page"]
    total = len(fixture.fill(3))
    size = min(total, _largest(collection))
    last = -(-total // size)
    most = page.schema.get("maximum", 10**9)
    # A number that is truncated to 32 bits would be that of an existing page.
    for number in (last + 1, last + 2, last + 1000, *(one for one in (2**31 + 1, 2**32 + 1) if one <= most), most):
        check_page(fixture, {"page": number, _SIZE: size})
        check_page(fixture, {"page": number, **({} if number <= last + 2 else {_SIZE: 1})})


def _largest(collection: Collection) -> int:
    most: int = collection.operations["list"].parameters[_SIZE].schema["maximum"]
    return most


def _sizes(total: int, most: int) -> list[int]:
    """Return page sizes for a number of items: the smallest, those with a full last page, then some in between, and the largest."""
    sizes = dict.fromkeys((1, 2, 3, -(-total // 3), total - 1, total, 10, 20, 50, most))
    return [size for size in sizes if 1 <= size <= most]


def _numbers(last: int) -> list[int]:
    """Return the pages to read: all of a few, the first and the last ones of many."""
    return list(range(1, last + 1)) if last <= 5 else [1, 2, last - 1, last]


def _follow(fixture: Fixture, page: Mapping[str, Any], rel: str) -> dict[str, Any] | None:
    """Return the page of a link, or None if there is no such link."""
    href = next((link["href"] for link in page["links"] if link["rel"] == rel), None)
    if href is None:
        return None
    reference = urlsplit(href)
    response = fixture.account.send("GET", unquote(reference.path), query=reference.query)
    found: dict[str, Any] = expect.body(response, what=f"the page that `{rel}` leads to")
    return found
