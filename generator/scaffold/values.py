"""Infer where the value of each property of an item comes from: the path, a request, the server, or a default."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from generator.scaffold.draft import Notes, Object, Place, Schema
from generator.scaffold.names import Names

BASE_58: Final = "[1-9A-HJ-NP-Za-km-z]"
_CREATED: Final = re.compile(r"(created|creation)(_(at|on|date|time))*|(date_)?created|inserted_at")
_UPDATED: Final = re.compile(r"(last_)?(updated|modified|changed|edited)(_(at|on|date|time))*")
_SECRET: Final = re.compile(r"(^|_)(secret|token|password|key)$")
_SECRET_LENGTH: Final = 43
_SECRET_EXAMPLE: Final = ("example" * _SECRET_LENGTH)[:_SECRET_LENGTH]
_PREFIX: Final = re.compile(r"[a-z]+(_[a-z]+)*_")
_KEY: Final = re.compile("[A-Za-z0-9-]{1,64}")
_ID: Final = "1CCq9PAsHCKGaKEwNAtpT1"
#: The members at the end of a property, in the order of the house style.
_LAST: Final = ("default", "readOnly", "description", "x-generate", "examples")
_NULL: Final = {"type": "null"}


def id_of(names: Names, example: Any) -> tuple[Schema, str]:
    """Return the property with the id of an item, and its example. The prefix is that of ``example`` if it has one.

    A key that clients choose is a text that a path can contain.
    """
    if names.key:
        text = example if isinstance(example, str) and _KEY.fullmatch(example) else f"{names.word.replace(' ', '-')}-1"
        described = f"The key of the {names.word}, which the client chooses."
        key = {"type": "string", "pattern": f"^{_KEY.pattern}$", "readOnly": True, "description": described}
        return {**key, "examples": [text]}, text
    found = _PREFIX.match(example) if isinstance(example, str) else None
    prefix = found[0] if found else f"{names.singular}_"
    text = f"{prefix}{_ID}"
    schema = {
        "type": "string",
        "pattern": f"^{prefix}{BASE_58}{{22}}$",
        "readOnly": True,
        "description": f"The id of the {names.word}.",
        "x-generate": {"kind": "id", "prefix": prefix},
        "examples": [text],
    }
    return schema, text


@dataclass(frozen=True, slots=True)
class Sources:
    """Adds the sources of values to the properties of an item.

    ``create`` and ``update`` are what these requests send. ``changes`` is whether an operation changes items. With ``is_single``, one
    item exists from the start, with the defaults of its properties.
    """

    names: Names
    place: Place
    create: Object
    update: Object
    changes: bool
    components: Mapping[str, Schema]
    notes: Notes
    is_single: bool = False

    def add(self, item: Object, own_id: str, id_example: Any) -> tuple[Object, str]:
        """Return the item with a source for each property that has one, and the example of its id.

        ``own_id`` is the name of the property with the id in the source, or empty. A property that no request sets and that no
        rule knows is readOnly without a source, which the lint reports.
        """
        found = Object({parent.id_name: dict(parent.property) for parent in self.place.parents})
        found.properties[self.names.id], example = id_of(self.names, id_example)
        for name, schema in item.properties.items():
            if name != own_id and name not in found.properties:
                found.properties[name] = in_order(self._property(name, schema))
        found.required = [name for name, schema in found.properties.items() if self._is_present(name, schema)]
        for name in item.required:
            if name in found.properties and name not in found.required:
                self.notes.inferred.append(f"`{name}` is optional in the item, since the create does not require it")
        return found, example

    def _is_present(self, name: str, schema: Schema) -> bool:
        """Return whether every item has a property from its creation on."""
        if name not in {*self.create.properties, *self.update.properties} or "default" in schema:
            return True
        return name in self.create.required or "default" in self.create.properties.get(name, {})

    def _property(self, name: str, schema: Schema) -> Schema:
        if name in self.create.properties:
            return dict(schema)
        if self.is_single and name in self.update.properties and "default" not in schema:
            first = (self._default(schema) or schema.get("examples", []))[:1]
            self.notes.inferred += [f"`{name}` is {json.dumps(one)} until it is updated" for one in first]
            return {**schema, **({"default": first[0]} if first else {})}
        if name in self.update.properties:
            return {"default": None, **schema} if is_nullable(schema) else dict(schema)
        return self._from_server(name, {**schema, "readOnly": True})

    def _from_server(self, name: str, schema: Schema) -> Schema:
        """Return a property that no request sets, with the source of its value if a rule knows one."""
        is_time = schema.get("format") == "date-time"
        if is_time and (_CREATED.fullmatch(name) or _UPDATED.fullmatch(name)):
            is_update = self.changes and _UPDATED.fullmatch(name)
            text = f"When the {self.names.word} was {'last updated' if is_update else 'created'} (RFC 3339)."
            described = schema["description"] if schema["description"] != _words(name) else text
            generate = {"kind": "updated" if is_update else "now"}
            return {**schema, "type": "string", "description": described, "x-generate": generate}
        is_secret = schema.get("format") == "password" or _SECRET.search(name)
        if is_secret and schema.get("type") == "string" and not {"enum", "default"} & schema.keys():
            self.notes.inferred.append(f"`{name}` is a secret of {_SECRET_LENGTH} characters that the server generates")
            kept = {key: one for key, one in schema.items() if key not in {"pattern", "minLength", "maxLength"}}
            generate_secret = {"kind": "secret", "length": _SECRET_LENGTH}
            return {**kept, "format": "password", "x-generate": generate_secret, "examples": [_SECRET_EXAMPLE]}
        if "default" in schema or not (default := self._default(schema)):
            return schema
        self.notes.inferred.append(f"`{name}` is {json.dumps(default[0])} in each new item: no request sets it")
        return {**schema, "default": default[0]}

    def _default(self, schema: Schema) -> list[Any]:
        """Return the value that a property has until something sets it, in a list, or an empty list if none is plausible."""
        if is_nullable(schema):
            return [None]
        referred = self.components.get(str(schema.get("$ref")).rpartition("/")[2], schema)
        if values := referred.get("enum"):
            return [values[0]]
        match schema.get("type"):
            case "boolean":
                return [False]
            case "integer" | "number" if not {"exclusiveMinimum", "exclusiveMaximum", "multipleOf"} & schema.keys():
                return [max(0, schema.get("minimum", 0))] if schema.get("maximum", 0) >= 0 else []
            case "array" if not schema.get("minItems"):
                return [[]]
        return []


def is_nullable(schema: Schema) -> bool:
    """Return whether a schema in house style accepts null."""
    types = schema.get("type", ())
    return ("null" in types and not isinstance(types, str)) or _NULL in schema.get("anyOf", ())


def _words(name: str) -> str:
    """Return the description of a property that has none in the source."""
    return f"The {name.replace('_', ' ')}."


def in_order(schema: Schema) -> Schema:
    """Return a property with its members in the order of the house style."""
    first = {key: one for key, one in schema.items() if key not in _LAST}
    return {**first, **{key: schema[key] for key in _LAST if key in schema}}
