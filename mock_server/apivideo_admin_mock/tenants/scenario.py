"""Fill a tenant from a scenario, the initial resources of a test or a demo."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from apivideo_admin_mock.backends.interface import Tenant
from apivideo_admin_mock.errors import ScenarioError
from apivideo_admin_mock.http.responses import encode
from apivideo_admin_mock.http.validation import Validator
from apivideo_admin_mock.lazy import LazyDict
from apivideo_admin_mock.spec import Api, Collection, Operation
from apivideo_admin_mock.spec.extensions import GenerateSecret
from apivideo_admin_mock.spec.problems import Kind
from apivideo_admin_mock.suggest import did_you_mean
from apivideo_admin_mock.tenants.figures import set_report
from apivideo_admin_mock.tenants.records import add_record, apply_set, new_record
from apivideo_admin_mock.tenants.tenant import has_no_room, is_full


def read_scenario(path: Path) -> Mapping[str, Any]:
    """Read a YAML or JSON file. Raises ScenarioError if it cannot be read or does not contain a mapping."""
    from apivideo_admin_mock.files import read_mapping

    try:
        return read_mapping(path)
    except ValueError as error:
        raise ScenarioError(str(error)) from None


def populate(tenant: Tenant, api: Api, scenario: Mapping[str, Any]) -> None:
    """Add the resources of a scenario to a tenant. Raises ScenarioError, with the location, if it is invalid.

    A collection is a list of resources, or ``{count: 3, name: "project {n}"}`` for several with a number ``{n}`` from 1 on. A
    resource can set any of its properties, read-only ones included, and contain the collections below it by name.
    """
    _fill(tenant, api, _Location((), (), ""), scenario, None)


def populate_below(tenant: Tenant, api: Api, ids: tuple[str, ...], content: Mapping[str, Any], path: str) -> None:
    """Add collections below an existing item. ``path`` is the document's path of one of them. Raises ScenarioError like `populate`."""
    owners = next(collection.parents for collection in api.collections if collection.path == path)
    _fill(tenant, api, _Location(owners, ids, "/".join(ids)), content, None)


def populate_valid(tenant: Tenant, api: Api, scenario: Mapping[str, Any]) -> list[str]:
    """Add the valid resources of a scenario to a tenant. Return a line for each invalid resource, collection or report."""
    dropped: list[str] = []
    _fill(tenant, api, _Location((), (), ""), scenario, dropped)
    return dropped


class _Location(NamedTuple):
    """The location of a part of a scenario: the collections above it, the ids in them, and its name in messages."""

    owners: tuple[Collection, ...]
    ids: tuple[str, ...]
    name: str

    def below(self, name: str) -> str:
        """Return the name of a member."""
        return f"{self.name}.{name}" if self.name else name


def _fill(tenant: Tenant, api: Api, location: _Location, content: Mapping[str, Any], dropped: list[str] | None) -> None:
    """Add the content of a location. An invalid part raises ScenarioError, or is added to ``dropped`` if that is a list."""
    below = {collection.name: collection for collection in api.collections if collection.parents == location.owners}
    reports = _reports(api, location.owners)
    for name, items in content.items():
        where = location.below(str(name))
        try:
            if name in reports:
                set_report(tenant, api, reports[name], location.ids, items, where)
            elif name in below:
                _fill_collection(
                    tenant, api, _forms(api)[below[name]], location, _expand(items, where, below[name]), dropped
                )
            else:
                known = ", ".join([*below, *reports]) or "none"
                raise ScenarioError(  # noqa: TRY301 - collected like every other error of this part
                    f"{where}: there is no such collection here.{did_you_mean(str(name), below)} Known: {known}."
                )
        except ScenarioError as error:
            if dropped is None:
                raise
            dropped.append(str(error))


class _Form(NamedTuple):
    """What a scenario needs to know of a collection, besides the document: computed once, not for each of its resources."""

    collection: Collection
    #: The names of the collections and reports below a resource.
    children: frozenset[str]
    #: The names of generated properties, and whether each is a secret.
    generated: tuple[tuple[str, bool], ...]
    sets: Mapping[str, Mapping[str, str]]
    validator: Validator


@lru_cache(maxsize=8)
def _forms(api: Api) -> Mapping[Collection, _Form]:
    """Return the forms of the collections. Each is made when it is first used."""

    def make(collection: Collection) -> _Form:
        owners = (*collection.parents, collection)
        children = {child.name for child in api.collections if child.parents == owners}
        schema = {**collection.resource.schema, "additionalProperties": False}
        noun = f"property of {collection.resource.name}"
        # A scenario can use the `x-set` words of the payloads as well.
        payloads = [one.payload for one in api.operations if one.collection is collection and one.payload]
        return _Form(
            collection,
            frozenset(children | _reports(api, owners).keys()),
            tuple(
                (field.name, isinstance(field.generate, GenerateSecret))
                for field in collection.resource.fields
                if field.generate is not None
            ),
            {name: words for payload in payloads for name, words in payload.sets.items()},
            Validator(schema, api.schemas, kind=Kind.INVALID_ATTRIBUTE, noun=noun),
        )

    return LazyDict(make)


def _fill_collection(
    tenant: Tenant,
    api: Api,
    form: _Form,
    parent: _Location,
    items: Iterator[tuple[str, Mapping[str, Any]]],
    dropped: list[str] | None,
) -> None:
    """Add resources to a collection, each with what is below it."""
    owners = (*parent.owners, form.collection)
    for location, item in items:
        try:
            children = {name: value for name, value in item.items() if name in form.children}
            values = {name: value for name, value in item.items() if name not in children} if children else item
            record_id = _add(tenant, form, parent.ids, values, location)
        except ScenarioError as error:
            if dropped is None:
                raise
            dropped.append(str(error))
            continue
        if children:
            _fill(tenant, api, _Location(owners, (*parent.ids, record_id), location), children, dropped)


def _add(tenant: Tenant, form: _Form, ids: tuple[str, ...], item: Mapping[str, Any], location: str) -> str:
    """Add a resource, and return its id."""
    collection, now = form.collection, tenant.now()
    values = apply_set(item, form.sets, now)
    for name, is_secret in form.generated:
        if isinstance(values.get(name), str) and not tenant.reserve(values[name]) and is_secret:
            raise ScenarioError(f"{location}: another resource has the same `{name}`; use a unique secret")
    record = new_record(collection, ids, values, tenant, now)
    violations = form.validator.violations({**record, **values})
    if violations:
        raise ScenarioError(f"{location}: {' '.join(violation.detail for violation in violations)}")
    id_field = collection.resource.id_field
    record_id: str = record[id_field]
    if tenant.records.get((collection.path, ids), record_id) is not None:
        raise ScenarioError(f"{location}: another resource has the same `{id_field}`; remove it to generate a new one")
    if is_full(tenant):
        raise ScenarioError(
            f"{location}: more than {tenant.max_resources} resources for one key; raise max_resources or reduce the scenario"
        )
    if has_no_room(tenant):
        raise ScenarioError(
            f"{location}: more than {tenant.max_bytes} bytes for one key; raise max_bytes or reduce the scenario"
        )
    try:
        add_record(collection, ids, record, tenant)
    except ValueError as error:
        raise ScenarioError(f"{location}: {error}") from None
    return record_id


def _reports(api: Api, owners: tuple[Collection, ...]) -> dict[str, Operation]:
    return {one.report.name: one for one in api.operations if one.report is not None and one.owners == owners}


def _defaults(collection: Collection) -> dict[str, Any]:
    """Return a value for each required property of a payload: the document's example, or a numbered name."""
    values: dict[str, Any] = {}
    for field in collection.resource.fields:
        schema = collection.resource.schema["properties"][field.name]
        if field.needed:
            plain = schema.get("type") == "string" and not schema.keys() & {"enum", "format", "pattern", "maxLength"}
            values[field.name] = f"{collection.resource.name} {{n}}" if plain else (schema.get("examples") or [None])[0]
    return values


def _expand(items: Any, location: str, collection: Collection) -> Iterator[tuple[str, Mapping[str, Any]]]:
    if isinstance(items, dict):
        items, repeated = [], items
        total = repeated.get("count")
        if not isinstance(total, int) or isinstance(total, bool) or total < 0:
            raise ScenarioError(
                f"{location}: a mapping needs `count`, the number of items, as in {{count: 3, name: ...}}"
            )
        template = encode(
            _defaults(collection) | {name: value for name, value in repeated.items() if name != "count"}
        ).decode()
        for number in range(1, total + 1):
            yield f"{location}[{number - 1}]", json.loads(template.replace("{n}", str(number)))
    elif not isinstance(items, list):
        raise ScenarioError(f"{location}: must be a list of items, or {{count: ..., name: ...}}")
    for index, item in enumerate(items):
        if not isinstance(item, dict):
            raise ScenarioError(f"{location}[{index}]: must be a mapping, like {{name: ...}}")
        yield f"{location}[{index}]", item
