"""Create the resources of a tenant."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, assert_never

from apivideo_admin_mock.backends.interface import Record, Tenant
from apivideo_admin_mock.spec import Collection
from apivideo_admin_mock.spec.extensions import (
    Generate,
    GenerateCumulative,
    GenerateDaily,
    GenerateDay,
    GenerateId,
    GenerateNow,
    GenerateSecret,
)
from apivideo_admin_mock.tenants.clock import rfc3339, start_of_next_month
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
    return record


def add_record(collection: Collection, ids: tuple[str, ...], record: Record, tenant: Tenant) -> None:
    """Add a new resource to a tenant."""
    table, record_id = (collection.path, ids), record[collection.resource.id_field]
    insert(tenant, table, record_id, record)
    schedule(tenant, collection, table, record_id, record)


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
        case GenerateNow():
            return rfc3339(now)
        case GenerateSecret(length=length):
            return next_secret(tenant, length)
        case GenerateDay() | GenerateDaily() | GenerateCumulative():
            raise AssertionError("the loader accepts these kinds in reports only")
        case _:
            assert_never(generate)
