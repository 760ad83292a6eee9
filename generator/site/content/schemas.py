"""The named schemas with their properties and the operations that use them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from generator.render.facts import example_of
from generator.render.source import Source
from generator.site.content.behaviour import behaviour
from generator.site.content.facts import Fact, facts
from generator.site.content.rows import Row, RowReader
from generator.site.content.types import SCHEMAS, Part, type_of
from generator.site.text import to_json


@dataclass(frozen=True, slots=True)
class SchemaEntry:
    """A schema of the document. ``used_by`` are operationIds. ``example`` is JSON, or empty if there is none."""

    name: str
    type: tuple[Part, ...]
    deprecated: bool
    description: str
    facts: tuple[Fact, ...]
    behaviour: tuple[str, ...]
    rows: tuple[Row, ...]
    example: str
    used_by: tuple[str, ...]


def schema_entries(source: Source) -> list[SchemaEntry]:
    """Return every schema under ``components``, sorted by name."""
    schemas = source.document.get("components", {}).get("schemas", {})
    reached = {
        str(one.data["operationId"]): _reached(source, [one.data, *one.parameters]) for one in source.operations()
    }
    reader = RowReader(source, nested=True)
    return [
        SchemaEntry(
            name=name,
            type=type_of(schema),
            deprecated=schema.get("deprecated") is True,
            description=str(schema.get("description", "")),
            facts=tuple(facts(schema)),
            behaviour=tuple(behaviour(schema)),
            rows=reader.properties(schema, frozenset({f"{SCHEMAS}{name}"})),
            example=_example(schema),
            used_by=tuple(one for one, found in reached.items() if f"{SCHEMAS}{name}" in found),
        )
        for name, schema in sorted(schemas.items())
    ]


def _example(schema: Mapping[str, Any]) -> str:
    """Return an example as JSON, or an empty text for an enum."""
    example = None if "enum" in schema else example_of({}, schema)
    return "" if example is None else to_json(example)


def _reached(source: Source, node: Any) -> set[str]:
    """Return all direct and indirect references of a part of the document."""
    found: set[str] = set()
    pending = [node]
    while pending:
        match pending.pop():
            case {"$ref": str(reference), **rest}:
                if reference not in found:
                    found.add(reference)
                    pending.append(source.resolve({"$ref": reference}))
                pending.append(rest)
            case Mapping() as mapping:
                pending += mapping.values()
            case list(items):
                pending += items
    return found
