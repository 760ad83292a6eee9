"""A filter returns exactly the matching items, and a count agrees with its list (openapi/README.md, Operations)."""

from __future__ import annotations

from typing import Any

from apivideo_admin_contract.document.document import Collection
from apivideo_admin_contract.document.filtered import query_of
from apivideo_admin_contract.document.parameter import Parameter
from apivideo_admin_contract.document.schemas import accepts_any_text
from apivideo_admin_contract.document.subjects import (
    combined_filters,
    filters,
    lists,
    sorts,
    text_filters,
    updatable_filters,
    with_actions,
)
from apivideo_admin_contract.rules import resource_rules
from apivideo_admin_contract.session.check import Need, check
from apivideo_admin_contract.session.explore import explore
from apivideo_admin_contract.session.filter_data import create_varied_items, filter_values, varied_values
from apivideo_admin_contract.session.fixtures import Fixture
from apivideo_admin_contract.session.session import Session
from apivideo_admin_contract.session.steps import check_count, check_list_and_count, check_page, update_item
from apivideo_admin_contract.values.awkward_texts import LONG_TEXT
from apivideo_admin_contract.values.distinguishing import dividing_value
from apivideo_admin_contract.values.strategies import valid_queries


@check(resource_rules.FILTERS, filters)
def a_filter_returns_matching_items_only(session: Session, collection: Collection, parameter: Parameter) -> None:
    """Filter a few items first, then texts that are special in a URL, a pattern, a collation or SQL."""
    fixture = session.fixture(collection)
    for most in (3, None) if session.connection.pacer.is_slow else (3, 7, None):
        create_varied_items(session, fixture, parameter.filters_by, most)
        values = filter_values(parameter, fixture)
        for value in values[: session.pick_count(len(values), 4)]:
            check_list_and_count(fixture, {parameter.name: value})
            if not fixture.expected_items({parameter.name: value}):
                check_page(fixture, {parameter.name: value})


@check(resource_rules.FILTERS, text_filters)
def a_filter_compares_the_whole_value(session: Session, collection: Collection, parameter: Parameter) -> None:
    """Filter by long texts that differ only in their last letter."""
    fixture, name = session.fixture(collection), parameter.filters_by
    known = collection.writable if "create" in collection.operations else {}
    if accepts_any_text(known.get(name, {})):
        for row in fixture.ensure_values(name, [f"{LONG_TEXT}a", f"{LONG_TEXT}b"])[-2:]:
            check_list_and_count(fixture, {parameter.name: row[name]})
    fixture.fill(1)
    check_list_and_count(fixture, {parameter.name: LONG_TEXT * 6})


@check(resource_rules.FILTERS, text_filters)
def a_filter_reads_only_its_own_property(session: Session, collection: Collection, parameter: Parameter) -> None:
    """Filter by the values of other properties, and by parts of them."""
    fixture = session.fixture(collection)
    secrets = [name for name, one in collection.properties.items() if one.get("x-generate", {}).get("kind") == "secret"]
    # A part of a secret is sent only if this check created the item.
    made = bool(secrets) and "create" in collection.operations
    row = fixture.create(3) if made else fixture.fill(1)[-1]
    others = {*collection.properties} - {parameter.path[0]} - (set() if made else set(secrets))
    for value in (row[name] for name in sorted(others) if isinstance(row.get(name), str)):
        check_list_and_count(fixture, {parameter.name: value})
        check_list_and_count(fixture, {parameter.name: value[len(value) // 3 : -(len(value) // 3) or None]})


@check(resource_rules.FILTERS_COMBINE, combined_filters)
def combined_filters_must_all_match(session: Session, collection: Collection, parameter: Parameter) -> None:
    """Combine a value that matches with values of other items."""
    fixture, operation = session.fixture(collection), collection.operations["list"]
    rows = create_varied_items(session, fixture, parameter.filters_by, 4)
    others = [one for one in operation.filters if one is not parameter]
    for row in rows[-2:]:
        mine = query_of([parameter], row)
        for other_row in (row, *rows[-3:-1], rows[0]):
            theirs = query_of(others, other_row)
            check_list_and_count(fixture, {**mine, **theirs})
            check_list_and_count(fixture, {**theirs, **mine})


@check(resource_rules.PAGES_FILTERED_SORTED, filters)
def a_filter_applies_to_every_page(session: Session, collection: Collection, parameter: Parameter) -> None:
    """Read all pages of matching items that are mixed with others."""
    fixture = session.fixture(collection)
    create_varied_items(session, fixture, parameter.filters_by)
    for number in (0, session.pick_count(70, 0, collection)):
        fixture.fill(number)
        query = {parameter.name: dividing_value(parameter, fixture.rows), "page_size": 2}
        last = -(-len(fixture.expected_items(query)) // 2)
        for page in sorted({1, 2, 3, last, last + 1} - {0}):
            check_page(fixture, {**query, "page": page})


@check(resource_rules.PAGES_FILTERED_SORTED, sorts)
def pages_of_a_sorted_list_hold_every_item_once(session: Session, collection: Collection, sort_by: str) -> None:
    """Read the pages with and without filters; a server may use another index if few of many items match."""
    fixture = session.fixture(collection)
    create_varied_items(session, fixture, sort_by)
    for number in (0, session.pick_count(70, 0, collection)):
        fixture.fill(number)
        for order in ("asc", "desc"):
            queries = _filtered(fixture)
            for query in queries[: session.pick_count(len(queries), 1 if order == "desc" else len(queries))]:
                _check_pages(session, fixture, {"sort_by": sort_by, "sort_order": order, "page_size": 3, **query})


@check(resource_rules.PAGE_LINKS, filters)
def the_links_of_a_filtered_page_keep_special_characters(
    session: Session, collection: Collection, parameter: Parameter
) -> None:
    """Filter by special characters. Also an empty page has a link to itself."""
    fixture = session.fixture(collection)
    create_varied_items(session, fixture, parameter.filters_by)
    values = filter_values(parameter, fixture)
    for value in values[: session.pick_count(len(values), 4)]:
        for page in (2, 1):
            check_page(fixture, {parameter.name: value, "page": page, "page_size": 1})


@check(resource_rules.FILTERS, updatable_filters, Need.WRITES)
def a_filter_uses_updated_values(session: Session, collection: Collection, parameter: Parameter) -> None:
    """Filter before and after each update, because a server may cache the values."""
    fixture, name = session.fixture(collection), parameter.path[0]
    row, update = fixture.create(5), collection.operations["update"]
    values = varied_values(collection.changeable[name], parameter.path[1:])
    queries = [query for value in values if (query := query_of([parameter], {name: value}))]
    for query in queries:
        check_list_and_count(fixture, query)
    for value in values[1:]:
        update_item(session, fixture, row, {one: row[one] for one in update.required} | {name: value})
        for query in queries[:3]:
            check_list_and_count(fixture, query)


@check(resource_rules.PAGES_FILTERED_SORTED, lists)
def any_query_returns_the_page_of_the_reference_model(session: Session, collection: Collection) -> None:
    """Draw filters, sort and page at random, and compare the page and the count of similar items."""
    fixture, operation = session.fixture(collection), collection.operations["list"]
    for parameter in operation.filters:
        create_varied_items(session, fixture, parameter.filters_by)
    rows = fixture.fill(4)
    mark = len(session.log)

    @explore(session, valid_queries(operation, rows), examples=5 * session.effort.examples)
    def _(query: dict[str, Any]) -> None:
        del session.log[mark:]
        check_page(fixture, query)
        check_count(fixture, query)


@check(resource_rules.COUNTS, with_actions("count", "create", "delete"), Need.WRITES)
def a_count_excludes_deleted_items(session: Session, collection: Collection) -> None:
    """Delete items one by one, then create another one."""
    fixture = session.fixture(collection)
    for row in [fixture.create(number) for number in (1, 2, 1)][1:]:
        fixture.delete(row)
        check_list_and_count(fixture)
    fixture.create(3)
    check_list_and_count(fixture)


def _filtered(fixture: Fixture) -> list[dict[str, Any]]:
    """Return a query without a filter, and one with each filter."""
    filters = fixture.collection.operations["list"].filters
    return [
        {},
        *(
            {one.name: dividing_value(one, fixture.rows)}
            for one in filters
            if any(one.path[0] in row for row in fixture.rows)
        ),
    ]


def _check_pages(session: Session, fixture: Fixture, query: dict[str, Any]) -> None:
    last = -(-len(fixture.expected_items(query)) // query["page_size"])
    pages = [page for page in dict.fromkeys((1, 2, last, 3, last + 1)) if page > 0]
    for page in sorted(pages[: session.pick_count(len(pages), 3)]):
        check_page(fixture, {**query, "page": page})
