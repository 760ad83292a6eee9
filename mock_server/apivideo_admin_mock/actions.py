"""What the operations do to a world. Each action gives the JSON to answer, or a Problem."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, assert_never

from apivideo_admin_mock import query, usage
from apivideo_admin_mock.clock import rfc3339, start_of_next_month
from apivideo_admin_mock.problem import Kind, Problem
from apivideo_admin_mock.readers import Reading
from apivideo_admin_mock.responses import UndocumentedProblem, encode
from apivideo_admin_mock.spec import Action, Collection, Operation
from apivideo_admin_mock.spec.extensions import (
    Generate,
    GenerateCumulative,
    GenerateDaily,
    GenerateDay,
    GenerateId,
    GenerateNow,
    GenerateSecret,
)
from apivideo_admin_mock.store import Record, TableKey
from apivideo_admin_mock.world import World


@dataclass(frozen=True, slots=True)
class Call:
    """A request that is authenticated and valid: what it asks, of which world, and when (seconds)."""

    operation: Operation
    ids: tuple[str, ...]
    reading: Reading
    world: World
    now: float


#: A JSON value, or None for no content.
Outcome = Any


def act(call: Call) -> Outcome | Problem:
    """Do what an operation does; the resources that its path names must exist."""
    if missing_owner(call.operation, call.ids, call.world) is not None:
        return _NOT_FOUND
    return _ACTIONS[call.operation.action](call)


def missing_owner(operation: Operation, ids: tuple[str, ...], world: World) -> Collection | None:
    """Give the outermost collection that doesn't have the item that a path names, or None where all are there."""
    for depth, owner in enumerate(operation.owners):
        if world.store.get((owner.path, ids[:depth]), ids[depth]) is None:
            return owner
    return None


def list_page(call: Call) -> Outcome:
    """Give one page of a collection."""
    parameters = call.operation.parameters
    filters = query.filters_of(parameters, call.reading.values)
    items, more = query.page(call.world.store, _table(call), filters, call.reading.values)
    return {
        "items": items,
        "pagination": {
            "page": call.reading.values["page"],
            "page_size": call.reading.values["page_size"],
            "item_count": len(items),
        },
        "links": query.links(_path(call), parameters, call.reading.values, call.reading.sent, more=more),
    }


def count(call: Call) -> Outcome:
    """Count what the list would give in all."""
    filters = query.filters_of(call.operation.parameters, call.reading.values)
    return {"count": call.world.store.count(_table(call), filters)}


def get(call: Call) -> Outcome:
    """Give one resource."""
    return call.world.store.get(_owner_table(call), call.ids[-1])


def create(call: Call) -> Outcome:
    """Make a resource of the payload."""
    collection = _collection(call)
    if call.world.full:
        return _FULL
    record = new_record(collection, call.ids, _stored(call), call.world, call.now)
    add_record(collection, call.ids, record, call.world)
    return record


def update(call: Call) -> Outcome:
    """Change the properties that the payload names, and no others."""
    collection, table, record_id = _collection(call), _owner_table(call), call.ids[-1]
    store = call.world.store
    old = store.get(table, record_id)
    changes, expire = _stored(call), collection.resource.expire
    if expire is not None and old is not None and old.get(expire.flag):
        # What is being deleted already is not given another time.
        changes.pop(expire.at, None)
    record = {**(old or {}), **changes}
    store.replace(table, record_id, record)
    call.world.expiry.schedule(collection, table, record_id, record)
    return record


def delete(call: Call) -> Outcome:
    """Drop a resource and all below it."""
    call.world.store.delete(_owner_table(call), call.ids[-1])
    call.world.store.drop_below(_collection(call).path, call.ids)


def report(call: Call) -> Outcome:
    """Give the figures of the days that the interval names."""
    found = call.operation.report
    if found is None:
        raise AssertionError("the loader gives every report operation a report")
    key = f"{call.world.seed}|{call.operation.id}|{'/'.join(call.ids)}"
    items = usage.figures(found, call.reading.values[found.interval.name], call.now, key)
    given = call.world.reports.get((call.operation.id, call.ids), {})
    return {"items": usage.with_given(found, items, given)}


def new_record(
    collection: Collection, ids: tuple[str, ...], payload: Mapping[str, Any], world: World, now: float
) -> dict[str, Any]:
    """Give a new resource of a collection below the items that ``ids`` name, with its properties in the document's order."""
    path_values = {parent.resource.id_field: one for parent, one in zip(collection.parents, ids, strict=True)}
    record: dict[str, Any] = {}
    for field in collection.resource.fields:
        if field.name in payload:
            record[field.name] = payload[field.name]
        elif field.from_path:
            record[field.name] = path_values[field.name]
        elif field.generate is not None:
            record[field.name] = _generate(field.generate, world, now)
        elif field.default is not None or field.nullable:
            record[field.name] = field.default
    return record


def add_record(collection: Collection, ids: tuple[str, ...], record: Record, world: World) -> None:
    """Put a new resource into the world."""
    table, record_id = (collection.path, ids), record[collection.resource.id_field]
    world.store.insert(table, record_id, record)
    world.expiry.schedule(collection, table, record_id, record)


def _generate(generate: Generate, world: World, now: float) -> Any:
    match generate:
        case GenerateId(prefix=prefix):
            return world.unused(lambda: world.ids.new_id(prefix))
        case GenerateNow():
            return rfc3339(now)
        case GenerateSecret(length=length):
            return world.unused(lambda: world.ids.new_secret(length))
        case GenerateDay() | GenerateDaily() | GenerateCumulative():
            raise AssertionError("the loader keeps the kinds of a report out of resources")
        case _:
            assert_never(generate)


def _stored(call: Call) -> dict[str, Any]:
    """Give what is stored of the payload: a word that ``x-set`` knows is replaced by what it stands for."""
    sets = call.operation.payload.sets if call.operation.payload else {}
    return settle(call.reading.payload, sets, call.now)


def settle(values: Mapping[str, Any], sets: Mapping[str, Mapping[str, str]], now: float) -> dict[str, Any]:
    """Give values with each word that ``sets`` (``x-set``) knows replaced by what it stands for at ``now``."""
    settled = dict(values)
    for name, words in sets.items():
        value = settled.get(name)
        if isinstance(value, str) and words.get(value) == "start_of_next_month":
            settled[name] = rfc3339(start_of_next_month(now))
    return settled


def _collection(call: Call) -> Collection:
    if call.operation.collection is None:
        raise AssertionError("the loader gives every operation but a report a collection")
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
        {"title": "This world of the mock is full. Delete something, or serve with --key for this key.", "status": 507}
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
