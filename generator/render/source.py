"""Read the document directly, for what the parser drops: ranges, formats and descriptions of tags."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from generator.diagnostic import Diagnostic
from generator.document.pointer import from_pointer, to_pointer
from generator.document.walk import METHODS

FILE = "openapi.json"
"""The name of the bundle in diagnostics."""

_SINGLE = ("schema", "items", "additionalProperties")
_PARTS = ("content", *_SINGLE, "anyOf", "oneOf")
"""The members of a response or a schema whose values, or their parts, have the enums of its values."""

_COMPONENT = re.compile(r"/components/schemas/[^/]+")


def diagnostic(pointer: str, message: str, fix: str) -> Diagnostic:
    """Return a diagnostic for a pointer into the bundle."""
    return Diagnostic(FILE, pointer, message, fix)


@dataclass(frozen=True, slots=True)
class SourceOperation:
    """An operation. ``data`` is the operation object, ``parameters`` its parameters and those of its path, resolved."""

    path: str
    method: str
    data: Mapping[str, Any]
    parameters: tuple[Mapping[str, Any], ...]

    @property
    def pointer(self) -> str:
        """The pointer to the operation in the bundle."""
        return to_pointer(("paths", self.path, self.method))

    def parameter(self, name: str, location: str) -> Mapping[str, Any]:
        """Return the parameter of this name and location, or an empty mapping."""
        return next((p for p in self.parameters if p.get("name") == name and p.get("in") == location), {})


@dataclass(frozen=True, slots=True)
class Source:
    """The bundle, with references resolved."""

    document: Mapping[str, Any]

    def resolve(self, node: Mapping[str, Any]) -> Mapping[str, Any]:
        """Resolve a local ``$ref`` repeatedly. Return an empty mapping if it is dangling."""
        seen: set[str] = set()
        while isinstance(reference := node.get("$ref"), str) and reference not in seen:
            seen.add(reference)
            node = self.at(reference.removeprefix("#")) or {}
        return node

    def is_secret(self, schema: Mapping[str, Any], seen: frozenset[str] = frozenset()) -> bool:
        """Return whether a value of a schema is a secret (``format: password``), or a list of secrets."""
        reference = schema.get("$ref")
        if isinstance(reference, str):
            return reference not in seen and self.is_secret(self.resolve(schema), seen | {reference})
        parts = [schema.get("items"), schema.get("additionalProperties"), *schema.get("prefixItems", ())]
        parts += [*schema.get("anyOf", ()), *schema.get("oneOf", ())]
        nested = (one for one in parts if isinstance(one, Mapping))
        return schema.get("format") == "password" or any(self.is_secret(one, seen) for one in nested)

    def properties(self, schema: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
        """Return the properties of a schema by name."""
        return {name: self.resolve(item) for name, item in self.resolve(schema).get("properties", {}).items()}

    def property_pointer(self, pointer: str, name: str) -> str:
        """Return the pointer to a property of the schema at ``pointer`` or of the schema that it refers to, or ``pointer`` itself."""
        here: str | None = pointer
        seen: set[str] = set()
        while here is not None and here not in seen and (schema := self.at(here)) is not None:
            seen.add(here)
            if name in schema.get("properties", {}):
                return here + to_pointer(("properties", name))
            here = str(schema["$ref"]).removeprefix("#") if "$ref" in schema else None
        return pointer

    def enum(self, pointer: str, values: Collection[Any]) -> str:
        """Return the pointer to the `enum` of these values that is used at ``pointer``, or to the component that is this enum."""
        pending, seen = [pointer], set[str]()
        for here in pending:
            schema = None if here in seen else self.at(here)
            seen.add(here)
            if schema is None:
                continue
            if isinstance(found := schema.get("enum"), list) and all(
                value in values for value in found if value is not None
            ):
                return here if _COMPONENT.fullmatch(here) else f"{here}/enum"
            if isinstance(reference := schema.get("$ref"), str):
                pending.append(reference.removeprefix("#"))
            for name in _PARTS:
                part = schema.get(name)
                if name in _SINGLE:
                    pending.append(f"{here}/{name}")
                elif isinstance(part, Mapping | list):
                    pending += [
                        f"{here}/{name}{to_pointer([key])}"
                        for key in (part if isinstance(part, Mapping) else range(len(part)))
                    ]
        return pointer

    def at(self, pointer: str) -> Mapping[str, Any] | None:
        """Return the object at a pointer, or None."""
        found: Any = self.document
        for key in from_pointer(pointer):
            if isinstance(found, list):
                found = found[int(key)] if key.isdigit() and int(key) < len(found) else None
            else:
                found = found.get(key) if isinstance(found, Mapping) else None
        return found if isinstance(found, Mapping) else None

    def operations(self) -> Iterator[SourceOperation]:
        """Yield every operation, in the order of the document."""
        for path, item in self.document.get("paths", {}).items():
            for method in METHODS:
                if method in item:
                    data = item[method]
                    declared = [*data.get("parameters", ()), *item.get("parameters", ())]
                    yield SourceOperation(path, method, data, tuple(map(self.resolve, declared)))

    def tag_descriptions(self) -> dict[str, str]:
        """Return the description of each tag, or an empty text for a tag without one. The first of a name counts."""
        tags = reversed(self.document.get("tags", ()))
        return {str(entry.get("name")): str(entry.get("description", "")) for entry in tags}
