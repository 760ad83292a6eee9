"""A walk through the whole life of an item with few requests, which finds most bugs of lists and items (openapi/README.md)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any, Final

from apivideo_admin_contract.document.document import Collection, Row
from apivideo_admin_contract.document.filtered import query_of
from apivideo_admin_contract.document.schemas import fitting_texts
from apivideo_admin_contract.document.subjects import with_actions
from apivideo_admin_contract.rules import expect, resource_rules
from apivideo_admin_contract.rules.rule import Rule
from apivideo_admin_contract.rules.verdict import Violation
from apivideo_admin_contract.session.check import Need, check
from apivideo_admin_contract.session.fixtures import Fixture
from apivideo_admin_contract.session.session import Session
from apivideo_admin_contract.session.steps import (
    check_count,
    check_item,
    check_not_found,
    check_page,
    create_item,
    delete_item,
    new_values,
    read_all_pages,
    update_item,
)
from apivideo_admin_contract.values.awkward_texts import ROUND_TRIP_TEXTS
from apivideo_admin_contract.values.samples import sample, sample_payload

_PAGE: Final = ("page", "page_size")
#: A text that servers trim, fold, escape, cut or normalize.
_TEXT: Final = ROUND_TRIP_TEXTS[0]
#: A part of it, neither the first nor the last one: with letters in two cases, marks, and what is special in a URL, a pattern or SQL.
_PART: Final = _TEXT[2:70]
#: Texts that contain the part only on a server that ignores case, cuts a filter, matches patterns, or normalizes.
_NEAR: Final = (
    # Not every letter has another case of the same length.
    "".join(one.swapcase() if len(one.swapcase()) == 1 else one for one in _TEXT),
    f"{_TEXT[: 2 + 64]}zz",
    _TEXT.replace("%", "zz").replace("*", "zz").replace("_", "z").replace(".", "z").replace("?", "z"),
    unicodedata.normalize("NFC", _TEXT),
)


@check(resource_rules.REFERENCE_MODEL, with_actions("create", "list"), Need.WRITES)
def items_are_right_from_their_creation_to_their_deletion(session: Session, collection: Collection) -> None:
    """Create, read, list, count, update and delete items, and compare each response as a whole."""
    fixture = session.fixture(collection)
    rows = _created(session, fixture)
    row, query, sort = rows[0], _query(collection, rows[0]), _sort(collection)
    phase = resource_rules.ROUND_TRIP
    with expect.named(resource_rules.ROUND_TRIP):
        check_item(fixture, row)
    for page in (1, 2):
        _check_page(fixture, {**query, "page": page, "page_size": 1}, phase)
    _check_count(fixture, query)
    if "update" in collection.operations:
        phase = resource_rules.UPDATE
        with expect.named(resource_rules.UPDATE):
            update_item(session, fixture, row, new_values(collection, row, 9))
        _check_page(fixture, query, phase)
        with expect.named(resource_rules.UPDATE):
            check_item(fixture, row)
    _check_page(fixture, {}, phase)
    if "delete" in collection.operations:
        phase = resource_rules.DELETE
        _delete(fixture, row)
    _check_page(fixture, sort, phase)
    largest = collection.operations["list"].parameters["page_size"].schema["maximum"]
    with expect.named(resource_rules.PAGE_PAST_THE_END):
        check_page(fixture, {"page": 1 + len(fixture.rows), "page_size": largest, **query})


def _created(session: Session, fixture: Fixture) -> list[Row]:
    """Create items with different texts, the first two equal, and return them."""
    collection, rows = fixture.collection, list[Row]()
    with expect.named(resource_rules.ROUND_TRIP):
        for payload in list(_payloads(collection))[: session.pick_count(6, 4, collection)]:
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
    full = {**others, **least, **({name: _TEXT} if name else {})}
    yield from (full, full)
    if name:
        yield from ({**least, name: text} for text in _NEAR)


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


def _check_page(fixture: Fixture, query: Mapping[str, Any], phase: Rule) -> None:
    """Check a page. Of a violation that names no rule, find the rule; ``phase`` is that of the last write."""
    parts = _parts(fixture.collection, query)
    whole = next(iter(parts.values())) if len(parts) == 1 else resource_rules.PAGES_FILTERED_SORTED
    with expect.named(whole):
        try:
            check_page(fixture, query)
        except Violation as violation:
            if violation.rule is None:
                _check_items(fixture, phase)
                _check_parts(fixture, query)
            raise


def _check_items(fixture: Fixture, phase: Rule) -> None:
    """Compare the items of the whole list, whatever their order."""
    id_name = fixture.collection.id_name
    known = {row[id_name]: row for row in fixture.rows}
    found = {one[id_name]: one for one in read_all_pages(fixture)}
    is_unknown = not known.keys() >= found.keys()
    is_lost = phase is resource_rules.DELETE and not found.keys() >= known.keys()
    if is_unknown or is_lost or any(known[name] != one for name, one in found.items()):
        rule = resource_rules.CREATE_ONCE if is_unknown and phase is resource_rules.ROUND_TRIP else phase
        with expect.named(rule):
            expect.equal(found, known, f"the items of {fixture.collection.operations['list'].id} by id")


def _check_parts(fixture: Fixture, query: Mapping[str, Any]) -> None:
    """Check pages with a part of a query each. Raises Violation of the rule about the part."""
    default = {one: fixture.collection.operations["list"].parameters[one].schema["default"] for one in _PAGE}
    parts = [(default, resource_rules.PAGES_PARTITION), ({}, resource_rules.PAGE_DEFAULTS)]
    for name, rule in _parts(fixture.collection, query).items():
        parts.append(({one: value for one, value in query.items() if _kind(fixture.collection, one) == name}, rule))
    for part, rule in parts:
        with expect.named(rule):
            check_page(fixture, part)


def _parts(collection: Collection, query: Mapping[str, Any]) -> dict[str, Rule]:
    """Return the kinds of parameters in a query, each with its rule; for a query without any, that of the default page."""
    rules = {"page": resource_rules.PAGES_PARTITION, "sort": resource_rules.SORTING, "filter": resource_rules.FILTERS}
    kinds = [_kind(collection, one) for one in query]
    return {kind: rules[kind] for kind in kinds} or {"default": resource_rules.DEFAULT_ORDER}


def _kind(collection: Collection, name: str) -> str:
    if name in _PAGE:
        return "page"
    return "filter" if name in {one.name for one in collection.operations["list"].filters} else "sort"


def _check_count(fixture: Fixture, query: Mapping[str, Any]) -> None:
    """Check a count. If it is wrong because the list is, name the rule of the list."""
    try:
        check_count(fixture, query)
    except Violation:
        filters = {one: value for one, value in query.items() if _kind(fixture.collection, one) == "filter"}
        with expect.named(resource_rules.FILTERS if filters else resource_rules.DELETE):
            check_page(fixture, filters)
        raise


def _delete(fixture: Fixture, row: Row) -> None:
    operations = fixture.collection.operations
    with expect.named(resource_rules.DELETE):
        delete_item(fixture, row)
        for action in ("get", "delete"):
            if action in operations:
                what = f"{action} of a deleted item"
                check_not_found(fixture.account, operations[action], fixture.path_ids(row), what)
        _check_count(fixture, {})
