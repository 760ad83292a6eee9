"""Filters give the items that match, all of them and no others, and a count agrees with its list."""

from __future__ import annotations

from typing import Any

from apivideo_admin_contract.document.document import Collection, Parameter
from apivideo_admin_contract.document.schemas import accepts_any_text
from apivideo_admin_contract.document.subjects import (
    combined_filters,
    filters,
    lists,
    text_filters,
    updatable_filters,
    with_actions,
)
from apivideo_admin_contract.rules import expect, resource_rules
from apivideo_admin_contract.session.check import Need, check
from apivideo_admin_contract.session.explore import explore
from apivideo_admin_contract.session.filter_data import create_varied_items, filter_values
from apivideo_admin_contract.session.session import Session
from apivideo_admin_contract.session.steps import check_list_and_count, check_page, update_item
from apivideo_admin_contract.values.awkward_texts import LONG_TEXT
from apivideo_admin_contract.values.distinguishing import dividing_value
from apivideo_admin_contract.values.samples import sample
from apivideo_admin_contract.values.strategies import valid_queries


@check(resource_rules.FILTERS, filters)
def a_filter_returns_matching_items_only(session: Session, collection: Collection, parameter: Parameter) -> None:
    """Few items first, then texts that a URL, a pattern, a collation or SQL would trip over."""
    fixture = session.fixture(collection)
    for most in (3, 7, None):
        create_varied_items(session, fixture, parameter.name, most)
        values = filter_values(parameter, fixture)
        for value in values[: session.pick_count(len(values), 6)]:
            check_list_and_count(fixture, {parameter.name: value})


@check(resource_rules.FILTERS, text_filters)
def a_filter_without_matches_returns_an_empty_page(
    session: Session, collection: Collection, parameter: Parameter
) -> None:
    """It is no error, and not the whole list."""
    fixture, query = session.fixture(collection), {parameter.name: "nothing has this"}
    fixture.fill(2)
    check_page(fixture, query)
    check_list_and_count(fixture, query)


@check(resource_rules.FILTERS, text_filters)
def a_filter_compares_the_whole_value(session: Session, collection: Collection, parameter: Parameter) -> None:
    """However long it is; two items that differ in their last letter only are told apart."""
    fixture, name = session.fixture(collection), parameter.name
    known = collection.writable if "create" in collection.operations else {}
    if accepts_any_text(known.get(name, {})):
        for row in fixture.ensure_values(name, [f"{LONG_TEXT}a", f"{LONG_TEXT}b"])[-2:]:
            check_list_and_count(fixture, {name: row[name]})
    fixture.fill(1)
    check_list_and_count(fixture, {name: LONG_TEXT * 6})


@check(resource_rules.FILTERS, text_filters)
def a_filter_reads_only_its_own_property(session: Session, collection: Collection, parameter: Parameter) -> None:
    """What stands in the middle of another property of an item is found if it stands in its own as well."""
    fixture = session.fixture(collection)
    secrets = [name for name, one in collection.properties.items() if one.get("x-generate", {}).get("kind") == "secret"]
    # A part of a secret is sent only of what was made for it.
    made = bool(secrets) and "create" in collection.operations
    row = fixture.create(3) if made else fixture.fill(1)[-1]
    others = {*collection.properties} - {parameter.name} - (set() if made else set(secrets))
    for value in (row[name] for name in sorted(others) if isinstance(row.get(name), str)):
        check_list_and_count(fixture, {parameter.name: value})
        check_list_and_count(fixture, {parameter.name: value[len(value) // 3 : -(len(value) // 3) or None]})


@check(resource_rules.FILTERS_COMBINE, combined_filters)
def combined_filters_must_all_match(session: Session, collection: Collection, parameter: Parameter) -> None:
    """What one filter lets through is not let through by the others."""
    fixture, operation = session.fixture(collection), collection.operations["list"]
    rows = create_varied_items(session, fixture, parameter.name, 4)
    others = [one for one in operation.filters if one is not parameter]
    for row in rows[-2:]:
        mine = {parameter.name: row[parameter.name]} if row.get(parameter.name) is not None else {}
        for other_row in (row, *rows[-3:-1], rows[0]):
            theirs = {one.name: other_row[one.name] for one in others if other_row.get(one.name) is not None}
            check_list_and_count(fixture, {**mine, **theirs})
            check_list_and_count(fixture, {**theirs, **mine})


@check(resource_rules.PAGES_FILTERED_SORTED, filters)
def a_filter_applies_to_every_page(session: Session, collection: Collection, parameter: Parameter) -> None:
    """Items that match stand among others that don't, and make more than one page."""
    fixture = session.fixture(collection)
    create_varied_items(session, fixture, parameter.name)
    for number in (0, session.pick_count(70, 0, collection)):
        fixture.fill(number)
        query = {parameter.name: dividing_value(parameter, fixture.rows), "page_size": 2}
        last = -(-len(fixture.expected_items(query)) // 2)
        for page in sorted({1, 2, 3, last, last + 1} - {0}):
            check_page(fixture, {**query, "page": page})


@check(resource_rules.PAGE_LINKS, filters)
def the_links_of_a_filtered_page_keep_special_characters(
    session: Session, collection: Collection, parameter: Parameter
) -> None:
    """The page need not hold anything: its link to itself is there. Where the first page is not the last, the next link keeps it, too."""
    fixture = session.fixture(collection)
    create_varied_items(session, fixture, parameter.name)
    values = filter_values(parameter, fixture)
    for value in values[: session.pick_count(len(values), 4)]:
        for page in (2, 1):
            check_page(fixture, {parameter.name: value, "page": page, "page_size": 1})


@check(resource_rules.FILTERS, updatable_filters, Need.WRITES)
def a_filter_uses_updated_values(session: Session, collection: Collection, parameter: Parameter) -> None:
    """A server may keep what a filter reads from the first read on, which the update must then change."""
    fixture, name = session.fixture(collection), parameter.name
    row, update = fixture.create(5), collection.operations["update"]
    values = [sample(collection.changeable[name], number) for number in (5, 6, 7, 5)]
    for value in values:
        check_list_and_count(fixture, {name: value})
    for value in values[1:]:
        update_item(session, fixture, row, {one: row[one] for one in update.required} | {name: value})
        for other in values[:3]:
            check_list_and_count(fixture, {name: other})


@check(resource_rules.PAGES_FILTERED_SORTED, lists)
def any_query_returns_the_page_of_the_reference_model(session: Session, collection: Collection) -> None:
    """Filters, sort and page in any combination, over items that are near to each other."""
    fixture, operation = session.fixture(collection), collection.operations["list"]
    for parameter in operation.filters:
        create_varied_items(session, fixture, parameter.name)
    rows = fixture.fill(4)
    mark = len(session.log)

    @explore(session, valid_queries(operation, rows), examples=2 * session.effort.examples)
    def _(query: dict[str, Any]) -> None:
        del session.log[mark:]
        check_page(fixture, query)


@check(resource_rules.COUNTS, with_actions("list", "count"))
def a_count_is_the_number_of_items_under_any_filters(session: Session, collection: Collection) -> None:
    """Filters in any combination."""
    fixture, count = session.fixture(collection), collection.operations["count"]
    for parameter in count.filters:
        create_varied_items(session, fixture, parameter.name)
    rows = fixture.fill(4)
    mark = len(session.log)

    @explore(session, valid_queries(count, rows))
    def _(query: dict[str, Any]) -> None:
        del session.log[mark:]
        expect.equal(fixture.count(query), len(fixture.expected_items(query)), f"the count under {expect.shown(query)}")


@check(resource_rules.COUNTS, with_actions("count", "create"), Need.WRITES)
def a_count_includes_created_items(session: Session, collection: Collection) -> None:
    """Beyond a page of the default size, where that many may be made."""
    fixture = session.fixture(collection)
    check_list_and_count(fixture)
    for _ in range(session.pick_count(23, 2, collection)):
        fixture.create(len(fixture.rows))
        check_list_and_count(fixture)


@check(resource_rules.COUNTS, with_actions("count", "create", "delete"), Need.WRITES)
def a_count_excludes_deleted_items(session: Session, collection: Collection) -> None:
    """Down to what was there before."""
    fixture = session.fixture(collection)
    for row in [fixture.create(number) for number in (1, 2, 1)][1:]:
        fixture.delete(row)
        check_list_and_count(fixture)
    fixture.create(3)
    check_list_and_count(fixture)
