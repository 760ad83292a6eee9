"""Writes a world down, as a scenario that makes it again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from apivideo_admin_mock.errors import ScenarioError
from apivideo_admin_mock.scenario import populate
from apivideo_admin_mock.spec import Api, Collection
from apivideo_admin_mock.world import World


def dump(world: World, api: Api) -> dict[str, Any]:
    """Give all resources of a world, in the order of their creation, with what is below each of them."""
    return _below(world, api, (), ())


def add(world: World, api: Api, content: Mapping[str, Any]) -> None:
    """Add the resources of a scenario. Raises ScenarioError where it doesn't fit; what was added before the mistake goes again."""
    with world.lock:
        before = dump(world, api)
        try:
            populate(world, api, content)
        except ScenarioError:
            world.replace_resources(lambda empty: populate(empty, api, before))
            raise


def _below(world: World, api: Api, parents: tuple[Collection, ...], ids: tuple[str, ...]) -> dict[str, Any]:
    content: dict[str, Any] = {}
    for collection in api.collections:
        if collection.parents == parents:
            id_field = collection.resource.id_field
            items = [
                {**record, **_below(world, api, (*parents, collection), (*ids, record[id_field]))}
                for record in world.store.all((collection.path, ids))
            ]
            if items:
                content[collection.name] = items
    for operation in api.operations:
        if operation.report is not None and operation.owners == parents and (operation.id, ids) in world.reports:
            days = world.reports[operation.id, ids]
            content[operation.report.name] = [{operation.report.day: day, **days[day]} for day in sorted(days)]
    return content
