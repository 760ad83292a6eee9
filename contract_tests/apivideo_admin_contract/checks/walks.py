"""A walk through the whole life of an item with few requests, which finds most bugs of lists and items (openapi/README.md)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any, Final

from apivideo_admin_contract.document.document import Collection, Row
from apivideo_admin_contract.document.filtered import query_of
from apivideo_admin_contract.document.schemas import fitting_texts
from apivideo_admin_contract.document.subjects import with_actions
from apivideo_admin_contract.model.pages import check_page_content, page_of
from apivideo_admin_contract.rules import expect, resource_rules
from apivideo_admin_contract.rules.rule import Rule
from apivideo_admin_contract.session.check import Need, check
from apivideo_admin_contract.session.fixtures import Fixture
from apivideo_admin_contract.session.session import Session
from apivideo_admin_contract.session.steps import (
    check_count,
    check_item,
    check_not_found,
    create_item,
    delete_item,
    new_values,
    update_item,
)
from apivideo_admin_contract.values.awkward_texts import ROUND_TRIP_TEXTS
from apivideo_admin_contract.values.samples import sample, sample_payload

#: A text that servers trim, fold, escape, cut or normalize.
_TEXT: Final = ROUND_TRIP_TEXTS[0]
#: A part of it, neither the first nor the last one: with letters in two cases, marks, and what is special in a URL, a pattern or SQL.
_PART: Final = _TEXT[2:70]
#: Texts that contain the part only on a server that ignores case, matches patterns, or normalizes.
_NEAR: Final = (
    _TEXT.swapcase(),
    _TEXT.replace("%", "zz").replace("*", "zz").replace("_", "z").replace(".", "z").replace("?", "z"),
    unicodedata.normalize("NFC", _TEXT),
)


@check(resource_rules.REFERENCE_MODEL, with_actions("create", "list"), Need.WRITES)
def items_are_right_from_their_creation_to_their_deletion(session: Session, collection: Collection) -> None:
    """Create, read, list, count, update and delete items, and compare each response as a whole."""
    fixture = session.fixture(collection)
    rows = _created(session, fixture)
    row, query, sort = rows[0], _query(collection, rows[0]), _sort(collection)
    with expect.named(resource_rules.ROUND_TRIP):
        check_item(fixture, row)
    for page in (1, 2):
        _check_page(fixture, {**query, "page": page, "page_size": 1})
    check_count(fixture, query)
    if "update" in collection.operations:
        with expect.named(resource_rules.UPDATE):
            update_item(session, fixture, row, new_values(collection, row, 9))
        _check_page(fixture, query)
        with expect.named(resource_rules.UPDATE):
            check_item(fixture, row)
    _check_page(fixture, {})
    if "delete" in collection.operations:
        _delete(fixture, row)
    _check_page(fixture, sort, gone=row)
    _check_page(fixture, {**query, "page": 2, "page_size": 100}, gone=row)


def _created(session: Session, fixture: Fixture) -> list[Row]:
    """Create items with different texts, the first two equal, and return them."""
    collection, rows = fixture.collection, list[Row]()
    with expect.named(resource_rules.ROUND_TRIP):
        for payload in list(_payloads(collection))[: session.pick_count(6, 3, collection)]:
            rows.append(create_item(session, fixture, payload))
    return rows


def _payloads(collection: Collection) -> Iterator[dict[str, Any]]:
    """Yield payloads of creates: two equal ones with all properties, and some with little else than a text."""
    create = collection.operations["create"]
    least = sample_payload(create, 1)
    left_out = {collection.lifetime, *collection.unique}
    others = {
        name: sample(one, 1) for name, one in create.properties.items() if name not in left_out and "x-set" not in one
    }
    name = _text_property(collection)
    texts = [_TEXT, _TEXT, *_NEAR] if name else []
    full = {**others, **least}
    yield from ({**full, **({name: text} if name else {})} for text in (texts or [None, None])[:2])
    yield from ({**least, name: text} for text in texts[2:] if name)


def _text_property(collection: Collection) -> str | None:
    """Return a property that accepts the texts, one with a filter before others, or None."""
    create, listing = collection.operations["create"], collection.operations["list"]
    texts = (_TEXT, *_NEAR)
    names = [name for name, one in create.properties.items() if fitting_texts(one, texts) == [*texts]]
    filtered = {one.filters_by for one in listing.filters if one.match == "contains"}
    return next((one for one in names if one in filtered), next(iter(names), None))


def _query(collection: Collection, row: Row) -> dict[str, Any]:
    """Return a query that filters by a part of a text, or else by the value of an item, and sorts, as far as the list can."""
    listing = collection.operations["list"]
    parts = [one for one in listing.filters if one.match == "contains" and _PART in str(row.get(one.filters_by))]
    query = {parts[0].name: _PART} if parts else dict(list(query_of(listing.filters, row).items())[:1])
    # Of the matching items the first ones have equal texts.
    others = [one for one in collection.sort_properties() if one != _text_property(collection)]
    return query | ({"sort_by": others[-1], "sort_order": "desc"} if others else {})


def _sort(collection: Collection) -> dict[str, Any]:
    """Return a query that sorts all items, by the texts if the list can."""
    names = collection.sort_properties()
    return {"sort_by": max(names, key=lambda one: one == _text_property(collection))} if names else {}


def _check_page(fixture: Fixture, query: Mapping[str, Any], *, gone: Row | None = None) -> None:
    """Check a page, and name the rule that its difference violates. ``gone`` is an item that may be deleted."""
    operation, rows = fixture.collection.operations["list"], fixture.expected_items(query)
    expected, number, _ = page_of(operation, rows, query)
    is_past_the_end = number > 1 and not expected
    with expect.named(resource_rules.PAGE_PAST_THE_END if is_past_the_end else resource_rules.PAGES_FILTERED_SORTED):
        page = fixture.read_page(query)
    found = page["items"]
    if gone in found and gone not in fixture.rows:
        rule = resource_rules.DELETE
    elif is_past_the_end:
        rule = resource_rules.PAGE_PAST_THE_END
    else:
        rule = _rule_of(fixture, query, found, expected, rows)
    with expect.named(rule):
        check_page_content(operation, fixture.ids, query, page, rows)


def _rule_of(
    fixture: Fixture, query: Mapping[str, Any], found: list[Row], expected: list[Row], matching: list[Row]
) -> Rule:
    """Return the rule that the items of a page violate, if they differ from the expected ones."""
    id_name = fixture.collection.id_name
    known = {row[id_name]: row for row in fixture.rows}
    has_filter = any(one.name in query for one in fixture.collection.operations["list"].filters)
    if found == expected:
        return resource_rules.ITEM_COUNT
    if any(one.get(id_name) not in known for one in found):
        return resource_rules.PARENTS if fixture.ids else resource_rules.ACCOUNTS
    if any(known[one[id_name]] != one for one in found):
        return resource_rules.LIST_AGREES_WITH_GET
    if has_filter and any(one not in matching for one in found):
        return resource_rules.FILTERS
    if len(found) == len(expected):
        return resource_rules.SORTING if "sort_by" in query else resource_rules.DEFAULT_ORDER
    return resource_rules.FILTERS if has_filter else resource_rules.PAGES_PARTITION


def _delete(fixture: Fixture, row: Row) -> None:
    operations = fixture.collection.operations
    with expect.named(resource_rules.DELETE):
        delete_item(fixture, row)
        for action in ("get", "delete"):
            if action in operations:
                what = f"{action} of a deleted item"
                check_not_found(fixture.account, operations[action], fixture.path_ids(row), what)
        check_count(fixture)
