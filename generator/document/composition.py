"""Merge each `allOf` into one schema, so that all readers of the bundle find its properties in one place.

The merged schema accepts what all parts accept together. `additionalProperties: false` is the exception: it closes the merged schema, for
a part that is closed by itself would refuse the properties of all others (JSON Schema 2020-12, core, 10.3.2.3).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any, Final

from generator.diagnostic import Diagnostic
from generator.document.model import Document, Node, SourceMap
from generator.document.pointer import Keys, from_pointer
from generator.document.walk import SCHEMA_KINDS, references, walk

_ANNOTATIONS: Final = frozenset(
    {"$comment", "title", "description", "default", "deprecated", "example", "examples", "externalDocs"}
)
_REFERENCE: Final = frozenset({"$ref", *_ANNOTATIONS})
_SCHEMAS: Final = "#/components/schemas/"
_COMPONENT: Final = 3  # keys of the path of a component


def _types(one: Any, other: Any) -> Any:
    first, second = ([each] if isinstance(each, str) else list(each) for each in (one, other))
    # Every integer is a number (JSON Schema 2020-12, validation, 6.1.1).
    both = [each for each in first if each in second or (each == "integer" and "number" in second)]
    both += [each for each in second if each == "integer" and "number" in first and each not in first]
    return both[0] if len(both) == 1 else both or None


def _values(one: Any, other: Any) -> Any:
    return [each for each in one if each in other] or None


def _multiple(one: Any, other: Any) -> Any:
    return math.lcm(one, other) if isinstance(one, int) and isinstance(other, int) else None


#: How two values of a keyword become one that accepts what both accept; None if there is none.
_TOGETHER: Final[Mapping[str, Callable[[Any, Any], Any]]] = {
    **dict.fromkeys(("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties", "minContains"), max),
    **dict.fromkeys(("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties", "maxContains"), min),
    **dict.fromkeys(("uniqueItems", "readOnly", "writeOnly"), lambda one, other: one or other),
    "required": lambda one, other: [*one, *(each for each in other if each not in one)],
    "type": _types,
    "enum": _values,
    "multipleOf": _multiple,
    "additionalProperties": lambda one, other: False if one is False or other is False else None,
}


def merge_all_of(document: Document) -> Document | list[Diagnostic]:
    """Return the document with every `allOf` merged, or a diagnostic for each pair of parts that cannot be merged.

    A property with one `$ref` in its `allOf`, beside descriptions only, refers to the component instead.
    """
    pointers = [node.path for kind, node in walk(document.root) if kind in SCHEMA_KINDS and node.get("allOf")]
    if not pointers:
        return document
    merger = _Merger(Document(deepcopy(document.content), document.sources, document.files, document.file_values))
    for path in sorted(pointers, key=len, reverse=True):
        merger.merge(path)
    return merger.diagnostics or merger.merged()


def _component(reference: Node) -> str:
    """Return the name of the schema that a reference leads to."""
    return str(reference.value["$ref"]).removeprefix(_SCHEMAS)


@dataclass(slots=True)
class _Merger:
    """Merges schemas in place. ``origins`` holds the path of each moved value before, ``parts`` the names of merged components."""

    document: Document
    origins: dict[Keys, Keys] = field(default_factory=dict)
    parts: set[str] = field(default_factory=set)
    diagnostics: list[Diagnostic] = field(default_factory=list)

    def merged(self) -> Document:
        """Return the merged document."""
        content, sources = self.document.content, self.document.sources
        self._remove_parts(content)
        moved = {path: sources.locate(origin) for path, origin in self.origins.items()}
        return Document(
            content, SourceMap({**sources.origins, **moved}), self.document.files, self.document.file_values
        )

    def _remove_parts(self, content: dict[str, Any]) -> None:
        """Remove the components that were only parts of others: nothing refers to them any more."""
        schemas = content["components"]["schemas"] if self.parts else {}
        while unused := (self.parts & schemas.keys()) - {_component(node) for node in references(Node((), content))}:
            for name in unused:
                del schemas[name]

    def merge(self, path: Keys) -> None:
        """Merge the schema at a path, if it is not merged already."""
        schema = self._at(path)
        if not isinstance(schema, dict) or "allOf" not in schema:
            return
        own = {key: value for key, value in schema.items() if key != "allOf"}
        parts = schema["allOf"]
        is_component = len(path) == _COMPONENT and path[:2] == ("components", "schemas")
        is_alias = len(parts) == 1 and "$ref" in parts[0] and {*own, *parts[0]} <= _REFERENCE
        if is_alias and not is_component:
            result = {**parts[0], **own}
        else:
            result = {}
            for index, part in enumerate(parts):
                self._add(result, path, *self._resolved(part, (*path, "allOf", index)))
            self._add(result, path, own, path)
        schema.clear()
        schema.update(result)

    def _resolved(self, part: Mapping[str, Any], path: Keys) -> tuple[Mapping[str, Any], Keys]:
        """Return a part, or the merged component that it refers to with the keywords beside the reference, and its path."""
        while isinstance(reference := part.get("$ref"), str):
            self.parts.add(reference.removeprefix(_SCHEMAS))
            path = self.document.as_path(from_pointer(reference.removeprefix("#")))
            self.merge(path)
            part = {**self._at(path), **{key: value for key, value in part.items() if key != "$ref"}}
        return part, path

    def _at(self, path: Keys) -> Any:
        value: Any = self.document.content
        for key in path:
            value = value[key]
        return value

    def _add(self, into: dict[str, Any], target: Keys, schema: Mapping[str, Any], source: Keys) -> None:
        """Add the keywords of a schema at ``source`` to the schema that becomes the one at ``target``."""
        for key, value in schema.items():
            here, there = (*target, key), (*source, key)
            if key not in into or key in _ANNOTATIONS or key.startswith("x-") or into[key] == value:
                into[key] = deepcopy(value)
                if key == "properties":
                    self._move_members(value, here, there)
                else:
                    self._move(here, there)
            elif key == "properties":
                self._add_properties(into[key], here, value, there)
            else:
                combine = _TOGETHER.get(key)
                together = combine(into[key], value) if combine else None
                if together is None:
                    message = f"`{key}` differs in two parts of one `allOf`: {into[key]!r} and {value!r}."
                    self.diagnostics.append(
                        self.document.diagnostic_at(self._before(there), message, f"Write `{key}` in one part only.")
                    )
                else:
                    into[key] = together
                    self._move(here, there)

    def _add_properties(self, into: dict[str, Any], target: Keys, properties: Mapping[str, Any], source: Keys) -> None:
        for name, value in properties.items():
            here, there = (*target, name), (*source, name)
            if name not in into or into[name] == value:
                into[name] = deepcopy(value)
                self._move(here, there)
            else:
                first, first_path = self._resolved(into[name], here)
                result: dict[str, Any] = {}
                self._add(result, here, first, first_path)
                self._add(result, here, *self._resolved(value, there))
                into[name] = result

    def _move_members(self, members: Mapping[str, Any], here: Keys, there: Keys) -> None:
        for name in members:
            self._move((*here, name), (*there, name))

    def _move(self, here: Keys, there: Keys) -> None:
        if here != there:
            self.origins[here] = self._before(there)

    def _before(self, path: Keys) -> Keys:
        """Return the path of a value before any merge."""
        for end in range(len(path), 0, -1):
            if path[:end] in self.origins:
                return (*self.origins[path[:end]], *path[end:])
        return path
