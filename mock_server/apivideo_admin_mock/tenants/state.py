"""Dump the resources of a tenant as a scenario that recreates them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from apivideo_admin_mock.errors import ScenarioError
from apivideo_admin_mock.spec import Api, Collection
from apivideo_admin_mock.tenants.scenario import populate
from apivideo_admin_mock.tenants.tenant import Tenant


def dump(tenant: Tenant, api: Api) -> dict[str, Any]:
    """Return all resources of a tenant in the order of creation, each with the resources below it."""
    return _below(tenant, api, (), ())


def add(tenant: Tenant, api: Api, content: Mapping[str, Any]) -> None:
    """Add the resources of a scenario. An invalid scenario raises ScenarioError and adds nothing."""
    with tenant.lock:
        before = dump(tenant, api)
        try:
            populate(tenant, api, content)
        except ScenarioError:
            tenant.replace_resources(lambda empty: populate(empty, api, before))
            raise


def _below(tenant: Tenant, api: Api, parents: tuple[Collection, ...], ids: tuple[str, ...]) -> dict[str, Any]:
    content: dict[str, Any] = {}
    for collection in api.collections:
        if collection.parents == parents:
            id_field = collection.resource.id_field
            items = [
                {**record, **_below(tenant, api, (*parents, collection), (*ids, record[id_field]))}
                for record in tenant.store.all((collection.path, ids))
            ]
            if items:
                content[collection.name] = items
    for operation in api.operations:
        if operation.report is not None and operation.owners == parents and (operation.id, ids) in tenant.reports:
            days = tenant.reports[operation.id, ids]
            content[operation.report.name] = [{operation.report.day: day, **days[day]} for day in sorted(days)]
    return content
