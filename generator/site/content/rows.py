"""Parameters and properties as rows: name, type, description and constraints."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from generator.render.facts import example_of
from generator.render.source import Source
from generator.site.content.behaviour import MEANINGS, behaviour, meanings
from generator.site.content.facts import Fact, facts, shown
from generator.site.content.types import SCHEMAS, Part, type_of

_ALTERNATIVES = ("oneOf", "anyOf")


@dataclass(frozen=True, slots=True)
class Row:
    """One parameter, property or header.

    ``marks`` are flags beside the name. ``default`` is empty if there is none. ``values`` are those of an enum of which some have a
    meaning, each with its meaning or an empty text. ``inner`` are the properties below it.
    """

    name: str
    type: tuple[Part, ...]
    required: bool
    marks: tuple[str, ...]
    default: str
    description: str
    values: tuple[tuple[str, str], ...]
    facts: tuple[Fact, ...]
    behaviour: tuple[str, ...]
    inner: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class RowReader:
    """Read rows from the document. ``nested`` is whether a row includes the properties of a named schema."""

    source: Source
    nested: bool = False

    def parameter(self, described: Mapping[str, Any], known: Mapping[str, str] | None = None) -> Row:
        """Return the row of a parameter or a header. ``known`` has the meaning of values that no keyword explains."""
        described = self.source.resolve(described)
        return self._row(
            str(described.get("name", "")),
            described.get("schema", {}),
            described,
            required=described.get("required") is True,
            above=frozenset(),
            known=known or {},
        )

    def properties(self, schema: Mapping[str, Any], above: frozenset[str] = frozenset()) -> tuple[Row, ...]:
        """Return the rows of an object's properties."""
        schema = self.source.resolve(schema)
        required = schema.get("required", ())
        return tuple(
            self._row(name, written, {}, required=name in required, above=above)
            for name, written in schema.get("properties", {}).items()
        )

    def _row(
        self,
        name: str,
        written: Mapping[str, Any],
        described: Mapping[str, Any],
        *,
        required: bool,
        above: frozenset[str],
        known: Mapping[str, str] = MappingProxyType({}),
    ) -> Row:
        schema = self.source.resolve(written)
        own = {key: value for key, value in written.items() if key != "$ref"}
        whole = {**schema, **own, **{key: value for key, value in described.items() if key.startswith("x-")}}
        flags = {**whole, **described}
        meaning = {**known, **meanings(whole)} if whole.get("enum") else {}
        elsewhere = {"default", *(["enum", *MEANINGS] if meaning else [])}
        limits = {key: value for key, value in whole.items() if key not in elsewhere}
        return Row(
            name=name,
            type=type_of(written),
            required=required,
            marks=tuple(word for word, flag in _MARKS.items() if flags.get(flag) is True),
            default=shown(whole["default"]) if "default" in whole else "",
            description=str(described.get("description") or whole.get("description") or ""),
            values=tuple((shown(value), meaning.get(str(value), "")) for value in whole.get("enum", ()))
            if meaning
            else (),
            facts=(*facts(limits), *_example({**written, **described}, schema)),
            behaviour=tuple(behaviour(limits)),
            inner=self._inner(written, above),
        )

    def _inner(self, written: Mapping[str, Any], above: frozenset[str]) -> tuple[Row, ...]:
        """Return the properties of an object, or of the objects in an array, a map or an alternative. Recursion ends at ``above``."""
        reference = written.get("$ref", "")
        if reference in above or (reference and not self.nested):
            return ()
        schema = self.source.resolve(written)
        above |= {reference} if reference else frozenset()
        own = self.properties(schema, above)
        if own:
            return own
        inner_schemas = [
            schema[key] for key in ("items", "additionalProperties") if isinstance(schema.get(key), Mapping)
        ]
        inner_schemas += [part for key in _ALTERNATIVES for part in schema.get(key, ())]
        return tuple({row.name: row for part in inner_schemas for row in self._inner(part, above)}.values())


def _example(written: Mapping[str, Any], schema: Mapping[str, Any]) -> Iterator[Fact]:
    """Yield an example value, except for enums, constants and objects."""
    value = example_of(written, schema)
    if value is not None and not {"enum", "const"} & {*written, *schema} and not isinstance(value, dict):
        yield Fact("Example", (shown(value),))


_MARKS = {"deprecated": "deprecated", "read-only": "readOnly", "write-only": "writeOnly"}


def schema_name(written: Mapping[str, Any]) -> str:
    """Return the name of the referenced schema, or an empty text for an inline schema."""
    reference = str(written.get("$ref", ""))
    return reference.removeprefix(SCHEMAS) if reference.startswith(SCHEMAS) else ""
