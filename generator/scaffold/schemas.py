"""Rewrite the schemas of a plain OpenAPI document in house style: snake_case, named objects, supported keywords only."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from generator.diff.effective import Effective, effective
from generator.document import Node
from generator.document.pointer import Keys
from generator.document.validation import is_pattern, takes_linear_time
from generator.lint.names import to_snake_case
from generator.lint.vocabulary import FORMATS
from generator.scaffold.draft import Notes, Object, Schema
from generator.scaffold.examples import example_of
from generator.scaffold.names import Names, pascal, singular_of

_KEPT: Final[Mapping[str, tuple[str, ...]]] = {
    "string": ("format", "enum", "const", "pattern", "minLength", "maxLength", "contentEncoding"),
    "integer": ("format", "enum", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
    "number": ("format", "enum", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
    "boolean": (),
    "array": ("minItems", "maxItems", "uniqueItems"),
}
_LAST: Final = ("default", "deprecated", "description", "examples")
_INT32: Final = 2**31
_PYTHON_ONLY: Final = re.compile(r"\(\?P[<=>]|\\[AZ]")


def cleaned(text: Any) -> str:
    """Return a text without spaces at the ends of its lines and without control characters."""
    lines = [line.rstrip() for line in str(text or "").expandtabs().splitlines()]
    return "".join(one for one in "\n".join(lines).strip() if one.isprintable() or one == "\n")


@dataclass(slots=True)
class Rewriter:
    """Rewrites schemas and collects the components that they need. ``taken`` are the names of other components."""

    root: Node
    names: Names
    taken: frozenset[str]
    notes: Notes
    components: dict[str, Schema] = field(default_factory=dict)
    renamed: dict[str, str] = field(default_factory=dict)
    _known: dict[Keys, str] = field(default_factory=dict)

    def object_of(self, schema: Effective, where: str, owner: str) -> Object:
        """Return the properties of an object. ``where`` is its name in notes, ``owner`` the start of the names of its parts."""
        found = Object()
        for name, node in schema.properties.items():
            snake = to_snake_case(name)
            if snake != name:
                self.renamed[name] = snake
            if snake in found.properties or not re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", snake):
                self.notes.left_out.append(f"`{name}` of {where}: `{snake}` is taken, or not a name")
                continue
            rewritten = self._property(node, snake, f"`{name}` of {where}", owner)
            if rewritten is not None:
                found.properties[snake] = rewritten
        found.required = [snake for name in schema.required if (snake := to_snake_case(name)) in found.properties]
        return found

    def _property(self, node: Node, name: str, where: str, owner: str) -> Schema | None:
        schema = self.rewrite(node, name, where, owner)
        if schema is None:
            return None
        merged = effective(self.root, node).value
        described = cleaned(merged.get("description")) or f"The {name.replace('_', ' ')}."
        if "$ref" not in schema or "description" in node.value:
            schema["description"] = described
        example = example_of(schema, self.components, f"My {name.replace('_', ' ')}")
        if "$ref" not in schema and "enum" not in schema and example is not None:
            schema["examples"] = [example]
        else:
            schema.pop("examples", None)
        return {
            **{key: one for key, one in schema.items() if key not in _LAST},
            **{key: schema[key] for key in _LAST if key in schema},
        }

    def rewrite(self, node: Node, name: str, where: str, owner: str) -> Schema | None:
        """Return a schema in house style, or None after a note about why it is left out."""
        merged = effective(self.root, node)
        kinds = _types(merged)
        is_nullable = "null" in kinds or merged.value.get("nullable") is True
        kinds.discard("null")
        if len(kinds) != 1 or (reason := self._unsupported(merged, kinds)):
            reason = reason if len(kinds) == 1 else f"it has {len(kinds) or 'no'} types"
            self.notes.left_out.append(f"{where}: {reason}")
            return None
        kind = kinds.pop()
        if kind == "object":
            reference = {"$ref": f"#/components/schemas/{self._component(merged, name, owner)}"}
            return {"anyOf": [reference, {"type": "null"}]} if is_nullable else reference
        schema: Schema = {"type": [kind, "null"] if is_nullable else kind}
        schema |= {key: merged.value[key] for key in _KEPT[kind] if key in merged.value}
        schema |= {key: merged.value[key] for key in ("default", "deprecated", "examples") if key in merged.value}
        self._fix_keywords(schema, kind, where)
        if kind == "array":
            items = self.rewrite(
                merged.get("items") or Node((), {}), singular_of(name), f"the elements of {where}", owner
            )
            if items is None:
                return None
            items.pop("examples", None)
            schema["items"] = items
        if kind == "string" and "enum" in schema and not is_nullable and "default" not in schema:
            return {"$ref": f"#/components/schemas/{self._enum(schema['enum'], name)}"}
        if is_nullable and "enum" in schema and None not in schema["enum"]:
            schema["enum"] = [*schema["enum"], None]
        return schema

    def _unsupported(self, merged: Effective, kinds: set[str]) -> str:
        if any(one in merged.value for one in ("anyOf", "oneOf", "not", "if")):
            return "it has alternatives"
        if kinds == {"object"} and not merged.properties:
            return "it is an object without named properties"
        if kinds == {"string"} and merged.value.get("format") == "binary":
            return "it is a file, and requests are JSON"
        return ""

    def _fix_keywords(self, schema: Schema, kind: str, where: str) -> None:
        form = schema.get("format")
        if form == "int32":
            schema.setdefault("minimum", -_INT32)
            schema.setdefault("maximum", _INT32 - 1)
        elif form == "int64":
            del schema["format"]  # every reader has integers of any size
        elif form is not None and kind not in FORMATS.get(form, ()):
            del schema["format"]
            self.notes.left_out.append(f"the format `{form}` of {where}: it is unknown, or not one of {kind}")
        pattern = schema.get("pattern")
        if pattern is not None and not (
            is_pattern(pattern) and takes_linear_time(pattern) and not _PYTHON_ONLY.search(pattern)
        ):
            del schema["pattern"]
            self.notes.left_out.append(f"the pattern of {where}: it is not supported")
        if "enum" in schema:
            schema["enum"] = list(dict.fromkeys(one for one in schema["enum"] if one is not None))

    def _component(self, merged: Effective, name: str, owner: str) -> str:
        """Return the name of the component of an object, which is added if it is new."""
        if merged.path in self._known:
            return self._known[merged.path]
        candidates = [f"{self.names.schema}{pascal(name)}", f"{owner}{pascal(name)}"]
        self._known[merged.path] = chosen = next(
            (one for one in candidates if self._is_free(one)), f"{owner}{pascal(name)}Part"
        )
        self.components[chosen] = {}  # a schema that contains itself finds its name
        parts = self.object_of(merged, f"`{chosen}`", chosen)
        made = {
            "type": "object",
            "description": cleaned(merged.value.get("description"))
            or f"The {name.replace('_', ' ')} of {self.names.one}.",
            "required": parts.required,
            "additionalProperties": False,
            "properties": parts.properties,
        }
        for other, schema in self.components.items():
            if other != chosen and {**schema, "description": ""} == {**made, "description": ""}:
                del self.components[chosen]
                self._known[merged.path] = other
                return other
        self.components[chosen] = made
        return chosen

    def _is_free(self, name: str) -> bool:
        own = {f"{self.names.schema}{suffix}" for suffix in ("", "Create", "Update", "Page")}
        return name not in self.taken and name not in self.components and name not in own

    def _enum(self, values: list[Any], name: str) -> str:
        """Return the name of the component of an enum, which is added if it is new."""
        wanted = f"{self.names.schema}{pascal(name)}"
        enum = {"type": "string", "enum": values, "description": f"The {name.replace('_', ' ')} of {self.names.one}."}
        for candidate in _numbered(wanted):
            if self.components.get(candidate) == enum:
                return candidate
            if self._is_free(candidate):
                self.components[candidate] = enum
                return candidate
        raise AssertionError(wanted)


def _types(schema: Effective) -> set[str]:
    """Return the types of a schema, also those that other keywords imply."""
    types = schema.value.get("type")
    found = {types} if isinstance(types, str) else set(types or ())
    if not found and schema.properties:
        return {"object"}
    if not found and "items" in schema.value:
        return {"array"}
    if not found and all(isinstance(one, str) for one in schema.value.get("enum", [0])):
        return {"string"}
    return found


def _numbered(name: str) -> Iterator[str]:
    yield name
    for number in range(2, 1000):
        yield f"{name}{number}"
