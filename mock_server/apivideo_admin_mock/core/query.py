"""Filter, sort and page records, and write the links of a page (openapi/README.md, Pages)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from apivideo_admin_mock.backends.interface import Filter, ReadableStore, Record, TableKey
from apivideo_admin_mock.backends.moment import Moment, moment_key
from apivideo_admin_mock.spec import Api, Filtering, Operation, Parameter


def indexed(api: Api) -> dict[str, tuple[str, ...]]:
    """Return the properties of each collection, by path, that requests can sort or filter by, and that have a single value; and the unique ones."""
    names: dict[str, set[str]] = {}
    for operation in api.operations:
        if operation.collection is not None:
            found = names.setdefault(operation.collection.path, {*operation.collection.resource.unique})
            for parameter in operation.parameters:
                if parameter.filter is not None and parameter.filter.match != "has":
                    found.add(_filtered(parameter.filter))
                elif parameter.name == "sort_by":
                    found.update(_property(operation, name) for name in parameter.schema["enum"])
    return {path: tuple(sorted(found)) for path, found in names.items()}


def filters_of(operation: Operation, values: Mapping[str, Any]) -> list[Filter]:
    """Return the filters of a request. A list without values does not filter."""
    return [
        _filter(parameter.filter, values[parameter.name])
        for parameter in operation.parameters
        if parameter.filter is not None and parameter.name in values and values[parameter.name] != []
    ]


def _filter(filtering: Filtering, value: Any) -> Filter:
    """Return the filter by a value. That of ``has`` is a list, of which an item must have all."""
    wanted = [value] if filtering.match == "has" and not isinstance(value, list) else value
    return Filter(_filtered(filtering), filtering.match, moment_key(wanted) if filtering.is_moment else wanted)


def _filtered(filtering: Filtering) -> str:
    return Moment(filtering.property) if filtering.is_moment else filtering.property


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
            query += "".join(f"&{parameter.name}={text}" for text in _texts(parameter, sent[parameter.name]))
    number = values["page"]
    numbers = {"previous": number - 1, "self": number, "next": number + 1}
    wanted = (["previous"] if number > 1 else []) + ["self"] + (["next"] if more else [])
    return [{"rel": rel, "href": f"{path}?{query}&page={numbers[rel]}"} for rel in wanted]


def _texts(parameter: Parameter, value: Any) -> list[str]:
    """Return the encoded texts of a parameter: several for a list that is not separated by commas."""
    texts = [quote(_text(one), safe="") for one in (value if isinstance(value, list) else [value])]
    return [",".join(texts)] if parameter.commas else texts


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
