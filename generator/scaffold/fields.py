"""Read a list of fields, such as ``url:uri:required``, as a plain OpenAPI document of one resource with all its actions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from generator.diagnostic import Diagnostic, suggest
from generator.lint.vocabulary import FORMATS
from generator.scaffold.names import Names

_NAME: Final = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
_TYPES: Final = ("text", "integer", "number", "boolean")
_FLAGS: Final = ("required", "list", "nullable")
FORM: Final = "name[:type][:required][:list][:nullable]"


@dataclass(frozen=True, slots=True)
class _Field:
    name: str
    schema: dict[str, Any]
    is_required: bool


def document_of(fields: Sequence[str], names: Names, *, is_single: bool = False) -> dict[str, Any] | Diagnostic:
    """Return an OpenAPI document whose only resource has these fields, in a list, count, create, get, update and delete.

    If clients choose the key, it has a put in place of the create and the update; with ``is_single`` only a get and an update. A field is ``name``, its type (``text``, ``integer``, ``number``, ``boolean``, a format such as ``date-time`` or ``uri``, or
    the values of an enum with commas), and flags.
    """
    read = [_read(one) for one in fields]
    for one in read:
        if isinstance(one, Diagnostic):
            return one
    found = [one for one in read if isinstance(one, _Field)]
    created = {"type": "string", "format": "date-time", "description": f"When the {names.word} was created (RFC 3339)."}
    sent = {one.name: one.schema for one in found}
    item = _object({names.id: {"type": "string"}, "created_at": created, **sent})
    create = _object(sent, [one.name for one in found if one.is_required])
    queries = [{"name": one.name, "in": "query", "schema": {}} for one in found]
    sort = {"name": "sort_by", "in": "query", "schema": {"type": "string"}}
    path = f"/{names.segment}"
    if is_single:
        update = {"requestBody": _json(_object(sent)), "responses": {"200": _json(item)}}
        return {"openapi": "3.1.0", "paths": {path: {"get": {"responses": {"200": _json(item)}}, "patch": update}}}
    put = {"requestBody": _json(create), "responses": {"201": _json(item)}}
    update = {"requestBody": _json(_object(sent)), "responses": {"200": _json(item)}}
    many = {"type": "object", "properties": {"items": {"type": "array", "items": item}}}
    return {
        "openapi": "3.1.0",
        "paths": {
            path: {
                "get": {"parameters": [*queries, sort], "responses": {"200": _json(many)}},
                **({} if names.key else {"post": put}),
            },
            f"{path}/count": {"get": {}},
            f"{path}/{{{names.id}}}": {
                "get": {"responses": {"200": _json(item)}},
                **({"put": put} if names.key else {"patch": update}),
                "delete": {},
            },
        },
    }


def _object(properties: dict[str, Any], required: Sequence[str] = ()) -> dict[str, Any]:
    return {"type": "object", "required": list(required), "properties": properties}


def _json(schema: dict[str, Any]) -> dict[str, Any]:
    return {"content": {"application/json": {"schema": schema}}}


def _read(text: str) -> _Field | Diagnostic:
    name, *parts = text.split(":")
    kind = parts.pop(0) if parts and parts[0] not in _FLAGS else "text"
    if not _NAME.fullmatch(name):
        return Diagnostic(text, "", f"`{name}` is not a name in snake_case.", f"Write `{FORM}`.")
    for flag in parts:
        if flag not in _FLAGS:
            otherwise = f"Use one of: {', '.join(_FLAGS)}."
            return Diagnostic(text, "", f"`{flag}` is not a flag of a field.", suggest(flag, _FLAGS, otherwise))
    schema = _schema(kind)
    if schema is None:
        known = [*_TYPES, *(one for one, types in FORMATS.items() if "string" in types)]
        otherwise = f"Use one of: {', '.join(known)}, or the values of an enum: `draft,live`."
        return Diagnostic(text, "", f"`{kind}` is not a type.", suggest(kind, known, otherwise))
    if "list" in parts:
        schema = {"type": "array", "items": schema}
    if "nullable" in parts:
        schema["type"] = [schema["type"], "null"]
    return _Field(name, schema, "required" in parts)


def _schema(kind: str) -> dict[str, Any] | None:
    if "," in kind:
        return {"type": "string", "enum": [one for one in kind.split(",") if one]}
    if kind in _TYPES:
        return {"type": "string" if kind == "text" else kind}
    return {"type": "string", "format": kind} if "string" in FORMATS.get(kind, ()) else None
