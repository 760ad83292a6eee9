"""The stages that find the resources of a request and carry it out: an action for each `x-action` of the document."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import Any

from apivideo_admin_mock.backends.interface import ReadableStore, TableKey
from apivideo_admin_mock.core import query, reports
from apivideo_admin_mock.core.exchange import Exchange, Outcome
from apivideo_admin_mock.http.problems import Problem
from apivideo_admin_mock.http.responses import Created, UndocumentedProblem, encode, problem_body
from apivideo_admin_mock.spec import SINGLE_ID, Action, Collection, Operation
from apivideo_admin_mock.spec.problems import Kind
from apivideo_admin_mock.tenants import writes
from apivideo_admin_mock.tenants.clock import rfc3339
from apivideo_admin_mock.tenants.expiry import schedule
from apivideo_admin_mock.tenants.records import (
    add_record,
    apply_set,
    find_or_create_single,
    new_record,
    set_following,
    taken_property,
)
from apivideo_admin_mock.tenants.tenant import has_no_room, is_full

_log = logging.getLogger("apivideo_admin_mock")


def find(exchange: Exchange) -> Problem | None:
    """Return a 404 problem if a resource in the path of a request does not exist."""
    missing = missing_owner(exchange.operation, exchange.ids, exchange.store)
    return None if missing is None else _NOT_FOUND


def missing_owner(operation: Operation, ids: tuple[str, ...], store: ReadableStore) -> Collection | None:
    """Return the outermost collection without the item that a path names, or None if every item exists."""
    for depth, owner in enumerate(operation.owners):
        if store.get((owner.path, ids[:depth]), ids[depth]) is None:
            return owner
    return None


def act(exchange: Exchange) -> Outcome:
    """Carry out a valid request for resources that exist. Return the JSON of the response, None, or a problem."""
    return _ACTIONS[exchange.operation.action](exchange)


def list_page(exchange: Exchange) -> Outcome:
    """Return one page of a collection."""
    parameters = exchange.operation.parameters
    items, more = query.page(exchange.store, _table(exchange), exchange.operation, exchange.parsed.values)
    return {
        "items": items,
        "pagination": {
            "page": exchange.parsed.values["page"],
            "page_size": exchange.parsed.values["page_size"],
            "item_count": len(items),
        },
        "links": query.links(_path(exchange), parameters, exchange.parsed.values, exchange.parsed.sent, more=more),
    }


def count(exchange: Exchange) -> Outcome:
    """Return the number of items that match the filters."""
    filters = query.filters_of(exchange.operation, exchange.parsed.values)
    return {"count": exchange.store.count(_table(exchange), filters)}


def get(exchange: Exchange) -> Outcome:
    """Return one resource. A single one is created at its first use."""
    table, record_id = _location(exchange)
    found = exchange.store.get(table, record_id)
    return _single(exchange) if found is None and _collection(exchange).is_single else found


def create(exchange: Exchange) -> Outcome:
    """Create a resource from the payload. Return it, a 409 for a value that is taken, or a 507 problem if the tenant is full."""
    collection = _collection(exchange)
    if is_full(exchange.tenant):
        return _FULL
    if has_no_room(exchange.tenant):
        return _refuse_bytes(exchange)
    values = _stored(exchange)
    if (name := taken_property(collection, exchange.ids, values, exchange.tenant, {})) is not None:
        return _not_unique(name)
    record = new_record(collection, exchange.ids, values, exchange.tenant, exchange.now)
    add_record(collection, exchange.ids, record, exchange.tenant)
    return record


def update(exchange: Exchange) -> Outcome:
    """Change the properties in the payload, and no others. Return the resource, or a 409 for a value that is taken."""
    collection, (table, record_id) = _collection(exchange), _location(exchange)
    old = _single(exchange) if collection.is_single else exchange.tenant.records.get(table, record_id) or {}
    values, expire = _stored(exchange), collection.resource.expire
    if (name := taken_property(collection, table[1], values, exchange.tenant, old)) is not None:
        return _not_unique(name)
    record = {**old, **values}
    set_following(collection, record, exchange.now)
    if expire is not None and expire.flag is not None and old.get(expire.flag):
        # The resource is being deleted already: its time of deletion no longer changes.
        record[expire.at] = old[expire.at]
    if has_no_room(exchange.tenant) and len(encode(record)) > len(encode(dict(old))):
        return _refuse_bytes(exchange)
    writes.replace(exchange.tenant, table, record_id, record, old)
    schedule(exchange.tenant, collection, table, record_id, record)
    return record


def put(exchange: Exchange) -> Outcome:
    """Create the resource with the key in the path, or replace it. Return it, a 409 or a 507 problem.

    What the server set before, such as the time of creation, is kept.
    """
    collection, (table, key), tenant = _collection(exchange), _location(exchange), exchange.tenant
    old, values = tenant.records.get(table, key), _stored(exchange)
    if (name := taken_property(collection, table[1], values, tenant, old or {})) is not None:
        return _not_unique(name)
    if old is None and is_full(tenant):
        return _FULL
    given = {**values, collection.resource.id_field: key}
    record = new_record(collection, table[1], given, tenant, exchange.now)
    if old is not None:
        kept = {one.name for one in collection.resource.fields if not one.writable and one.name in old}
        record |= {name: old[name] for name in kept}
        set_following(collection, record, exchange.now, given)
    if has_no_room(tenant) and len(encode(record)) > len(encode(dict(old or {}))):
        return _refuse_bytes(exchange)
    if old is None:
        add_record(collection, table[1], record, tenant)
        return Created(record)
    writes.replace(tenant, table, key, record, old)
    schedule(tenant, collection, table, key, record)
    return record


def perform(exchange: Exchange) -> Outcome:
    """Carry out a custom action. Return the resource, or None where the document has a 204."""
    table, record_id, effect = _owner_table(exchange), exchange.ids[-1], exchange.operation.effect
    old = exchange.tenant.records.get(table, record_id) or {}
    if effect is None:
        raise AssertionError("the loader sets `effect` for every custom action")
    record = dict(old)
    if effect.set or effect.now:
        record |= {**effect.set, **dict.fromkeys(effect.now, rfc3339(exchange.now))}
        set_following(_collection(exchange), record, exchange.now)
        writes.replace(exchange.tenant, table, record_id, record, old)
        schedule(exchange.tenant, _collection(exchange), table, record_id, record)
    return None if exchange.operation.status == _NO_CONTENT else record


def delete(exchange: Exchange) -> Outcome:
    """Delete a resource and everything below it."""
    table, record_id = _owner_table(exchange), exchange.ids[-1]
    writes.delete(exchange.tenant, table, record_id, exchange.tenant.records.get(table, record_id) or {})
    exchange.tenant.records.drop_below(table[0], exchange.ids)


def report(exchange: Exchange) -> Outcome:
    """Return the figures of each day, of the rows that match the filters."""
    found = exchange.operation.report
    if found is None:
        raise AssertionError("the loader sets `report` for every report operation")
    # The ids of an account's own resources are unique; an account as a whole has none.
    owner = "/".join(exchange.ids) or exchange.tenant.key
    key, values = f"{exchange.tenant.seed}|{exchange.operation.id}|{owner}", exchange.parsed.values
    items = reports.figures(found, values, exchange.now, key)
    if found.day is not None and not found.groups:
        overrides = exchange.tenant.figures(exchange.operation.id, exchange.ids)
        items = reports.with_overrides(found, items, overrides, key)
    return {"items": reports.select(found, exchange.operation.parameters, values, items)}


def _refuse_bytes(exchange: Exchange) -> UndocumentedProblem:
    tenant = exchange.tenant
    _log.warning(
        "%s %s is a 507: the resources of this key have %d bytes (--max-bytes %s)",
        exchange.request.method,
        exchange.request.path,
        tenant.records.size,
        tenant.max_bytes,
    )
    return _NO_ROOM


def _not_unique(name: str) -> Problem:
    return Problem(Kind.ATTRIBUTE_NOT_UNIQUE, detail=f"Another item has the same value of `{name}`.")


def _stored(exchange: Exchange) -> dict[str, Any]:
    """Return the values to store for a payload, with its ``x-set`` words replaced."""
    sets = exchange.operation.payload.sets if exchange.operation.payload else {}
    return apply_set(exchange.parsed.payload, sets, exchange.now)


def _collection(exchange: Exchange) -> Collection:
    if exchange.operation.collection is None:
        raise AssertionError("the loader sets `collection` for every operation except a report")
    return exchange.operation.collection


def _table(exchange: Exchange) -> TableKey:
    return (_collection(exchange).path, exchange.ids)


def _owner_table(exchange: Exchange) -> TableKey:
    return (_collection(exchange).path, exchange.ids[:-1])


def _location(exchange: Exchange) -> tuple[TableKey, str]:
    """Return the table and the id of the resource that the path names."""
    if _collection(exchange).is_single:
        return _table(exchange), SINGLE_ID
    return _owner_table(exchange), exchange.ids[-1]


def _single(exchange: Exchange) -> Mapping[str, Any]:
    """Return the one record of a resource without an id, and create it at its first use. It counts in no limit."""
    return find_or_create_single(_collection(exchange), exchange.ids, exchange.tenant, exchange.now)


def _path(exchange: Exchange) -> str:
    ids = iter(exchange.ids)
    return "/".join(next(ids) if segment.startswith("{") else segment for segment in exchange.operation.path.split("/"))


def _insufficient_storage(what: str) -> UndocumentedProblem:
    title = f"The mock holds the maximum {what}. Delete resources, or start the mock with --key for this key."
    return UndocumentedProblem(507, (), problem_body(507, title=title))


_FULL = _insufficient_storage("number of resources for this key (--max-resources)")
_NO_ROOM = _insufficient_storage("size of resources for this key (--max-bytes)")
_NO_CONTENT = 204
_NOT_FOUND = Problem(Kind.RESOURCE_NOT_FOUND)

_ACTIONS: Mapping[Action, Callable[[Exchange], Outcome]] = {
    Action.LIST: list_page,
    Action.COUNT: count,
    Action.GET: get,
    Action.CREATE: create,
    Action.UPDATE: update,
    Action.PUT: put,
    Action.DELETE: delete,
    Action.PERFORM: perform,
    Action.REPORT: report,
}
