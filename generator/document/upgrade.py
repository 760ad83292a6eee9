"""Write a document of OpenAPI 3.0 in memory as one of OpenAPI 3.1."""

from __future__ import annotations

from typing import Any

from generator.document.model import Node
from generator.document.walk import SCHEMA_KINDS, walk


def upgrade_schemas(content: dict[str, Any]) -> None:
    """Write the schemas of a document of OpenAPI 3.0 in place as in 3.1. `nullable` is kept: the comparison understands both forms."""
    for kind, node in [*walk(Node((), content))]:
        if kind in SCHEMA_KINDS and isinstance(node.value, dict):
            upgrade_schema(node.value)


def upgrade_schema(schema: dict[str, Any]) -> None:
    """Write what OpenAPI 3.0 has of its own in one schema as in JSON Schema 2020-12, but for `nullable`."""
    for name, bound in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")):
        if isinstance(schema.get(name), bool):
            excludes = schema.pop(name)
            if excludes and bound in schema:
                schema[name] = schema.pop(bound)
    if "example" in schema:
        schema["examples"] = [schema.pop("example")]
    if schema.get("format") == "byte":
        del schema["format"]
        schema["contentEncoding"] = "base64"
