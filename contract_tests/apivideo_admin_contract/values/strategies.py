"""Hypothesis strategies for the JSON Schemas of the document. An unsupported keyword raises UnsupportedError."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from hypothesis import strategies as st

from apivideo_admin_contract.document.document import Operation, Parameter, Row, Schema, UnsupportedError
from apivideo_admin_contract.document.schemas import accepts_any_text, check_keywords, types_of

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


def valid_values(schema: Schema) -> st.SearchStrategy[Any]:
    """Return a strategy for the valid values of a schema. Raises UnsupportedError for an unsupported keyword or format."""
    if "const" in schema:
        return st.just(schema["const"])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if "type" not in schema:
        raise UnsupportedError(f"no strategy for a schema without a type: {schema}")
    return st.one_of([_typed(one, schema) for one in types_of(schema)])


def valid_payloads(operation: Operation) -> st.SearchStrategy[dict[str, Any]]:
    """Return a strategy for the valid payloads of an operation, with and without optional properties."""
    return valid_values(operation.payload or {"type": "object"})


def valid_queries(operation: Operation, rows: list[Row]) -> st.SearchStrategy[dict[str, Any]]:
    """Return a strategy for valid queries of a list or a count. Most of them match some of these rows."""
    found: dict[str, st.SearchStrategy[Any]] = {}
    for parameter in operation.query:
        if parameter.match:
            present = [str(row[parameter.name]) for row in rows if isinstance(row.get(parameter.name), str)]
            found[parameter.name] = _filter_values(parameter, present)
        elif parameter.name == "page":
            found["page"] = st.integers(1, 3)
        elif parameter.name == "page_size":
            found["page_size"] = st.integers(1, 5) | st.just(parameter.schema["maximum"])
        else:
            found[parameter.name] = valid_values(parameter.schema)
    required = {parameter.name: found.pop(parameter.name) for parameter in operation.query if parameter.required}
    # At most three optional parameters: all of them together seldom match anything.
    names = st.sets(st.sampled_from(sorted(found)), max_size=3) if found else st.just(set[str]())
    return names.flatmap(
        lambda chosen: st.fixed_dictionaries(required | {name: found[name] for name in sorted(chosen)})
    )


def _typed(type_: str, schema: Schema) -> st.SearchStrategy[Any]:
    check_keywords(schema, type_)
    return _STRATEGIES[type_](schema)


def _numbers(schema: Schema) -> st.SearchStrategy[float]:
    return st.floats(schema.get("minimum"), schema.get("maximum"), allow_nan=False, allow_infinity=False)


def _arrays(schema: Schema) -> st.SearchStrategy[list[Any]]:
    low, high = schema.get("minItems", 0), schema.get("maxItems")
    unique = repr if schema.get("uniqueItems") else None
    return st.lists(valid_values(schema["items"]), min_size=low, max_size=high or low + 3, unique_by=unique)


def _texts(schema: Schema) -> st.SearchStrategy[str]:  # noqa: PLR0911 - one for each format
    if "pattern" in schema:
        # In Python `$` also matches before a line break at the end, in JSON Schema it does not.
        return st.from_regex(str(schema["pattern"])).filter(lambda text: not text.endswith("\n"))
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
        case other:
            raise UnsupportedError(f"no strategy for the format {other}")


def _objects(schema: Schema) -> st.SearchStrategy[dict[str, Any]]:
    properties, required = schema.get("properties", {}), schema.get("required", ())
    return st.fixed_dictionaries(
        {name: valid_values(properties[name]) for name in required},
        optional={name: valid_values(one) for name, one in properties.items() if name not in required},
    )


def _filter_values(parameter: Parameter, present: list[str]) -> st.SearchStrategy[Any]:
    """Return a strategy for the valid values of a filter; many are those of items (``present``), or parts of them."""
    if not accepts_any_text(parameter.schema):
        whole = st.sampled_from(present) if present and parameter.match == "equals" else st.nothing()
        return valid_values(parameter.schema) | whole
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
    "integer": lambda schema: st.integers(schema.get("minimum"), schema.get("maximum")),
    "number": _numbers,
    "boolean": lambda _: st.booleans(),
    "null": lambda _: st.none(),
    "array": _arrays,
    "object": _objects,
}
