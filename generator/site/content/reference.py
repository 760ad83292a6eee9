"""The content of the site, from the document, its history and its decisions. This module does no IO."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from generator.release.status import History
from generator.render import docs
from generator.render.source import Source
from generator.render.view import Namespace, Sdk
from generator.site.content.changelog import Release, history_of, releases
from generator.site.content.decisions import Decision
from generator.site.content.guide import Guide
from generator.site.content.operations import OperationPage, OperationReader
from generator.site.content.problems import ErrorStatus, catalogue
from generator.site.content.rows import Row
from generator.site.content.schemas import SchemaEntry, schema_entries
from generator.site.content.titles import title_of


@dataclass(frozen=True, slots=True)
class Reference:
    """The content of the site."""

    document: dict[str, Any]
    sdk: Sdk
    operations: tuple[OperationPage, ...]
    schemas: tuple[SchemaEntry, ...]
    errors: tuple[ErrorStatus, ...]
    releases: tuple[Release, ...]
    decisions: tuple[Decision, ...]
    guides: tuple[Guide, ...] = ()

    def of_namespace(self, name: str) -> list[OperationPage]:
        """Return the operations of a namespace, in the order of the document."""
        return [one for one in self.operations if one.namespace.name == name]

    def title_of(self, namespace: Namespace) -> str:
        """Return the title of a namespace."""
        info = self.document["info"]
        return title_of(namespace.name, namespace.description, info["title"], info.get("description", ""))

    def operation(self, operation_id: str) -> OperationPage | None:
        """Return an operation, or None if it is not in the document."""
        return next((one for one in self.operations if one.id == operation_id), None)

    def id_names(self) -> list[str]:
        """Return the names of all path parameters."""
        return sorted({one.wire_name for page in self.operations for one in page.method.at("path")})

    def leading_to(self, operation_id: str) -> list[OperationPage]:
        """Return the operations with links to this one."""
        return [one for one in self.operations if operation_id in {step.operation_id for step in one.steps}]

    def history_of(self, operation_id: str) -> list[Release]:
        """Return the releases that changed an operation, with these changes."""
        return history_of(operation_id, list(self.releases))

    def decisions_on(self, operation_id: str) -> list[Decision]:
        """Return the decisions that concern an operation."""
        return [one for one in self.decisions if operation_id in one.operations]

    def concerned_by(self, decision: Decision) -> list[str]:
        """Return the operationIds that a decision concerns, in the order of the document."""
        return [one.id for one in self.operations if one.id in decision.operations]

    def guide(self, name: str) -> Guide:
        """Return a guide. Raise KeyError if there is no such guide."""
        return {one.name: one for one in self.guides}[name]

    def first_call(self) -> OperationPage | None:
        """Return the first operation without required arguments."""
        return next((one for one in self.operations if all(a.default for a in one.method.arguments)), None)

    def common_arguments(self) -> dict[str, str]:
        """Return the arguments that every method of the SDK has, with their descriptions."""
        method = self.operations[0].method if self.operations else None
        found = docs.options(method) if method else {}
        return {name: description for name, description in found.items() if name != "limit"}

    def response_headers(self) -> list[Row]:
        """Return the headers of every documented response."""
        responses = [response for one in self.operations for response in one.responses]
        shared = responses[0].headers if responses else ()
        return [row for row in shared if all(row.name in {other.name for other in one.headers} for one in responses)]


def read_reference(document: dict[str, Any], sdk: Sdk, history: History, decisions: Sequence[Decision]) -> Reference:
    """Return the content of the site for a bundled document and its SDK."""
    source = Source(document)
    methods = {method.operation_id: (space, method) for space in sdk.namespaces for method in space.methods}
    reader = OperationReader(source)
    return Reference(
        document=document,
        sdk=sdk,
        operations=tuple(reader.read(one, *methods[str(one.data["operationId"])]) for one in source.operations()),
        schemas=tuple(schema_entries(source)),
        errors=tuple(catalogue(source, sdk)),
        releases=tuple(releases(history, document)),
        decisions=tuple(decisions),
    )
