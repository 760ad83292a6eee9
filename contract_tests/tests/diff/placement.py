"""Make the edits of the corpus in the document `things`, where the same lints apply as to the API."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Literal

import yaml

from contract_tests.tests.diff.things import CORPUS, things

Side = Literal["before", "after"]
Content = dict[str, Any]
_QUERIED = ("/things", "/things/count", "/things/{thing_id}/daily-usage")


@cache
def equivalents() -> Mapping[str, Mapping[str, Any]]:
    """Return the content of ``equivalents.yaml``, by the name of a case."""
    found: Mapping[str, Mapping[str, Any]] = yaml.safe_load((CORPUS / "equivalents.yaml").read_text(encoding="utf-8"))
    return found


def document_of(name: str, case: Mapping[str, Any], side: Side) -> Content:
    """Return the document of one side of a case of ``generator/tests/diff/``.

    What the lints require and the minimal document of the case leaves out (descriptions, `required`, schemas) is filled in.
    Where the lints forbid the edit as it is, ``equivalents.yaml`` contains the nearest valid one.
    """
    known = equivalents().get(name, {})
    document: Content = merged(things(), known.get("with", {}))
    if side in known:
        return dict(merged(document, known[side]))
    part = case[side]
    # A case about `additionalProperties` keeps its own.
    closed = "additionalProperties" not in f"{case['before']}{case['after']}"
    return _PLACEMENTS[case["at"]](document, _filled_in_schemas(case["at"], part, closed=closed))


def merged(target: Any, patch: Any) -> Any:
    """Return a value with a JSON merge patch (RFC 7396) applied."""
    if not isinstance(patch, dict):
        return patch
    result = dict(target) if isinstance(target, dict) else {}
    for name, value in patch.items():
        if value is None:
            result.pop(name, None)
        else:
            result[name] = merged(result.get(name), value)
    return result


def _document(document: Content, part: Content) -> Content:
    return dict(merged(document, part))


def _operation(document: Content, part: Content) -> Content:
    return _document(document, {"paths": {"/things": {"post": part}}})


def _body(document: Content, part: Content | None) -> Content:
    return _operation(document, {"requestBody": part})


def _response(document: Content, part: Content) -> Content:
    headers = {name: {"description": "A header."} | header for name, header in part.get("headers", {}).items()}
    return _operation(document, {"responses": {"201": part | {"headers": headers}}})


def _parameter(document: Content, part: Content | None) -> Content:
    """Change the parameter of a case: the interval of a report, the size of a page, or else the filter `q`."""
    wanted = "interval" if part and "x-days" in part else (part or {}).get("name", "q")
    if wanted not in {"interval", "page_size"}:
        wanted = "q"
    for path in _QUERIED:
        operation = document["paths"][path]["get"]
        for used in list(operation["parameters"]):
            name = used.get("$ref", "").rpartition("/")[2]
            target = document["components"]["parameters"][name] if name else used
            if target["name"] == wanted and part is None:
                operation["parameters"].remove(used)
            elif target["name"] == wanted:
                _change(target, part or {})
    return document


def _change(parameter: Content, part: Content) -> None:
    paging = parameter["schema"] if parameter["name"] == "page_size" else {}
    words: Content = {"schema": {"type": "string", "enum": list(part["x-days"])}} if "x-days" in part else {}
    if words:
        parameter["example"] = words["schema"]["enum"][0]
    elif "schema" in part:
        parameter.pop("example", None)
    parameter.update(words | part)
    parameter["schema"] = paging | parameter["schema"]


def _schema(document: Content, part: Content) -> Content:
    return _schemas(document, {"Thing": part})


def _schemas(document: Content, part: Content) -> Content:
    document["components"]["schemas"] |= {"Part" if name == "Thing" else name: schema for name, schema in part.items()}
    return document


def _filled_in_schemas(at: str, part: Any, *, closed: bool) -> Any:
    if at == "schema":
        return _filled(part, closed=closed)
    return {name: _filled(one, closed=closed) for name, one in part.items()} if at == "schemas" else part


def _filled(schema: Any, *, closed: bool, described: bool = True) -> Any:
    """Return a schema with what the lints require. The schema `Thing` of a case is `Part` here."""
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return {"$ref": schema["$ref"].replace("schemas/Thing", "schemas/Part")}
    found: Content = {"description": "A part."} | schema if described else dict(schema)
    if schema.get("type") == "object":
        found = ({"additionalProperties": False} if closed else {}) | {"required": []} | found
    if "properties" in schema:
        found["properties"] = {name: _filled(one, closed=closed) for name, one in schema["properties"].items()}
    for keyword in {"items", "additionalProperties"} & set(schema):
        found[keyword] = _filled(schema[keyword], closed=closed, described=False)
    for keyword in {"anyOf", "oneOf", "allOf"} & set(schema):
        found[keyword] = [_filled(one, closed=closed, described=False) for one in schema[keyword]]
    return found


_PLACEMENTS: Mapping[str, Callable[[Content, Any], Content]] = {
    "document": _document,
    "operation": _operation,
    "parameter": _parameter,
    "body": _body,
    "response": _response,
    "schema": _schema,
    "schemas": _schemas,
}
