"""Hypothesis strategies for the JSON Schemas of the document. Beside a keyword without a strategy, values are samples."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from hypothesis import strategies as st

from apivideo_admin_contract.document.document import LONG_LIFE, Operation, Row
from apivideo_admin_contract.document.filtered import COMPARISONS, present_values
from apivideo_admin_contract.document.parameter import Parameter, Schema
from apivideo_admin_contract.document.references import UnsupportedError
from apivideo_admin_contract.document.schemas import accepts_any_text, bounds_of, choices_of, types_of
from apivideo_admin_contract.values.distinguishing import neighbours
from apivideo_admin_contract.values.samples import sample
from apivideo_admin_contract.values.validity import is_valid

#: Few letters, so that values overlap, and characters with a meaning in a URL, in JSON or in a pattern.
_LETTERS: Final = "aaaAbé漢😀 &=%+#?/\\\"'*._\n\0"

#: So few that values are often equal, which reveals mistakes in sorts and filters.
_FEW: Final = ("a", "A", "b", "ab")

#: URI references: absolute or relative (RFC 3986, section 4.1).
_REFERENCES: Final = (
    "https://docs.example/reference",
    "/items?page=2&name=%C3%A9",
    "//other.example/",
    "?page=2",
    "../x",
    "",
)

#: Keywords that restrict no value.
_ANNOTATIONS: Final = frozenset(
    {"description", "title", "example", "examples", "default", "deprecated", "readOnly", "writeOnly", "externalDocs"}
    | {"$comment", "x-set", "x-generate", "x-enum-descriptions", "x-expire", "x-sunset", "x-unique", LONG_LIFE}
)
#: The keywords and formats that the strategies follow.
DRAWN: Final = frozenset(
    {"type", "format", "minLength", "maxLength", "pattern", "items", "minItems", "maxItems", "uniqueItems"}
    | {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "properties", "required", "additionalProperties"}
)
DRAWN_FORMATS: Final = frozenset({"uri", "uri-reference", "date-time", "date", "email", "uuid", "password"})


def valid_values(schema: Schema) -> st.SearchStrategy[Any]:
    """Return a strategy for the valid values of a schema. Raises UnsupportedError where not even a sample can be made."""
    if choices := choices_of(schema):
        return st.sampled_from([one for one in choices if is_valid(schema, one)])
    if not types_of(schema) or not set(schema) <= _ANNOTATIONS | DRAWN or _is_of_samples(schema):
        # A filter would reject too many values. No value at all is an error here.
        sample(schema)
        return st.integers(0, 99).map(lambda number: sample(schema, number))
    return st.one_of([_STRATEGIES[one](schema) for one in types_of(schema)])


def _is_of_samples(schema: Schema) -> bool:
    """Return whether the texts of a schema are only made as samples: few texts of its pattern or format have its length."""
    with_length = bool({"minLength", "maxLength"} & set(schema))
    if "pattern" in schema:
        return with_length or "format" in schema or not _is_pattern_of_python(schema["pattern"])
    format_ = schema.get("format", "password")
    return format_ not in DRAWN_FORMATS or (format_ != "password" and with_length)


def _is_pattern_of_python(pattern: str) -> bool:
    try:
        re.compile(pattern)
    except re.error:
        return False
    return True


def valid_payloads(operation: Operation) -> st.SearchStrategy[dict[str, Any]]:
    """Return a strategy for the valid payloads of an operation, with and without optional properties."""
    return valid_values(operation.payload or {"type": "object"})


def valid_queries(operation: Operation, rows: list[Row]) -> st.SearchStrategy[dict[str, Any]]:
    """Return a strategy for valid queries of a list or a count. Most of them match some of these rows."""
    found: dict[str, st.SearchStrategy[Any]] = {}
    for parameter in operation.query:
        if parameter.match:
            found[parameter.name] = _filter_values(parameter, present_values(parameter, rows))
        elif parameter.name == "page":
            found["page"] = st.integers(1, 3)
        elif parameter.name == "page_size":
            found["page_size"] = st.integers(1, 5) | st.just(parameter.schema["maximum"])
        elif parameter.is_list:
            found[parameter.name] = _lists_in_query(parameter, valid_values(parameter.value_schema))
        else:
            found[parameter.name] = valid_values(parameter.schema)
    required = {parameter.name: found.pop(parameter.name) for parameter in operation.query if parameter.required}
    # At most three optional parameters: all of them together seldom match anything.
    names = st.sets(st.sampled_from(sorted(found)), max_size=3) if found else st.just(set[str]())
    return names.flatmap(
        lambda chosen: st.fixed_dictionaries(required | {name: found[name] for name in sorted(chosen)})
    )


def _numbers(schema: Schema) -> st.SearchStrategy[float]:
    low, high = bounds_of(schema)
    return st.floats(low, high, allow_nan=False, allow_infinity=False).filter(lambda one: is_valid(schema, one))


def _integers(schema: Schema) -> st.SearchStrategy[int]:
    low, high = bounds_of(schema)
    whole = st.integers(None if low is None else math.ceil(low), None if high is None else math.floor(high))
    return whole.filter(lambda one: is_valid(schema, one))


def _arrays(schema: Schema) -> st.SearchStrategy[list[Any]]:
    low, high = schema.get("minItems", 0), schema.get("maxItems")
    unique = repr if schema.get("uniqueItems") else None
    items = valid_values(schema["items"]) if "items" in schema else st.integers(0, 9)
    return st.lists(items, min_size=low, max_size=low + 3 if high is None else high, unique_by=unique)


def _texts(schema: Schema) -> st.SearchStrategy[str]:  # noqa: PLR0911 - one for each format
    if "pattern" in schema:
        # In Python `$` also matches before a line break at the end, in JSON Schema it does not.
        return st.from_regex(str(schema["pattern"])).filter(lambda text: is_valid(schema, text))
    low, high = schema.get("minLength", 0), schema.get("maxLength")
    match schema.get("format"):
        case "uri":
            names = st.text("abcxyz", min_size=1, max_size=3)
            return st.builds("https://{}.example/{}?q={}".format, names, names, names)
        case "uri-reference":
            return st.sampled_from(_REFERENCES)
        case "date-time":
            moments = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - Hypothesis adds the zone
            return moments.map(lambda moment: moment.replace(microsecond=0).isoformat())
        case "date":
            return st.dates().map(lambda day: day.isoformat())
        case "email":
            # Plain addresses only: validators disagree about others.
            return st.builds("{}@{}.example".format, *(st.text("abcxyz", min_size=1, max_size=5) for _ in range(2)))
        case "uuid":
            return st.uuids().map(str)
        case None | "password":
            few = st.sampled_from([text for text in _FEW if low <= len(text) <= (high or 2)] or [_FEW[0] * low])
            near = st.text(_LETTERS, min_size=low, max_size=min(high or low + 4, low + 4))
            return few | near | st.text(st.characters(codec="utf-8"), min_size=low, max_size=high)
    raise UnsupportedError(f"no strategy for the format {schema['format']}")


def _objects(schema: Schema) -> st.SearchStrategy[dict[str, Any]]:
    properties, required = schema.get("properties", {}), schema.get("required", ())
    return st.fixed_dictionaries(
        {name: valid_values(properties[name]) for name in required},
        optional={name: valid_values(one) for name, one in properties.items() if name not in required},
    )


def _lists_in_query(parameter: Parameter, values: st.SearchStrategy[Any]) -> st.SearchStrategy[list[Any]]:
    """Return a strategy for valid lists. A list without values is not sent at all."""
    low, high = max(1, parameter.schema.get("minItems", 1)), parameter.schema.get("maxItems", 3)
    lists = st.lists(values, min_size=low, max_size=max(low, min(high, low + 2)))
    return lists.filter(lambda one: is_valid(parameter.schema, one))


def _filter_values(parameter: Parameter, present: list[Any]) -> st.SearchStrategy[Any]:
    """Return a strategy for the valid values of a filter; many are those of items (``present``), or parts of them."""
    if parameter.match != "contains" and not (parameter.match == "equals" and accepts_any_text(parameter.schema)):
        near = (
            [one for value in present[:3] for one in neighbours(parameter.value_schema, value)]
            if parameter.match in COMPARISONS
            else []
        )
        known = [one for one in (*present, *near) if is_valid(parameter.value_schema, one)]
        values = valid_values(parameter.value_schema) | (st.sampled_from(known) if known else st.nothing())
        return _lists_in_query(parameter, values) if parameter.is_list else values
    if not accepts_any_text(parameter.schema):
        return valid_values(parameter.schema)
    absent = st.text(_LETTERS, max_size=3)
    if not present:
        return absent
    whole = st.sampled_from(present)
    if parameter.match == "equals":
        return whole | absent
    parts = whole.flatmap(lambda text: st.integers(0, len(text)).map(lambda at: text[at : at + 2]))
    return parts | parts | whole | absent


_STRATEGIES: Final[Mapping[str, Callable[[Schema], st.SearchStrategy[Any]]]] = {
    "string": _texts,
    "integer": _integers,
    "number": _numbers,
    "boolean": lambda _: st.booleans(),
    "null": lambda _: st.none(),
    "array": _arrays,
    "object": _objects,
}
