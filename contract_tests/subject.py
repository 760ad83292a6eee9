"""The document that the checks are made of, and the checks' parameters: one for each operation, collection or filter."""

from __future__ import annotations

from typing import Final

import pytest

from apivideo_admin_mock.spec import bundled_document
from contract_tests.document import Collection, Operation, Schema, read_document

DOCUMENT: Final = read_document(bundled_document())

#: Without a create there is no way to fill a collection from outside.
COLLECTIONS: Final = tuple(one for one in DOCUMENT.collections if "create" in one.operations)


def _with(action: str) -> list[Collection]:
    return [one for one in COLLECTIONS if action in one.operations]


def _sorts() -> list[tuple[Collection, str]]:
    return [(one, name) for one in _with("list") for name in one.sorts()]


def _filters() -> list[tuple[Collection, str]]:
    return [(one, parameter.name) for one in _with("list") for parameter in one.operations["list"].filters]


def is_free(schema: Schema) -> bool:
    """Whether a property takes any text."""
    bounds = {"enum", "format", "pattern", "minLength", "maxLength"}
    return schema.get("type") == "string" and not bounds & set(schema)


def _name(value: object) -> str | None:
    if isinstance(value, Operation):
        return value.id
    return value.name if isinstance(value, Collection) else None


each_operation = pytest.mark.parametrize("operation", DOCUMENT.operations, ids=_name)
each_payload = pytest.mark.parametrize("operation", [one for one in DOCUMENT.operations if one.payload], ids=_name)
each_queried = pytest.mark.parametrize("operation", [one for one in DOCUMENT.operations if one.query], ids=_name)
each_named = pytest.mark.parametrize(
    "operation", [one for one in DOCUMENT.operations if one.path_parameters], ids=_name
)
each_report = pytest.mark.parametrize(
    "operation", [one for one in DOCUMENT.operations if one.action == "report"], ids=_name
)
each_nested = pytest.mark.parametrize(
    "operation", [one for one in DOCUMENT.operations if len(DOCUMENT.owners_of(one)) > 1], ids=_name
)
each_path = pytest.mark.parametrize("path", list(DOCUMENT.by_path()))
each_refused_method = pytest.mark.parametrize(
    ("path", "method"),
    [
        (path, method)
        for path in DOCUMENT.by_path()
        for method in ("GET", "POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND")
        if method not in DOCUMENT.methods(path)
    ],
)
each_collection = pytest.mark.parametrize("collection", COLLECTIONS, ids=_name)
each_child = pytest.mark.parametrize("collection", [one for one in _with("list") if one.parents], ids=_name)
each_root_list = pytest.mark.parametrize("collection", [one for one in _with("list") if not one.parents], ids=_name)
each_list = pytest.mark.parametrize("collection", _with("list"), ids=_name)
each_update = pytest.mark.parametrize("collection", _with("update"), ids=_name)
each_delete = pytest.mark.parametrize("collection", _with("delete"), ids=_name)
each_sort = pytest.mark.parametrize(("collection", "sort_by"), _sorts(), ids=_name)
each_updated_sort = pytest.mark.parametrize(
    ("collection", "sort_by"), [(one, name) for one, name in _sorts() if name in one.changeable], ids=_name
)
each_filter = pytest.mark.parametrize(("collection", "name"), _filters(), ids=_name)
each_updated_filter = pytest.mark.parametrize(
    ("collection", "name"), [(one, name) for one, name in _filters() if name in one.changeable], ids=_name
)
each_text_filter = pytest.mark.parametrize(
    ("collection", "name"),
    [(one, name) for one, name in _filters() if one.operations["list"].parameters[name].is_text],
    ids=_name,
)
each_free_filter = pytest.mark.parametrize(
    ("collection", "name"), [(one, name) for one, name in _filters() if is_free(one.writable.get(name, {}))], ids=_name
)
each_expiry = pytest.mark.parametrize(
    "collection", [one for one in COLLECTIONS if "x-expire" in one.resource], ids=_name
)
