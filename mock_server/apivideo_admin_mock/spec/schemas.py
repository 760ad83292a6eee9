"""Compile JSON Schemas of a document against one shared registry of its components."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

import jsonschema_rs

from apivideo_admin_mock.errors import SpecError

_DOCUMENT: Final = "openapi:///document"
_INVALID: Final = (jsonschema_rs.ValidationError, jsonschema_rs.ReferencingError, ValueError)
# Finite automata: the time to match is linear in the length of a text. The default engine tries again, up to a million times.
_LINEAR: Final = jsonschema_rs.RegexOptions()
_NO_PATTERN: Final = re.compile(r"is not a \"regex\"")
# Data, which can contain a `$ref` that is not a reference.
_DATA: Final = frozenset({"const", "enum"})
# Their members are schemas by name: a property can have the name of a keyword.
_NAMES: Final = frozenset({"properties", "patternProperties", "dependentSchemas", "$defs"})


class SchemaRegistry:
    """The components of a document, loaded once. The validators of all schemas of the document refer to them. Thread-safe.

    Raises SpecError if the components are not JSON.
    """

    def __init__(self, components: Mapping[str, Any]) -> None:
        try:
            self._registry = jsonschema_rs.Registry(
                [(_DOCUMENT, {"components": components})], draft=jsonschema_rs.Draft202012
            )
        except _INVALID as error:
            raise _spec_error("/components", error) from None

    def compile(self, schema: Mapping[str, Any], pointer: str = "") -> jsonschema_rs.Validator:
        """Compile a schema whose references start with ``#/components/``. Raises SpecError, with ``pointer``, if it is invalid."""
        try:
            return self._compile(_absolute(schema))
        except _INVALID as error:
            raise _spec_error(pointer, error) from None

    def check(self, schemas: Iterable[tuple[str, Mapping[str, Any]]]) -> None:
        """Raise SpecError for the first invalid schema, of pairs of a pointer and a schema.

        All of them are compiled as one schema, which is then discarded: a registry entry that many refer to is compiled once.
        """
        pairs = tuple(schemas)
        definitions = {str(index): _absolute(schema) for index, (_, schema) in enumerate(pairs)}
        try:
            self._compile(
                {"$defs": definitions, "anyOf": [{"$ref": f"#/$defs/{name}"} for name in definitions] or [True]}
            )
        except _INVALID:
            # The error does not contain the pointer of the invalid schema.
            for pointer, schema in pairs:
                self.compile(schema, pointer)

    def _compile(self, schema: dict[str, Any]) -> jsonschema_rs.Validator:
        return jsonschema_rs.Draft202012Validator(
            schema, validate_formats=True, registry=self._registry, pattern_options=_LINEAR
        )


def _absolute(schema: Mapping[str, Any], *, by_name: bool = False) -> dict[str, Any]:
    """Return a schema, or schemas by name, with references to the registry instead of references within the document."""
    return {
        key: value if key in _DATA and not by_name else _absolute_value(value, "" if by_name else key)
        for key, value in schema.items()
    }


def _absolute_value(value: Any, keyword: str) -> Any:
    if isinstance(value, dict):
        return _absolute(value, by_name=keyword in _NAMES)
    if isinstance(value, list):
        return [_absolute_value(one, "") for one in value]
    return f"{_DOCUMENT}{value}" if keyword == "$ref" and isinstance(value, str) and value.startswith("#") else value


def _spec_error(pointer: str, error: Exception) -> SpecError:
    text = " ".join(str(error).split())
    fix = "; fix: write the pattern without look-around and back-references, which need unlimited time to match"
    return SpecError(pointer, f"a schema is invalid: {text}{fix if _NO_PATTERN.search(text) else ''}")
