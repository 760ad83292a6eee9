"""Fills a world from a scenario: the resources that a test or a demo begins with."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from apivideo_admin_mock import usage
from apivideo_admin_mock.actions import add_record, new_record, settle
from apivideo_admin_mock.errors import ScenarioError
from apivideo_admin_mock.problem import Kind
from apivideo_admin_mock.responses import encode
from apivideo_admin_mock.spec import Api, Collection, Operation, Report
from apivideo_admin_mock.spec.extensions import GenerateSecret
from apivideo_admin_mock.suggest import did_you_mean
from apivideo_admin_mock.validation import Validator
from apivideo_admin_mock.world import World


def read_scenario(path: Path) -> Mapping[str, Any]:
    """Read a YAML or JSON file. Raises ScenarioError where it can't be read or holds no mapping."""
    from apivideo_admin_mock.files import read_mapping

    try:
        return read_mapping(path)
    except ValueError as error:
        raise ScenarioError(str(error)) from None


def populate(world: World, api: Api, scenario: Mapping[str, Any]) -> None:
    """Put the resources of a scenario into a world. Raises ScenarioError, with the place, for what doesn't fit.

    A collection is a list of resources, or ``{count: 3, name: "project {n}"}`` for many alike, ``{n}`` counting from 1. A
    resource may give any of its properties, those of the server too, and the collections below it by their names.
    """
    _fill(world, api, _Place((), (), ""), scenario, None)


def populate_below(world: World, api: Api, ids: tuple[str, ...], content: Mapping[str, Any], path: str) -> None:
    """Put collections below an item that is there: ``path`` is that of one of them in the document. Raises ScenarioError as `populate` does."""
    owners = next(collection.parents for collection in api.collections if collection.path == path)
    _fill(world, api, _Place(owners, ids, "/".join(ids)), content, None)


def populate_what_fits(world: World, api: Api, scenario: Mapping[str, Any]) -> list[str]:
    """Put what fits of a scenario into a world, and give a line for each resource, collection or report that doesn't."""
    lost: list[str] = []
    _fill(world, api, _Place((), (), ""), scenario, lost)
    return lost


class _Place(NamedTuple):
    """Where in a world a part of a scenario belongs: the collections above it, the ids in them, and its name for people."""

    owners: tuple[Collection, ...]
    ids: tuple[str, ...]
    name: str

    def below(self, name: str) -> str:
        """Name a member of this place."""
        return f"{self.name}.{name}" if self.name else name


def _fill(world: World, api: Api, place: _Place, content: Mapping[str, Any], lost: list[str] | None) -> None:
    """Add what stands in a place. What doesn't fit is raised, or noted in ``lost`` where that is a list."""
    below = {collection.name: collection for collection in api.collections if collection.parents == place.owners}
    reports = _reports(api, place.owners)
    for name, items in content.items():
        where = place.below(str(name))
        with _noting(lost):
            if name in reports:
                set_report(world, reports[name], place.ids, items, where)
            elif name in below:
                for item_name, item in _expand(items, where, below[name]):
                    with _noting(lost):
                        _add(world, api, below[name], place._replace(name=item_name), item, lost)
            else:
                known = ", ".join([*below, *reports]) or "none"
                raise ScenarioError(
                    f"{where}: there is no such collection here.{did_you_mean(str(name), below)} Known: {known}."
                )


@contextmanager
def _noting(lost: list[str] | None) -> Iterator[None]:
    try:
        yield
    except ScenarioError as error:
        if lost is None:
            raise
        lost.append(str(error))


def _add(
    world: World, api: Api, collection: Collection, at: _Place, item: Mapping[str, Any], lost: list[str] | None
) -> None:
    ids, place = at.ids, at.name
    owners = (*collection.parents, collection)
    names = {child.name for child in api.collections if child.parents == owners} | _reports(api, owners).keys()
    children = {name: value for name, value in item.items() if name in names}
    now = world.clock.now()
    given = settle({name: value for name, value in item.items() if name not in names}, _sets(api, collection), now)
    for field in collection.resource.fields:
        if field.generate is None or not isinstance(given.get(field.name), str):
            continue
        if not world.give(given[field.name]) and isinstance(field.generate, GenerateSecret):
            raise ScenarioError(f"{place}: this `{field.name}` was given before; each is a secret of its own")
    record = new_record(collection, ids, given, world, now)
    violations = _validator(collection).violations({**record, **given})
    if violations:
        raise ScenarioError(f"{place}: {' '.join(violation.detail for violation in violations)}")
    id_field = collection.resource.id_field
    if world.store.get((collection.path, ids), record[id_field]) is not None:
        raise ScenarioError(f"{place}: there is another resource with this `{id_field}`; leave it out to get a new one")
    if world.full:
        raise ScenarioError(f"{place}: the world is full, with {world.most_resources} resources")
    try:
        add_record(collection, ids, record, world)
    except ValueError as error:
        raise ScenarioError(f"{place}: {error}") from None
    _fill(world, api, _Place(owners, (*ids, record[id_field]), place), children, lost)


def set_report(world: World, operation: Operation, ids: tuple[str, ...], items: Any, place: str) -> None:
    """Set figures of a report: items with a day and some of its figures. Raises ScenarioError for what doesn't fit."""
    report = operation.report
    if report is None or not isinstance(items, list):
        raise ScenarioError(f"{place}: must be a list of items, one a day")
    for index, item in enumerate(items):
        if not isinstance(item, dict):
            raise ScenarioError(f"{place}[{index}]: must be a mapping, one a day")
        violations = _report_validator(report).violations(item)
        if violations:
            raise ScenarioError(f"{place}[{index}]: {' '.join(violation.detail for violation in violations)}")
    days = dict(world.reports.get((operation.id, ids), {}))
    for item in items:
        figures = {name: value for name, value in item.items() if name != report.day}
        days[item[report.day]] = {**days.get(item[report.day], {}), **figures}
    for name, day, before in usage.falling_totals(report, days):
        raise ScenarioError(f"{place}: `{name}` is a total and can't fall: on {day} it is less than on {before}")
    world.reports[operation.id, ids] = days


def _reports(api: Api, owners: tuple[Collection, ...]) -> dict[str, Operation]:
    return {one.report.name: one for one in api.operations if one.report is not None and one.owners == owners}


@lru_cache(maxsize=64)
def _report_validator(report: Report) -> Validator:
    schema = {**report.schema, "required": [report.day], "additionalProperties": False}
    return Validator(schema, kind=Kind.INVALID_ATTRIBUTE, noun=f"property of an item of {report.name}")


@lru_cache(maxsize=64)
def _sets(api: Api, collection: Collection) -> dict[str, Mapping[str, str]]:
    """Give the words that a payload may use for a property (``x-set``): a scenario may use them as well."""
    payloads = [one.payload for one in api.operations if one.collection is collection and one.payload]
    return {name: words for payload in payloads for name, words in payload.sets.items()}


@lru_cache(maxsize=64)
def _validator(collection: Collection) -> Validator:
    schema = {**collection.resource.schema, "additionalProperties": False}
    return Validator(schema, kind=Kind.INVALID_ATTRIBUTE, noun=f"property of {collection.resource.name}")


def _defaults(collection: Collection) -> dict[str, Any]:
    """Give a value for each property that a payload must give: the document's example, or a numbered name."""
    values: dict[str, Any] = {}
    for field in collection.resource.fields:
        schema = collection.resource.schema["properties"][field.name]
        if field.needed:
            plain = schema.get("type") == "string" and not schema.keys() & {"enum", "format", "pattern", "maxLength"}
            values[field.name] = f"{collection.resource.name} {{n}}" if plain else (schema.get("examples") or [None])[0]
    return values


def _expand(items: Any, place: str, collection: Collection) -> Iterator[tuple[str, Mapping[str, Any]]]:
    if isinstance(items, dict):
        items, alike = [], items
        total = alike.get("count")
        if not isinstance(total, int) or isinstance(total, bool) or total < 0:
            raise ScenarioError(f"{place}: a mapping needs `count`, the number of items, as in {{count: 3, name: ...}}")
        template = encode(
            _defaults(collection) | {name: value for name, value in alike.items() if name != "count"}
        ).decode()
        for number in range(1, total + 1):
            yield f"{place}[{number - 1}]", json.loads(template.replace("{n}", str(number)))
    elif not isinstance(items, list):
        raise ScenarioError(f"{place}: must be a list of items, or {{count: ..., name: ...}}")
    for index, item in enumerate(items):
        if not isinstance(item, dict):
            raise ScenarioError(f"{place}[{index}]: must be a mapping, like {{name: ...}}")
        yield f"{place}[{index}]", item
