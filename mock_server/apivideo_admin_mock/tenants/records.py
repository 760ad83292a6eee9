"""Create the resources of a tenant."""

from __future__ import annotations

from collections.abc import Container, Mapping
from typing import Any, assert_never

from apivideo_admin_mock.backends.interface import Record, Tenant
from apivideo_admin_mock.spec import SINGLE_ID, Collection
from apivideo_admin_mock.spec.extensions import (
    Generate,
    GenerateAfter,
    GenerateCumulative,
    GenerateDaily,
    GenerateDay,
    GenerateGroup,
    GenerateId,
    GenerateNow,
    GenerateSecret,
    GenerateUpdated,
)
from apivideo_admin_mock.tenants.clock import LATEST, from_rfc3339, rfc3339, start_of_next_month
from apivideo_admin_mock.tenants.expiry import schedule
from apivideo_admin_mock.tenants.ids import next_id, next_secret
from apivideo_admin_mock.tenants.writes import insert


def new_record(
    collection: Collection, ids: tuple[str, ...], payload: Mapping[str, Any], tenant: Tenant, now: float
) -> dict[str, Any]:
    """Return a new resource, its properties in the order of the document. ``ids`` are those of the items above it."""
    path_values = {parent.resource.id_field: one for parent, one in zip(collection.parents, ids, strict=True)}
    record: dict[str, Any] = {}
    for field in collection.resource.fields:
        if field.name in payload:
            record[field.name] = payload[field.name]
        elif field.from_path:
            record[field.name] = path_values[field.name]
        elif field.generate is not None:
            record[field.name] = _generate(field.generate, tenant, now)
        elif field.default is not None or field.nullable:
            record[field.name] = field.default
    set_following(collection, record, now, given=payload)
    return record


def set_following(collection: Collection, record: dict[str, Any], now: float, given: Container[str] = ()) -> None:
    """Set the values of a new or changed record that follow each write, except those that are ``given``."""
    for field in collection.resource.following:
        if field.name in given:
            continue
        if isinstance(field.generate, GenerateUpdated):
            record[field.name] = rfc3339(now)
        elif isinstance(field.generate, GenerateAfter):
            record[field.name] = _after(field.generate, record)
            if record[field.name] is None and not field.nullable:
                del record[field.name]


def add_record(collection: Collection, ids: tuple[str, ...], record: Record, tenant: Tenant) -> None:
    """Add a new resource to a tenant."""
    table, record_id = (collection.path, ids), record[collection.resource.id_field]
    insert(tenant, table, record_id, record)
    schedule(tenant, collection, table, record_id, record)


def find_or_create_single(collection: Collection, ids: tuple[str, ...], tenant: Tenant, now: float) -> Record:
    """Return the record of a resource without an id below the items ``ids``. Create it with its initial values at its first use."""
    table = (collection.path, ids)
    record = tenant.records.get(table, SINGLE_ID)
    if record is None:
        record = new_record(collection, ids, {}, tenant, now)
        tenant.records.insert(table, SINGLE_ID, record)
    return record


def taken_property(
    collection: Collection, ids: tuple[str, ...], values: Mapping[str, Any], tenant: Tenant, old: Mapping[str, Any]
) -> str | None:
    """Return the first property with `x-unique` whose new value another item has, or None.

    ``old`` is the item before an update, and empty for a new one. Null is not a value.
    """
    for name in collection.resource.unique:
        value = values.get(name)
        if not isinstance(value, str) or value == old.get(name):
            continue
        if tenant.records.has_value((collection.path, ids), name, value):
            return name
    return None


def apply_set(values: Mapping[str, Any], sets: Mapping[str, Mapping[str, str]], now: float) -> dict[str, Any]:
    """Return values with each word of ``sets`` (``x-set``) replaced by its meaning at ``now``, for example a date."""
    result = dict(values)
    for name, words in sets.items():
        value = result.get(name)
        if isinstance(value, str) and words.get(value) == "start_of_next_month":
            result[name] = rfc3339(start_of_next_month(now))
    return result


def _generate(generate: Generate, tenant: Tenant, now: float) -> Any:
    match generate:
        case GenerateId(prefix=prefix):
            return next_id(tenant, prefix)
        case GenerateNow() | GenerateUpdated():
            return rfc3339(now)
        case GenerateAfter():
            return None  # `set_following` sets it when the properties that it depends on are known
        case GenerateSecret(length=length):
            return next_secret(tenant, length)
        case GenerateDay() | GenerateDaily() | GenerateCumulative() | GenerateGroup():
            raise AssertionError("the loader accepts these kinds in reports only")
        case _:
            assert_never(generate)


def _after(generate: GenerateAfter, record: Mapping[str, Any]) -> str | None:
    """Return the time of ``kind: after``, or None where a property has no valid value: a scenario is validated later."""
    seconds = record.get(generate.seconds) if isinstance(generate.seconds, str) else generate.seconds
    start = record.get(generate.time)
    if not isinstance(seconds, int) or isinstance(seconds, bool) or not isinstance(start, str):
        return None
    try:
        return rfc3339(min(from_rfc3339(start) + seconds, LATEST))
    except ValueError:
        return None
