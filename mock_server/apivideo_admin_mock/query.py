"""Chooses, sorts and pages records, and writes the links of a page (facts document, Pages)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, Literal
from urllib.parse import quote

from apivideo_admin_mock.spec import Parameter
from apivideo_admin_mock.store import Record, Store, TableKey

Filter = tuple[str, Literal["contains", "equals"], Any]


def filters_of(parameters: Sequence[Parameter], values: Mapping[str, Any]) -> list[Filter]:
    """Give the filters that a request asks for."""
    return [
        (parameter.name, parameter.match, values[parameter.name])
        for parameter in parameters
        if parameter.match is not None and parameter.name in values
    ]


def count(store: Store, table: TableKey, filters: Sequence[Filter]) -> int:
    """Count the records that pass all filters."""
    if not filters:
        return store.size(table)
    return sum(1 for _ in _matching(store, table, filters, None, descending=False))


def page(
    store: Store, table: TableKey, filters: Sequence[Filter], values: Mapping[str, Any]
) -> tuple[list[Record], bool]:
    """Give the records of a page, and whether more follow.

    ``values`` are those of the query: ``page``, ``page_size``, and perhaps ``sort_by`` and ``sort_order``.
    """
    size = values["page_size"]
    start = (values["page"] - 1) * size
    sort_by, descending = values.get("sort_by"), values.get("sort_order") == "desc"
    if start >= store.size(table):
        return [], False
    if filters:
        found = islice(_matching(store, table, filters, sort_by, descending=descending), start, start + size + 1)
    else:
        found = islice(store.scan(table, sort_by, descending=descending, start=start), size + 1)
    records = list(found)
    return records[:size], len(records) > size


def links(
    path: str, parameters: Sequence[Parameter], values: Mapping[str, Any], sent: Mapping[str, Any], *, more: bool
) -> list[dict[str, str]]:
    """Give the links of a page: ``previous`` past the first page, ``self``, and ``next`` where more follow.

    An ``href`` is relative, states ``page_size``, keeps what was ``sent`` of filters and sort, and ends with ``page``.
    """
    query = f"page_size={values['page_size']}"
    for parameter in parameters:
        if parameter.name in sent and parameter.name not in {"page", "page_size"}:
            query += f"&{parameter.name}={quote(_text(sent[parameter.name]), safe='')}"
    number = values["page"]
    numbers = {"previous": number - 1, "self": number, "next": number + 1}
    wanted = (["previous"] if number > 1 else []) + ["self"] + (["next"] if more else [])
    return [{"rel": rel, "href": f"{path}?{query}&page={numbers[rel]}"} for rel in wanted]


def _matching(
    store: Store, table: TableKey, filters: Sequence[Filter], sort_by: str | None, *, descending: bool
) -> Iterator[Record]:
    tests = [_test(one) for one in filters]
    for record in store.scan(table, sort_by, descending=descending):
        if all(test(record) for test in tests):
            yield record


def _test(one: Filter) -> Callable[[Record], bool]:
    name, match, wanted = one
    if match == "equals":
        return lambda record: record.get(name) == wanted
    return lambda record: wanted in (record.get(name) or "")


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
