"""Read filters (``x-filter``): which property of the items a query parameter filters by, and how values are compared."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from apivideo_admin_mock.errors import SpecError
from apivideo_admin_mock.spec.extensions import FilterForm, Match, read
from apivideo_admin_mock.spec.model import Filtering
from apivideo_admin_mock.spec.refs import Refs

_SCALARS: Final = frozenset({"string", "integer", "number", "boolean"})
_TIMES: Final = frozenset({"date", "date-time"})
_COMPARISONS: Final = frozenset({"gt", "gte", "lt", "lte"})


def read_filter(
    parameter: Mapping[str, Any], resource: Mapping[str, Any], refs: Refs, pointer: str
) -> Filtering | None:
    """Return the filter of a query parameter, or None without one. Raises SpecError if it cannot be served.

    ``resource`` is the schema of the items.
    """
    form: Match | FilterForm | None = read(parameter, "x-filter", Match | FilterForm, pointer)
    if form is None:
        return None
    if not isinstance(form, FilterForm):
        form = FilterForm(form, str(parameter["name"]))
    try:
        values, is_list = _property(resource, form.property.split("."), refs, pointer)
    except _NotFoundError as error:
        known = ", ".join(error.known) or "none"
        raise SpecError(
            pointer, f"`{form.property}` is not a property of the resource. Known properties: {known}"
        ) from None
    sent = refs.resolve(parameter.get("schema"), f"{pointer}/schema")
    if sent.get("type") == "array":
        if form.match != "has":
            raise SpecError(pointer, f"the filter `{parameter['name']}` is an array; only `x-filter: has` takes one")
        sent = refs.resolve(sent.get("items"), f"{pointer}/schema/items")
    if message := _misfit(form.match, sent, values, is_list=is_list):
        raise SpecError(pointer, f"the filter `{parameter['name']}` {message}")
    return Filtering(form.match, form.property, is_moment=values.get("format") == "date-time")


class _NotFoundError(Exception):
    def __init__(self, known: list[str]) -> None:
        super().__init__()
        self.known = known


def _property(
    schema: Mapping[str, Any], names: list[str], refs: Refs, pointer: str, *, in_list: bool = False
) -> tuple[Mapping[str, Any], bool]:
    """Return the schema of the values at the end of a path, and whether an item can have several of them."""
    schema = _without_null(refs.resolve(schema, pointer), refs, pointer)
    if _types(schema) == {"array"} and not in_list:
        return _property(schema.get("items", {}), names, refs, pointer, in_list=True)
    if not names:
        return schema, in_list
    properties = schema.get("properties", {})
    if names[0] not in properties:
        raise _NotFoundError(list(properties))
    return _property(properties[names[0]], names[1:], refs, pointer, in_list=in_list)


def _without_null(schema: Mapping[str, Any], refs: Refs, pointer: str) -> Mapping[str, Any]:
    """Return the only alternative beside null: that of ``{anyOf: [{$ref: ...}, {type: "null"}]}``, or the schema itself."""
    branches = [refs.resolve(one, pointer) for one in (*schema.get("anyOf", ()), *schema.get("oneOf", ()))]
    others = [one for one in branches if one.get("type") != "null"]
    return others[0] if len(others) == 1 else schema


def _misfit(match: Match, sent: Mapping[str, Any], values: Mapping[str, Any], *, is_list: bool) -> str:
    """Return why a filter of these values cannot compare with values of the items; empty if it can."""
    kinds, wanted = _types(values), sent.get("type")
    if is_list != (match == "has"):
        return "requires a property with a list" if match == "has" else "is of a list; write `x-filter: has`"
    if wanted not in _SCALARS or kinds != {wanted}:
        return f"has the type {wanted}, but the property has {', '.join(sorted(kinds)) or 'any'}"
    formats = [one.get("format") for one in (sent, values)]
    if formats[0] != formats[1] and _TIMES & {*formats}:
        return f"has the format {formats[0]}, but the property has {formats[1]}"
    if match == "contains" and (wanted != "string" or _TIMES & {*formats}):
        return "requires a text for `contains`"
    if match in _COMPARISONS and wanted not in {"integer", "number"} and not _TIMES & {*formats}:
        return f"requires a number, a date or a date-time for `{match}`"
    return ""


def _types(schema: Mapping[str, Any]) -> set[str]:
    types = schema.get("type", ())
    return ({types} if isinstance(types, str) else set(types)) - {"null"}
