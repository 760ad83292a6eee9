"""Make an example of a schema that has none."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from generator.document import Node
from generator.document.validation import Validators

_BY_FORMAT: Final[Mapping[str, str]] = {
    "date": "2024-02-05",
    "date-time": "2024-02-05T00:00:00+01:00",
    "time": "12:00:00Z",
    "duration": "P1D",
    "uuid": "7f5c1f5e-2f52-4f0a-9d6c-2b1f6a3c9e10",
    "email": "ada@example.com",
    "idn-email": "ada@example.com",
    "hostname": "example.com",
    "idn-hostname": "example.com",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    **dict.fromkeys(("uri", "uri-reference", "iri", "iri-reference", "uri-template"), "https://example.com/a"),
    "json-pointer": "/a",
    "relative-json-pointer": "0/a",
    "regex": "a",
    "password": "exampleexampleexample",
}
_MISSING: Final = object()


def example_of(
    schema: Mapping[str, Any], components: Mapping[str, Any], words: str, above: frozenset[str] = frozenset()
) -> Any:
    """Return a valid example of a schema, its own if that is valid, or None if none was found. ``words`` fill a text.

    ``above`` are the components that contain the schema: an example is finite, so that they are left out.
    """
    own = (*schema.get("examples", ()), schema.get("default", _MISSING))
    for candidate in (*own, _made(schema, components, words, above)):
        if candidate is not _MISSING and is_valid(schema, components, candidate):
            return candidate
    return None


def is_valid(schema: Mapping[str, Any], components: Mapping[str, Any], value: Any) -> bool:
    """Return whether a schema accepts a value."""
    content = {"components": {"schemas": dict(components)}, "schema": dict(schema)}
    return not any(Validators(content).faults(Node(("schema",), schema), value))


def _made(schema: Mapping[str, Any], components: Mapping[str, Any], words: str, above: frozenset[str]) -> Any:
    if "$ref" in schema:
        name = str(schema["$ref"]).rpartition("/")[2]
        return _MISSING if name in above else _made(components.get(name, {}), components, words, above | {name})
    if "anyOf" in schema:
        return _made(schema["anyOf"][0], components, words, above)
    if values := [one for one in [*schema.get("enum", ()), schema.get("const")] if one is not None]:
        return values[0]
    types = schema.get("type", ())
    kind = types if isinstance(types, str) else next((one for one in types if one != "null"), "")
    makers: Mapping[str, Callable[[], Any]] = {
        "string": lambda: _text(schema, words),
        "integer": lambda: _number(schema),
        "number": lambda: _number(schema),
        "boolean": lambda: True,
        "array": lambda: _list(schema, components, words, above),
        "object": lambda: _object(schema, components, above),
    }
    return makers[kind]() if kind in makers else _MISSING


def _text(schema: Mapping[str, Any], words: str) -> str:
    text = _BY_FORMAT.get(str(schema.get("format")), words)
    low, high = int(schema.get("minLength", 0)), int(schema.get("maxLength", len(text) + 1000))
    return (text + "a" * (low - len(text)))[:high]


def _number(schema: Mapping[str, Any]) -> Any:
    step = schema.get("multipleOf", 1)
    low = schema.get("minimum", schema.get("exclusiveMinimum", schema.get("maximum", 0)))
    start = -(-low // step) * step
    value = start if start != schema.get("exclusiveMinimum") else start + step
    return int(value) if value == int(value) else value


def _list(schema: Mapping[str, Any], components: Mapping[str, Any], words: str, above: frozenset[str]) -> Any:
    element = example_of(schema.get("items", {}), components, words, above)
    return [] if element is None else [element] * max(1, int(schema.get("minItems", 1)))


def _object(schema: Mapping[str, Any], components: Mapping[str, Any], above: frozenset[str]) -> dict[str, Any]:
    found = schema.get("properties", {})
    names = [*found] if len(schema.get("required", ())) == 0 else [*schema["required"]]
    made = {name: example_of(found[name], components, name.replace("_", " "), above) for name in names if name in found}
    return {name: value for name, value in made.items() if value is not None}
