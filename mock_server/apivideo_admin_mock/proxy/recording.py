"""Make a scenario from recorded responses: the resources as they were last seen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from apivideo_admin_mock.http.payload import parse
from apivideo_admin_mock.proxy.exchange import Observed
from apivideo_admin_mock.proxy.scenario_writer import Figures, ScenarioWriter, Table
from apivideo_admin_mock.proxy.sequence import Order, merge
from apivideo_admin_mock.spec import SINGLE_ID, Action, Api, Collection, Operation
from apivideo_admin_mock.spec.extensions import GenerateNow

_NOT_FOUND: Final = 404
_PAGE: Final = frozenset({"page", "page_size"})


class Recorder:
    """Keeps the resources of one key, in the order of creation as far as lists and creates show it.

    It records the key of the first request; `is_mixed` is set by requests of other keys, which are left out.
    """

    def __init__(self, api: Api) -> None:
        self._api = api
        self._key: str | None = None
        self.is_mixed = False
        self._tables: dict[Table, dict[str, dict[str, Any]]] = {}
        self._figures: Figures = {}

    def add(self, observed: Observed) -> None:
        """Record what a response shows."""
        operation, status = observed.operation, observed.response.status
        if observed.key is None or operation is None or observed.request.method == "HEAD":
            return
        self._key = self._key or observed.key
        if observed.key != self._key:
            self.is_mixed = True
            return
        collection = operation.collection
        if status == _NOT_FOUND and collection is not None and len(observed.ids) > len(collection.parents):
            self._drop(collection, observed.ids[:-1], observed.ids[-1])
        if not 200 <= status < 300:  # noqa: PLR2004 - the successes
            return
        content = parse(observed.response.body) if observed.response.body else None
        self._record(operation, observed, content if isinstance(content, dict) else {})

    def _record(self, operation: Operation, observed: Observed, content: dict[str, Any]) -> None:
        collection, ids = operation.collection, observed.ids
        if collection is None:
            self._record_report(operation, observed, content)
            return
        match operation.action:
            case Action.LIST:
                self._record_list(collection, observed, content)
            case Action.DELETE:
                self._drop(collection, ids[:-1], ids[-1])
            case Action.CREATE:
                record_id = content.get(collection.resource.id_field)
                if isinstance(record_id, str):
                    self._table(collection, ids)[record_id] = content
            case Action.GET | Action.UPDATE | Action.PUT | Action.PERFORM:
                self._record_item(operation, collection, ids, content)
            case _:  # a count shows no resource
                pass

    def _record_item(
        self, operation: Operation, collection: Collection, ids: tuple[str, ...], content: dict[str, Any]
    ) -> None:
        if collection.is_single:
            self._table(collection, ids)[SINGLE_ID] = content
        elif content:
            self._insert(collection, ids[:-1], [content])
        elif operation.effect is not None:
            known = self._table(collection, ids[:-1]).get(ids[-1])
            if known is not None:
                known |= operation.effect.set

    def scenario(self, *, keep_ids: bool) -> dict[str, Any]:
        """Return the scenario. Without ``keep_ids``, the mock generates new ids and secrets, and other secrets are replaced."""
        return ScenarioWriter(self._api, self._tables, self._figures, keep_ids=keep_ids).below((), ())

    def _table(self, collection: Collection, ids: tuple[str, ...]) -> dict[str, dict[str, Any]]:
        return self._tables.setdefault((collection.path, ids), {})

    def _insert(
        self, collection: Collection, ids: tuple[str, ...], items: Sequence[Any], order: Order = Order.UNKNOWN
    ) -> None:
        """Add items to a table, or replace them."""
        table, name = self._table(collection, ids), collection.resource.id_field
        found = {one[name]: one for one in items if isinstance(one, dict) and isinstance(one.get(name), str)}
        created = next((one.name for one in collection.resource.fields if isinstance(one.generate, GenerateNow)), None)
        merged = {**table, **found}
        self._tables[collection.path, ids] = {one: merged[one] for one in merge(table, found, order, created)}

    def _record_list(self, collection: Collection, observed: Observed, content: dict[str, Any]) -> None:
        items, parsed = content.get("items"), observed.parsed
        if not isinstance(items, list) or parsed is None:
            return
        is_whole = parsed.sent.keys() <= _PAGE
        rels = {one.get("rel") for one in content.get("links", ()) if isinstance(one, dict)}
        order = Order.UNKNOWN if "sort_by" in parsed.sent else Order.CREATION
        is_first = is_whole and "previous" not in rels
        self._insert(collection, observed.ids, items, Order.FIRST if is_first else order)
        if is_first and "next" not in rels:  # the whole list: other items are gone
            listed = {one.get(collection.resource.id_field) for one in items if isinstance(one, dict)}
            for record_id in [one for one in self._table(collection, observed.ids) if one not in listed]:
                self._drop(collection, observed.ids, record_id)

    def _record_report(self, operation: Operation, observed: Observed, content: dict[str, Any]) -> None:
        report, items = operation.report, content.get("items")
        # A scenario sets the figures of days only, without a breakdown.
        if report is None or report.day is None or report.groups or not isinstance(items, list):
            return
        figures = self._figures.setdefault((operation.id, observed.ids), {})
        for one in items:
            if isinstance(one, dict) and isinstance(one.get(report.day), str):
                figures[one[report.day]] = {name: value for name, value in one.items() if name != report.day}

    def _drop(self, collection: Collection, ids: tuple[str, ...], record_id: str) -> None:
        """Delete an item and what is below it."""
        if self._tables.get((collection.path, ids), {}).pop(record_id, None) is None:
            return
        below = (*ids, record_id)
        for table in [
            one for one in self._tables if one[1][: len(below)] == below and one[0].startswith(collection.path)
        ]:
            del self._tables[table]
        for place in [one for one in self._figures if one[1][: len(below)] == below]:
            del self._figures[place]
