"""Write recorded resources as a scenario that builds them again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from apivideo_admin_mock.spec import SINGLE_ID, Api, Collection
from apivideo_admin_mock.spec.extensions import GenerateId, GenerateSecret
from apivideo_admin_mock.spec.model import Field
from apivideo_admin_mock.tenants.forms import defaults

#: The path of a collection, and the ids of the items above it.
Table = tuple[str, tuple[str, ...]]
#: The figures of reports, by operation id and ids, then by day.
Figures = dict[tuple[str, tuple[str, ...]], dict[str, dict[str, Any]]]


class ScenarioWriter:
    """Writes tables and figures as a scenario."""

    def __init__(
        self,
        api: Api,
        tables: Mapping[Table, Mapping[str, dict[str, Any]]],
        figures: Figures,
        *,
        keep_ids: bool,
    ) -> None:
        self._api, self._tables, self._figures, self._keep_ids = api, tables, figures, keep_ids
        self._replaced = 0

    def below(self, parents: tuple[Collection, ...], ids: tuple[str, ...]) -> dict[str, Any]:
        """Return the content below an item, or all."""
        content: dict[str, Any] = {}
        for collection in self._api.collections:
            if collection.parents != parents:
                continue
            records = self._tables.get((collection.path, ids), {})
            if collection.is_single:
                if SINGLE_ID in records:
                    content[collection.name] = self._shown(collection, records[SINGLE_ID])
                continue
            owners = (*parents, collection)
            items = [
                {**self._shown(collection, record), **self.below(owners, (*ids, record_id))}
                for record_id, record in {**records, **self._unseen(collection, ids, records)}.items()
            ]
            if items:
                content[collection.name] = items
        for operation in self._api.operations:
            if (
                operation.report is not None
                and operation.owners == parents
                and (days := self._figures.get((operation.id, ids)))
            ):
                content[operation.report.name] = [{operation.report.day: day, **days[day]} for day in sorted(days)]
        return content

    def _unseen(
        self, collection: Collection, ids: tuple[str, ...], records: Mapping[str, Any]
    ) -> dict[str, dict[str, Any]]:
        """Return the items of a collection that no response showed, but below which others are."""
        depth, found = len(ids), dict[str, dict[str, Any]]()
        places = [
            (path, one)
            for path, one in self._tables
            if path.startswith(f"{collection.path}/") and self._tables[path, one]
        ]
        places += [(one.path, place) for one in self._api.operations for name, place in self._figures if name == one.id]
        for path, place in places:
            if (
                path.startswith(f"{collection.path}/")
                and len(place) > depth
                and place[:depth] == ids
                and place[depth] not in records
            ):
                number = str(len(found) + 1)
                values = {
                    name: value.replace("{n}", number) if isinstance(value, str) else value
                    for name, value in defaults(collection).items()
                }
                found[place[depth]] = {**values, collection.resource.id_field: place[depth]}
        return found

    def _shown(self, collection: Collection, record: Mapping[str, Any]) -> dict[str, Any]:
        """Return a record as the scenario has it."""
        known = {one.name: one for one in collection.resource.fields}
        kept = {name: value for name, value in record.items() if name in known}
        if self._keep_ids:
            return kept
        kept = {
            name: value for name, value in kept.items() if not (known[name].from_path or _is_generated(known[name]))
        }
        return {name: self._without_secret(name, value) for name, value in kept.items()}

    def _without_secret(self, name: str, value: Any) -> Any:
        if name not in self._api.secrets or not isinstance(value, str):
            return value
        self._replaced += 1
        return f"replaced-secret-{self._replaced}"


def _is_generated(field: Field) -> bool:
    """Whether the mock generates a value as an id or a secret."""
    return isinstance(field.generate, GenerateId | GenerateSecret)
