"""Filter, sort and page records, and write the links of a page (openapi/README.md, Pages)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal
from urllib.parse import quote

from apivideo_admin_mock.backends.interface import Filter, ReadableStore, Record, TableKey
from apivideo_admin_mock.backends.moment import Moment, moment_key
from apivideo_admin_mock.spec import Api, Operation, Parameter


def indexed(api: Api) -> dict[str, tuple[str, ...]]:
    """Return the properties of each collection, by path, that requests can sort or filter by."""
    names: dict[str, set[str]] = {}
    for operation in api.operations:
        if operation.collection is not None:
            found = names.setdefault(operation.collection.path, set())
            for parameter in operation.parameters:
                if parameter.match is not None:
                    found.add(_property(operation, parameter.name))
                elif parameter.name == "sort_by":
                    found.update(_property(operation, name) for name in parameter.schema["enum"])
    return {path: tuple(sorted(found)) for path, found in names.items()}


def filters_of(operation: Operation, values: Mapping[str, Any]) -> list[Filter]:
    """Return the filters of a request."""
    return [
        _filter(_property(operation, parameter.name), parameter.match, values[parameter.name])
        for parameter in operation.parameters
        if parameter.match is not None and parameter.name in values
    ]


def _filter(name: str, match: Literal["contains", "equals"], value: Any) -> Filter:
    is_moment = isinstance(name, Moment) and match == "equals"
    return Filter(name, match, moment_key(value) if is_moment else value)


def _property(operation: Operation, name: str) -> str:
    """Return the name of a property of the items of an operation: a `Moment` if its values are date-times."""
    if operation.collection is None:
        return name
    found = operation.collection.resource.schema.get("properties", {}).get(name, {})
    return Moment(name) if found.get("format") == "date-time" else name


def page(
    store: ReadableStore, table: TableKey, operation: Operation, values: Mapping[str, Any]
) -> tuple[list[Record], bool]:
    """Return the records of a page, and whether another page follows.

    ``values`` are the query's: ``page``, ``page_size``, and optionally ``sort_by`` and ``sort_order``.
    """
    size, sort_by = values["page_size"], values.get("sort_by")
    records = store.page(
        table,
        filters_of(operation, values),
        sort_by=None if sort_by is None else _property(operation, sort_by),
        descending=values.get("sort_order") == "desc",
        start=(values["page"] - 1) * size,
        size=size + 1,
    )
    return records[:size], len(records) > size


def links(
    path: str, parameters: Sequence[Parameter], values: Mapping[str, Any], sent: Mapping[str, Any], *, more: bool
) -> list[dict[str, str]]:
    """Return the links of a page: ``previous`` (except on the first page), ``self``, and ``next`` if another page follows.

    An ``href`` is relative. It starts with ``page_size``, keeps the filters and the sort that were ``sent``, and ends with
    ``page``.
    """
    query = f"page_size={values['page_size']}"
    for parameter in parameters:
        if parameter.name in sent and parameter.name not in {"page", "page_size"}:
            query += f"&{parameter.name}={quote(_text(sent[parameter.name]), safe='')}"
    number = values["page"]
    numbers = {"previous": number - 1, "self": number, "next": number + 1}
    wanted = (["previous"] if number > 1 else []) + ["self"] + (["next"] if more else [])
    return [{"rel": rel, "href": f"{path}?{query}&page={numbers[rel]}"} for rel in wanted]


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
