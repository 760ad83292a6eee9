"""Carry out operations on a tenant. Each action returns the JSON of the response, or a Problem."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from apivideo_admin_mock.backends.interface import TableKey
from apivideo_admin_mock.core import query, reports
from apivideo_admin_mock.http.problems import Problem
from apivideo_admin_mock.http.reading import ParsedRequest
from apivideo_admin_mock.http.responses import UndocumentedProblem, encode
from apivideo_admin_mock.spec import Action, Collection, Operation
from apivideo_admin_mock.spec.problems import Kind
from apivideo_admin_mock.tenants.records import add_record, apply_set, new_record
from apivideo_admin_mock.tenants.tenant import Tenant


@dataclass(frozen=True, slots=True)
class Call:
    """An authenticated and valid request: its operation, ids, parameters and payload, tenant, and time in seconds."""

    operation: Operation
    ids: tuple[str, ...]
    parsed: ParsedRequest
    tenant: Tenant
    now: float


#: A JSON value, or None for no content.
Outcome = Any


def act(call: Call) -> Outcome | Problem:
    """Carry out an operation. Return a 404 problem if a resource in its path does not exist."""
    if missing_owner(call.operation, call.ids, call.tenant) is not None:
        return _NOT_FOUND
    return _ACTIONS[call.operation.action](call)


def missing_owner(operation: Operation, ids: tuple[str, ...], tenant: Tenant) -> Collection | None:
    """Return the outermost collection without the item that a path names, or None if every item exists."""
    for depth, owner in enumerate(operation.owners):
        if tenant.store.get((owner.path, ids[:depth]), ids[depth]) is None:
            return owner
    return None


def list_page(call: Call) -> Outcome:
    """Return one page of a collection."""
    parameters = call.operation.parameters
    filters = query.filters_of(parameters, call.parsed.values)
    items, more = query.page(call.tenant.store, _table(call), filters, call.parsed.values)
    return {
        "items": items,
        "pagination": {
            "page": call.parsed.values["page"],
            "page_size": call.parsed.values["page_size"],
            "item_count": len(items),
        },
        "links": query.links(_path(call), parameters, call.parsed.values, call.parsed.sent, more=more),
    }


def count(call: Call) -> Outcome:
    """Return the number of items that match the filters."""
    filters = query.filters_of(call.operation.parameters, call.parsed.values)
    return {"count": call.tenant.store.count(_table(call), filters)}


def get(call: Call) -> Outcome:
    """Return one resource."""
    return call.tenant.store.get(_owner_table(call), call.ids[-1])


def create(call: Call) -> Outcome:
    """Create a resource from the payload. Return it, or a 507 problem if the tenant is full."""
    collection = _collection(call)
    if call.tenant.full:
        return _FULL
    record = new_record(collection, call.ids, _stored(call), call.tenant, call.now)
    add_record(collection, call.ids, record, call.tenant)
    return record


def update(call: Call) -> Outcome:
    """Change the properties in the payload, and no others. Return the resource."""
    collection, table, record_id = _collection(call), _owner_table(call), call.ids[-1]
    store = call.tenant.store
    old = store.get(table, record_id)
    changes, expire = _stored(call), collection.resource.expire
    if expire is not None and old is not None and old.get(expire.flag):
        # The resource is being deleted already: its time of deletion no longer changes.
        changes.pop(expire.at, None)
    record = {**(old or {}), **changes}
    store.replace(table, record_id, record)
    call.tenant.expiry.schedule(collection, table, record_id, record)
    return record


def delete(call: Call) -> Outcome:
    """Delete a resource and everything below it."""
    call.tenant.store.delete(_owner_table(call), call.ids[-1])
    call.tenant.store.drop_below(_collection(call).path, call.ids)


def report(call: Call) -> Outcome:
    """Return the figures of each day of the interval."""
    found = call.operation.report
    if found is None:
        raise AssertionError("the loader sets `report` for every report operation")
    key = f"{call.tenant.seed}|{call.operation.id}|{'/'.join(call.ids)}"
    items = reports.figures(found, call.parsed.values[found.interval.name], call.now, key)
    overrides = call.tenant.reports.get((call.operation.id, call.ids), {})
    return {"items": reports.with_overrides(found, items, overrides)}


def _stored(call: Call) -> dict[str, Any]:
    """Return the values to store for a payload, with its ``x-set`` words replaced."""
    sets = call.operation.payload.sets if call.operation.payload else {}
    return apply_set(call.parsed.payload, sets, call.now)


def _collection(call: Call) -> Collection:
    if call.operation.collection is None:
        raise AssertionError("the loader sets `collection` for every operation except a report")
    return call.operation.collection


def _table(call: Call) -> TableKey:
    return (_collection(call).path, call.ids)


def _owner_table(call: Call) -> TableKey:
    return (_collection(call).path, call.ids[:-1])


def _path(call: Call) -> str:
    ids = iter(call.ids)
    return "/".join(next(ids) if segment.startswith("{") else segment for segment in call.operation.path.split("/"))


_FULL = UndocumentedProblem(
    507,
    (),
    encode(
        {
            "title": "The mock holds the maximum number of resources for this key (--max-resources). "
            "Delete resources, or start the mock with --key for this key.",
            "status": 507,
        }
    ),
)
_NOT_FOUND = Problem(Kind.RESOURCE_NOT_FOUND)

_ACTIONS: Mapping[Action, Callable[[Call], Outcome]] = {
    Action.LIST: list_page,
    Action.COUNT: count,
    Action.GET: get,
    Action.CREATE: create,
    Action.UPDATE: update,
    Action.DELETE: delete,
    Action.REPORT: report,
}
