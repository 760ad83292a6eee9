"""The reports of a document: what splits their rows, and which query parameters they have."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from generator.document.model import Document, Node
from generator.document.operations import Operation, Parameter, item_schema, operations, properties, query_parameters


@dataclass(frozen=True, slots=True)
class Report:
    """A report. ``kinds`` are the kinds of its properties by name (``x-generate``), empty for a property without one."""

    operation: Operation
    schema: Node
    kinds: dict[str, str]
    parameters: dict[str, Parameter]

    def named(self, *kinds: str) -> list[str]:
        """Return the names of the properties of these kinds."""
        return [name for name, kind in self.kinds.items() if kind in kinds]

    @property
    def dimensions(self) -> list[str]:
        """The properties that split the rows: the day and the groups."""
        return self.named("day", "group")

    @property
    def grouping(self) -> Parameter | None:
        """The parameter that names the properties that split the rows."""
        return next((one for one in self.parameters.values() if one.node.value.get("x-effect") == "group"), None)


def reports(document: Document) -> Iterator[Report]:
    """Yield every report whose rows have a schema."""
    for operation in operations(document):
        schema = item_schema(document, operation) if operation.action == "report" else None
        if schema is not None:
            kinds = {name: _kind(node) for name, node in properties(document, schema).items()}
            yield Report(operation, schema, kinds, query_parameters(document, operation))


def _kind(node: Node) -> str:
    generate = node.value.get("x-generate")
    return str(generate.get("kind")) if isinstance(generate, dict) else ""
