"""Fill a tenant from a scenario, the initial resources of a test or a demo."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, Final, NamedTuple

from apivideo_admin_mock.backends.interface import Tenant
from apivideo_admin_mock.errors import Diagnostic, ScenarioError
from apivideo_admin_mock.http.responses import encode
from apivideo_admin_mock.spec import SINGLE_ID, Api, Collection
from apivideo_admin_mock.suggest import did_you_mean
from apivideo_admin_mock.tenants.figures import set_report
from apivideo_admin_mock.tenants.forms import Form, defaults, forms, reports_below
from apivideo_admin_mock.tenants.json_values import not_json
from apivideo_admin_mock.tenants.records import add_record, apply_set, find_or_create_single, new_record, taken_property
from apivideo_admin_mock.tenants.tenant import has_no_room, is_full

_MAX_DIAGNOSTICS: Final = 50


class CountLimit(NamedTuple):
    """What the counts of a scenario may create in total: a number of resources, and bytes of JSON."""

    resources: int
    size: int


def populate(tenant: Tenant, api: Api, scenario: Mapping[str, Any], limit: CountLimit | None = None) -> None:
    """Add the resources of a scenario to a tenant. Raises ScenarioError with all its errors if it is invalid.

    A collection is a list of resources, or ``{count: 3, name: "project {n}"}`` for several with a number ``{n}`` from 1 on. A
    resource can set any of its properties, read-only ones included, and contain the collections below it by name.
    """
    _populate(tenant, api, _Location((), (), ()), scenario, limit)


def populate_below(tenant: Tenant, api: Api, ids: tuple[str, ...], content: Mapping[str, Any], path: str) -> None:
    """Add collections below an existing item. ``path`` is the document's path of one of them. Raises ScenarioError like `populate`."""
    owners = next(collection.parents for collection in api.collections if collection.path == path)
    _populate(tenant, api, _Location(owners, ids, ("/".join(ids),)), content, None)


def populate_valid(tenant: Tenant, api: Api, scenario: Mapping[str, Any]) -> list[str]:
    """Add the valid resources of a scenario to a tenant. Return a line for each error of an invalid resource, collection or report."""
    filler = _Filler(tenant, api, None, keep_valid=True)
    filler.fill(_Location((), (), ()), scenario)
    return [str(one) for one in filler.diagnostics]


class _Location(NamedTuple):
    """The location of a part of a scenario: the collections above it, the ids in them, and the steps to it."""

    owners: tuple[Collection, ...]
    ids: tuple[str, ...]
    path: tuple[str | int, ...]


class _TooManyError(Exception):
    """A scenario has more errors than are reported."""


def _populate(
    tenant: Tenant, api: Api, location: _Location, content: Mapping[str, Any], limit: CountLimit | None
) -> None:
    if found := list(islice(not_json(content), _MAX_DIAGNOSTICS)):
        raise ScenarioError(diagnostics=found)
    filler = _Filler(tenant, api, limit, keep_valid=False)
    try:
        filler.fill(location, content)
    except _TooManyError:
        filler.diagnostics.append(Diagnostic((), "further errors are not listed; fix these first"))
    if filler.diagnostics:
        raise ScenarioError(diagnostics=filler.diagnostics)


class _Filler:
    """Adds the parts of a scenario to a tenant, and collects the errors of invalid parts.

    With ``keep_valid``, what is below an invalid resource is left out. Without it, the tenant is discarded if there is an
    error, and what is below is checked as well.
    """

    def __init__(self, tenant: Tenant, api: Api, limit: CountLimit | None, *, keep_valid: bool) -> None:
        self._tenant, self._api, self._limit, self._keep_valid = tenant, api, limit, keep_valid
        self._forms = forms(api)
        self._created = self._created_bytes = 0
        self.diagnostics: list[Diagnostic] = []

    def fill(self, location: _Location, content: Mapping[str, Any]) -> None:
        """Add the content of a location."""
        below = {one.name: one for one in self._api.collections if one.parents == location.owners}
        reports = reports_below(self._api, location.owners)
        for name, items in content.items():
            path = (*location.path, name)
            if name in reports:
                try:
                    set_report(self._tenant, self._api, reports[name], location.ids, items, path)
                except ScenarioError as error:
                    for one in error.diagnostics:
                        self._add_error(one)
            elif name in below and below[name].is_single:
                self._fill_single(self._forms[below[name]], location, items, path)
            elif name in below:
                self._fill_collection(self._forms[below[name]], location, items, path)
            else:
                known = ", ".join([*below, *reports]) or "none"
                self._fail(
                    path, f"this is not the name of a collection here.{did_you_mean(name, below)} Known: {known}."
                )

    def _fill_collection(self, form: Form, parent: _Location, items: Any, path: tuple[str | int, ...]) -> None:
        """Add resources to a collection, each with what is below it."""
        owners = (*parent.owners, form.collection)
        for place, item in self._expand(items, path, form.collection):
            children = {name: value for name, value in item.items() if name in form.children}
            values = {name: value for name, value in item.items() if name not in children} if children else item
            errors = len(self.diagnostics)
            record_id = self._add(form, parent.ids, values, place)
            if children and (len(self.diagnostics) == errors or not self._keep_valid):
                self.fill(_Location(owners, (*parent.ids, record_id), place), children)

    def _fill_single(self, form: Form, parent: _Location, item: Any, path: tuple[str | int, ...]) -> None:
        """Set the values of a resource without an id."""
        if isinstance(item, dict):
            self._add(form, parent.ids, item, path)
        else:
            self._fail(path, "must be a mapping, like {name: ...}")

    def _add(self, form: Form, ids: tuple[str, ...], item: Mapping[str, Any], place: tuple[str | int, ...]) -> str:
        """Add a resource if it is valid, and return its id. An invalid one has an id too: what is below it is checked as well."""
        collection, tenant, now = form.collection, self._tenant, self._tenant.now()
        values, errors = apply_set(item, form.sets, now), len(self.diagnostics)
        for name, is_secret in form.generated:
            if isinstance(values.get(name), str) and not tenant.reserve(values[name]) and is_secret:
                self._fail(place, f"another resource has the same `{name}`; use a unique secret", name)
        record = new_record(collection, ids, values, tenant, now)
        for violation in form.violations({**record, **values}):
            self._fail(place, violation.detail, violation.name.partition(".")[0].partition("[")[0])
        self._check_unique(form, ids, record, place)
        id_field = collection.resource.id_field
        if len(self.diagnostics) > errors:
            wrong = {one.key for one in self.diagnostics[errors:]}
            return str((new_record(collection, ids, {}, tenant, now) if id_field in wrong else record).get(id_field))
        if collection.is_single:
            find_or_create_single(collection, ids, tenant, now)
            tenant.records.replace((collection.path, ids), SINGLE_ID, record)
            return SINGLE_ID
        record_id: str = record[id_field]
        if tenant.records.get((collection.path, ids), record_id) is not None:
            self._fail(place, f"another resource has the same `{id_field}`; remove it to generate a new one", id_field)
        elif is_full(tenant):
            self._stop(
                place,
                f"more than {tenant.max_resources} resources for one key; raise max_resources or reduce the scenario",
            )
        elif has_no_room(tenant):
            self._stop(place, f"more than {tenant.max_bytes} bytes for one key; raise max_bytes or reduce the scenario")
        else:
            try:
                add_record(collection, ids, record, tenant)
            except ValueError as error:
                self._fail(place, str(error))
        return record_id

    def _check_unique(
        self, form: Form, ids: tuple[str, ...], record: Mapping[str, Any], place: tuple[str | int, ...]
    ) -> None:
        taken = taken_property(form.collection, ids, record, self._tenant, {})
        if taken is not None:
            self._fail(place, f"another resource has the same `{taken}`, which must be unique", taken)

    def _expand(
        self, items: Any, path: tuple[str | int, ...], collection: Collection
    ) -> Iterator[tuple[tuple[str | int, ...], Mapping[str, Any]]]:
        if isinstance(items, dict):
            yield from self._repeat(items, path, collection)
        elif not isinstance(items, list):
            self._fail(path, "must be a list of items, or {count: ..., name: ...}")
        else:
            for index, item in enumerate(items):
                if isinstance(item, dict):
                    yield (*path, index), item
                else:
                    self._fail((*path, index), "must be a mapping, like {name: ...}")

    def _repeat(
        self, repeated: dict[str, Any], path: tuple[str | int, ...], collection: Collection
    ) -> Iterator[tuple[tuple[str | int, ...], Mapping[str, Any]]]:
        total = repeated.get("count")
        if not isinstance(total, int) or isinstance(total, bool) or total < 0:
            self._fail(path, "a mapping needs `count`, the number of items, as in {count: 3, name: ...}")
            return
        template = encode(
            defaults(collection) | {name: value for name, value in repeated.items() if name != "count"}
        ).decode()
        self._created, self._created_bytes = self._created + total, self._created_bytes + total * len(template)
        if self._limit is not None:
            created, size = self._limit
            if self._created > created:
                self._stop(
                    path, f"the counts create more than {created} resources; fix: start the mock with --max-count"
                )
            if self._created_bytes > size:
                self._stop(
                    path, f"the counts create more than {size} bytes; fix: start the mock with --max-control-bytes"
                )
        for number in range(1, total + 1):
            yield (*path, number - 1), json.loads(template.replace("{n}", str(number)))

    def _fail(self, path: tuple[str | int, ...], message: str, key: str | None = None) -> None:
        self._add_error(Diagnostic(path, message, key))

    def _stop(self, path: tuple[str | int, ...], message: str) -> None:
        """Add an error that every further resource would have. Raise ScenarioError with all errors, unless the valid ones are kept."""
        self._fail(path, message)
        if not self._keep_valid:
            raise ScenarioError(diagnostics=self.diagnostics)

    def _add_error(self, one: Diagnostic) -> None:
        if len(self.diagnostics) == _MAX_DIAGNOSTICS and not self._keep_valid:
            raise _TooManyError
        self.diagnostics.append(one)
