"""Filters give the items that match, all of them and no others, and a count agrees with its list."""

from __future__ import annotations

from typing import Any

from contract_tests.document import Collection, Parameter
from contract_tests.samples import sample, takes_any_text
from contract_tests.strategies import queries
from contract_tests.suite import expect, rules
from contract_tests.suite.check import Need, check
from contract_tests.suite.explore import explore
from contract_tests.suite.lab import Lab
from contract_tests.suite.steps import agree, change, look_at_page
from contract_tests.suite.subjects import changing_filters, filters, having, joint_filters, lists, text_filters
from contract_tests.suite.texts import LONG
from contract_tests.suite.varied import dividing, sought, vary


@check(rules.FILTERS, filters)
def a_filter_finds_what_matches_and_nothing_else(lab: Lab, collection: Collection, parameter: Parameter) -> None:
    """Few items first, then texts that a URL, a pattern, a collation or SQL would trip over."""
    place = lab.place(collection)
    for most in (3, 7, None):
        vary(lab, place, parameter.name, most)
        values = sought(parameter, place)
        for value in values[: lab.number(len(values), 6)]:
            agree(place, {parameter.name: value})


@check(rules.FILTERS, text_filters)
def a_filter_that_nothing_matches_gives_an_empty_page(lab: Lab, collection: Collection, parameter: Parameter) -> None:
    """It is no error, and not the whole list."""
    place, query = lab.place(collection), {parameter.name: "nothing has this"}
    place.fill(2)
    look_at_page(place, query)
    agree(place, query)


@check(rules.FILTERS, text_filters)
def a_filter_is_read_to_its_end(lab: Lab, collection: Collection, parameter: Parameter) -> None:
    """However long it is; two items that differ in their last letter only are told apart."""
    place, name = lab.place(collection), parameter.name
    known = collection.writable if "create" in collection.operations else {}
    if takes_any_text(known.get(name, {})):
        for row in place.hold(name, [f"{LONG}a", f"{LONG}b"])[-2:]:
            agree(place, {name: row[name]})
    place.fill(1)
    agree(place, {name: LONG * 6})


@check(rules.FILTERS, text_filters)
def a_filter_looks_at_its_own_property_alone(lab: Lab, collection: Collection, parameter: Parameter) -> None:
    """What stands in the middle of another property of an item is found if it stands in its own as well."""
    place = lab.place(collection)
    secrets = [name for name, one in collection.properties.items() if one.get("x-generate", {}).get("kind") == "secret"]
    # A part of a secret is sent only of what was made for it.
    made = bool(secrets) and "create" in collection.operations
    row = place.create(3) if made else place.fill(1)[-1]
    others = {*collection.properties} - {parameter.name} - (set() if made else set(secrets))
    for value in (row[name] for name in sorted(others) if isinstance(row.get(name), str)):
        agree(place, {parameter.name: value})
        agree(place, {parameter.name: value[len(value) // 3 : -(len(value) // 3) or None]})


@check(rules.FILTERS_COMBINE, joint_filters)
def filters_together_must_all_match(lab: Lab, collection: Collection, parameter: Parameter) -> None:
    """What one filter lets through is not let through by the others."""
    place, operation = lab.place(collection), collection.operations["list"]
    rows = vary(lab, place, parameter.name, 4)
    others = [one for one in operation.filters if one is not parameter]
    for row in rows[-2:]:
        mine = {parameter.name: row[parameter.name]} if row.get(parameter.name) is not None else {}
        for other_row in (row, *rows[-3:-1], rows[0]):
            theirs = {one.name: other_row[one.name] for one in others if other_row.get(one.name) is not None}
            agree(place, {**mine, **theirs})
            agree(place, {**theirs, **mine})


@check(rules.PAGES_FILTERED_SORTED, filters)
def a_filter_holds_on_every_page(lab: Lab, collection: Collection, parameter: Parameter) -> None:
    """Items that match stand among others that don't, and make more than one page."""
    place = lab.place(collection)
    vary(lab, place, parameter.name)
    for number in (0, lab.number(70, 0, collection)):
        place.fill(number)
        query = {parameter.name: dividing(parameter, place.rows), "page_size": 2}
        last = -(-len(place.expected(query)) // 2)
        for page in sorted({1, 2, 3, last, last + 1} - {0}):
            look_at_page(place, {**query, "page": page})


@check(rules.PAGE_LINKS, filters)
def the_links_of_a_filtered_page_keep_what_is_special_in_a_url(
    lab: Lab, collection: Collection, parameter: Parameter
) -> None:
    """The page need not hold anything: its link to itself is there. Where the first page is not the last, the next link keeps it, too."""
    place = lab.place(collection)
    vary(lab, place, parameter.name)
    values = sought(parameter, place)
    for value in values[: lab.number(len(values), 4)]:
        for page in (2, 1):
            look_at_page(place, {parameter.name: value, "page": page, "page_size": 1})


@check(rules.FILTERS, changing_filters, Need.WRITES)
def an_update_changes_what_a_filter_finds(lab: Lab, collection: Collection, parameter: Parameter) -> None:
    """A server may keep what a filter reads from the first read on, which the update must then change."""
    place, name = lab.place(collection), parameter.name
    row, update = place.create(5), collection.operations["update"]
    values = [sample(collection.changeable[name], number) for number in (5, 6, 7, 5)]
    for value in values:
        agree(place, {name: value})
    for value in values[1:]:
        change(lab, place, row, {one: row[one] for one in update.required} | {name: value})
        for other in values[:3]:
            agree(place, {name: other})


@check(rules.PAGES_FILTERED_SORTED, lists)
def a_page_is_what_the_model_gives_under_any_query(lab: Lab, collection: Collection) -> None:
    """Filters, sort and page in any combination, over items that are near to each other."""
    place, operation = lab.place(collection), collection.operations["list"]
    for parameter in operation.filters:
        vary(lab, place, parameter.name)
    rows = place.fill(4)
    mark = len(lab.log)

    @explore(lab, queries(operation, rows), examples=2 * lab.effort.examples)
    def _(query: dict[str, Any]) -> None:
        del lab.log[mark:]
        look_at_page(place, query)


@check(rules.COUNTS, having("list", "count"))
def a_count_is_the_number_of_items_under_any_filters(lab: Lab, collection: Collection) -> None:
    """Filters in any combination."""
    place, count = lab.place(collection), collection.operations["count"]
    for parameter in count.filters:
        vary(lab, place, parameter.name)
    rows = place.fill(4)
    mark = len(lab.log)

    @explore(lab, queries(count, rows))
    def _(query: dict[str, Any]) -> None:
        del lab.log[mark:]
        expect.equal(place.count(query), len(place.expected(query)), f"the count under {expect.shown(query)}")


@check(rules.COUNTS, having("count", "create"), Need.WRITES)
def a_count_follows_what_is_created(lab: Lab, collection: Collection) -> None:
    """Beyond a page of the default size, where that many may be made."""
    place = lab.place(collection)
    agree(place)
    for _ in range(lab.number(23, 2, collection)):
        place.create(len(place.rows))
        agree(place)


@check(rules.COUNTS, having("count", "create", "delete"), Need.WRITES)
def a_count_follows_what_is_deleted(lab: Lab, collection: Collection) -> None:
    """Down to what was there before."""
    place = lab.place(collection)
    for row in [place.create(number) for number in (1, 2, 1)][1:]:
        place.delete(row)
        agree(place)
    place.create(3)
    agree(place)
