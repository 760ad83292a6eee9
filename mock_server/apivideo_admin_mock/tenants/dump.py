"""Dump the resources of a tenant as a scenario that recreates them."""

from __future__ import annotations

from typing import Any

from apivideo_admin_mock.backends.interface import Tenant
from apivideo_admin_mock.spec import Api, Collection


def dump(tenant: Tenant, api: Api) -> dict[str, Any]:
    """Return all resources of a tenant in the order of creation, each with the resources below it."""
    return _below(tenant, api, (), ())


def _below(tenant: Tenant, api: Api, parents: tuple[Collection, ...], ids: tuple[str, ...]) -> dict[str, Any]:
    content: dict[str, Any] = {}
    for collection in api.collections:
        if collection.parents == parents and collection.is_single:
            for record in tenant.records.all((collection.path, ids)):
                content[collection.name] = dict(record)
        elif collection.parents == parents:
            id_field = collection.resource.id_field
            items = [
                {**record, **_below(tenant, api, (*parents, collection), (*ids, record[id_field]))}
                for record in tenant.records.all((collection.path, ids))
            ]
            if items:
                content[collection.name] = items
    for operation in api.operations:
        if operation.report is not None and operation.owners == parents and (days := tenant.figures(operation.id, ids)):
            content[operation.report.name] = [{operation.report.day: day, **days[day]} for day in sorted(days)]
    return content
