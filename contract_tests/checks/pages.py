"""Pages cut a list into pieces that join without a gap (facts document, Pages)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from contract_tests.document import Collection
from contract_tests.suite import expect, rules
from contract_tests.suite.check import check
from contract_tests.suite.lab import Lab
from contract_tests.suite.place import Place
from contract_tests.suite.steps import agree, look_at_page
from contract_tests.suite.subjects import lists

_SIZE: Final = "page_size"


@check(rules.PAGE_LINKS, lists)
def an_empty_list_is_one_page_with_a_link_to_itself(lab: Lab, collection: Collection) -> None:
    """It is no error to have nothing. On a server that keeps what is made, only the first check can see it."""
    place = lab.place(collection, empty=True)
    look_at_page(place, {})
    agree(place)


@check(rules.PAGES_PARTITION, lists)
def pages_hold_every_item_once_in_the_order_of_creation(lab: Lab, collection: Collection) -> None:
    """Few items and small pages first, so that what fails is short to read."""
    place = lab.place(collection)
    for number in (3, 23):
        total = len(place.fill(number))
        for size in _sizes(total, _largest(collection)):
            for page in _numbers(-(-total // size)):
                look_at_page(place, {"page": page, _SIZE: size})


@check(rules.PAGE_LINKS, lists)
def following_the_links_walks_the_whole_list_and_back(lab: Lab, collection: Collection) -> None:
    """Each link is followed as it is."""
    place = lab.place(collection)
    total = len(place.fill(5))
    size = max(2, -(-total // 4))
    page, last = place.page({_SIZE: size}), -(-total // size)
    pages = [page]
    while (following := _follow(place, page, "next")) and len(pages) <= last:
        page = following
        pages.append(page)
    expect.equal(
        [one["items"] for one in pages],
        [place.rows[start : start + size] for start in range(0, total, size)],
        "the items of the pages that `next` leads to",
    )
    for number in range(last, 1, -1):
        for rel, expected in (("self", pages[number - 1]), ("previous", pages[number - 2])):
            what = f"the page that `{rel}` of page {number} leads to"
            expect.equal(_follow(place, pages[number - 1], rel), expected, what)


@check(rules.PAGE_LINKS, lists)
def the_links_keep_filters_and_sort(lab: Lab, collection: Collection) -> None:
    """On a page in the middle, in the order of the document and in another."""
    place, operation = lab.place(collection), collection.operations["list"]
    row = place.fill(3)[-1]
    query = {one.name: row[one.name] for one in operation.filters if row.get(one.name) is not None}
    query |= {"sort_by": collection.sorts()[0], "sort_order": "desc"} if collection.sorts() else {}
    for asked in [query, dict(reversed(query.items())), *({name: value} for name, value in query.items())]:
        look_at_page(place, {**asked, _SIZE: 1})
        look_at_page(place, {_SIZE: 1, "page": 2, **asked})
        look_at_page(place, asked)


@check(rules.PAGE_DEFAULTS, lists)
def a_list_without_page_parameters_is_its_first_page_of_the_default_size(lab: Lab, collection: Collection) -> None:
    """Either parameter may be left out alone."""
    place, parameters = lab.place(collection), collection.operations["list"].parameters
    look_at_page(place, {})
    place.fill(parameters[_SIZE].schema["default"] + 1)
    for query in ({}, {"page": 1}, {"page": 2}, {_SIZE: 3}):
        look_at_page(place, query)


@check(rules.PAGE_BOUNDS, lists)
def the_largest_page_is_accepted_and_full(lab: Lab, collection: Collection) -> None:
    """With one item more than it holds, where that many may be made."""
    place, most = lab.place(collection), _largest(collection)
    place.fill(lab.number(most + 1, 3, collection))
    look_at_page(place, {_SIZE: most})
    look_at_page(place, {_SIZE: most, "page": 2})
    agree(place)


@check(rules.PAGE_BOUNDS, lists)
def a_page_outside_of_its_bounds_is_refused(lab: Lab, collection: Collection) -> None:
    """By one, by much, and what is no number; whatever else is asked for."""
    place, parameters = lab.place(collection), collection.operations["list"].parameters
    beyond = [parameters[_SIZE].schema["maximum"] + 1, parameters[_SIZE].schema["maximum"] * 10]
    for name, values in (("page", [0, -1, "1.5", "x", ""]), (_SIZE, [0, -1, *beyond, "1.5", "x", ""])):
        for value in values:
            what = f"the list with {name}={value}"
            expect.equal(expect.problem(place.ask({name: value}), 400, what=what).get("name"), name, f"{what}: `name`")
    row, operation = place.fill(1)[-1], collection.operations["list"]
    rest = {one.name: row[one.name] for one in operation.filters if row.get(one.name) is not None}
    rest |= {"sort_by": collection.sorts()[0], "sort_order": "desc"} if collection.sorts() else {}
    for name, value, other in (("page", 0, _SIZE), (_SIZE, 0, "page"), (_SIZE, beyond[0], "page")):
        for beside in ({other: 1}, *({one: sent} for one, sent in rest.items()), {other: 1, **rest}):
            what = f"the list with {name}={value} beside {expect.shown(beside)}"
            expect.problem(place.ask({name: value, **beside}), 400, what=what)


@check(rules.PAGE_PAST_THE_END, lists)
def a_page_past_the_end_has_no_items_and_no_next(lab: Lab, collection: Collection) -> None:
    """Right behind the last page, and as far as a page can be."""
    place, page = lab.place(collection), collection.operations["list"].parameters["page"]
    total = len(place.fill(3))
    size = min(total, _largest(collection))
    last = -(-total // size)
    most = page.schema.get("maximum", 10**9)
    # A number that is cut to 32 bits is that of a page that is there.
    for number in (last + 1, last + 2, last + 1000, *(one for one in (2**31 + 1, 2**32 + 1) if one <= most), most):
        look_at_page(place, {"page": number, _SIZE: size})
        look_at_page(place, {"page": number, **({} if number <= last + 2 else {_SIZE: 1})})


@check(rules.ITEM_COUNT, lists)
def the_item_count_is_the_number_of_items_on_the_page(lab: Lab, collection: Collection) -> None:
    """It is neither the total nor the size of the page."""
    place = lab.place(collection)
    total = len(place.fill(3))
    for query in ({_SIZE: 2}, {_SIZE: 2, "page": -(-total // 2)}, {_SIZE: 2, "page": total + 1}, {_SIZE: 100}):
        page = place.page(query)
        expect.equal(page["pagination"]["item_count"], len(page["items"]), f"`item_count` of the page {query}")


def _largest(collection: Collection) -> int:
    most: int = collection.operations["list"].parameters[_SIZE].schema["maximum"]
    return most


def _sizes(total: int, most: int) -> list[int]:
    """Give sizes for so many items: the smallest, some between, those with which the last page is full, and the largest."""
    sizes = {1, 2, 3, 10, 20, 50, -(-total // 3), total - 1, total, most}
    return sorted(size for size in sizes if 1 <= size <= most)


def _numbers(last: int) -> list[int]:
    """Give the pages to look at: all of few, and of many the ends."""
    return list(range(1, last + 1)) if last <= 5 else [1, 2, last - 1, last]


def _follow(place: Place, page: Mapping[str, Any], rel: str) -> dict[str, Any] | None:
    """Give the page that a link leads to, or None where there is no such link."""
    href = next((link["href"] for link in page["links"] if link["rel"] == rel), None)
    if href is None:
        return None
    reference = urlsplit(href)
    answer = place.account.send("GET", unquote(reference.path), query=reference.query)
    found: dict[str, Any] = expect.body(answer, what=f"the page that `{rel}` leads to")
    return found
