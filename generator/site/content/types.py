"""The type of a value in words, with links to named schemas."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

SCHEMAS = "#/components/schemas/"
_ALTERNATIVES = ("oneOf", "anyOf")


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a type: text, or the name of a schema."""

    text: str
    is_schema: bool = False


def type_of(schema: Mapping[str, Any]) -> tuple[Part, ...]:
    """Return the type of a schema in parts, for example ``array of`` and the schema ``Book``."""
    return tuple(_joined(list(_parts(schema))))


def _parts(schema: Mapping[str, Any]) -> Iterator[Part]:
    if isinstance(reference := schema.get("$ref"), str):
        yield Part(reference.removeprefix(SCHEMAS), is_schema=True)
        return
    for keyword in _ALTERNATIVES:
        if alternatives := schema.get(keyword):
            for index, alternative in enumerate(alternatives):
                yield from [Part(" or ")] * bool(index)
                yield from _parts(alternative)
            return
    yield from _plain(schema)


def _plain(schema: Mapping[str, Any]) -> Iterator[Part]:
    written = schema.get("type", "object" if "properties" in schema else _by_value(schema))
    kinds = [written] if isinstance(written, str) else list(written)
    for index, kind in enumerate(kinds):
        yield from [Part(" or ")] * bool(index)
        yield from _kind(str(kind), schema)


def _kind(kind: str, schema: Mapping[str, Any]) -> Iterator[Part]:
    if kind == "array" and isinstance(schema.get("items"), Mapping):
        yield Part("array of ")
        yield from _parts(schema["items"])
    elif kind == "object" and isinstance(values := schema.get("additionalProperties"), Mapping):
        yield Part("map of text to ")
        yield from _parts(values)
    elif kind == "null" or "format" not in schema:
        yield Part(kind)
    else:
        yield Part(f"{kind} ({schema['format']})")


def _by_value(schema: Mapping[str, Any]) -> str:
    """Return the type of the listed values of a schema without ``type``."""
    values = [schema["const"]] if "const" in schema else schema.get("enum") or [...]
    return _NAMES.get(type(values[0]), "any")


_NAMES = {str: "string", bool: "boolean", int: "integer", float: "number", list: "array", dict: "object"}


def _joined(parts: list[Part]) -> Iterator[Part]:
    """Yield the parts with adjacent texts joined."""
    text = ""
    for part in parts:
        if not part.is_schema:
            text += part.text
            continue
        yield from [Part(text)] * bool(text)
        yield part
        text = ""
    yield from [Part(text)] * bool(text)
