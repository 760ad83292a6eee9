"""The result of a method, inferred from the schema of the successful response."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from openapi_python_client.parser.properties import ModelProperty
from openapi_python_client.parser.properties.int import IntProperty
from openapi_python_client.parser.properties.list_property import ListProperty

from generator.render.models import members, successes
from generator.render.source import SourceOperation, diagnostic
from generator.render.types import Annotation, Typing, Unmapped
from generator.render.view import Result

if TYPE_CHECKING:
    from openapi_python_client.parser.openapi import Endpoint
    from openapi_python_client.parser.properties.protocol import PropertyProtocol

    from generator.diagnostic import Diagnostic

_SCALARS = frozenset({"string", "integer", "number", "boolean"})
_NO_CLASSES = frozenset({"Any", "None", "AwareDatetime"})
"""Types that are valid annotations but not classes for a type checker, so that no reader can be created for them."""


@dataclass(frozen=True, slots=True)
class ResultReader:
    """Read the result of one operation."""

    endpoint: Endpoint
    operation: SourceOperation
    typing: Typing

    def read(self) -> Result | Diagnostic:
        """Return the result or a diagnostic."""
        documented = successes(self.endpoint)
        if self.operation.data.get("x-action") == "put":
            documented = documented[
                :1
            ]  # a new item and one that is replaced have the same schema: the lint requires it
        if len(documented) != 1:
            return self._diagnostic(
                f"The operation documents {len(documented)} success statuses.", "Document exactly one (2xx)."
            )
        response = documented[0]
        description = response.data.description if hasattr(response.data, "description") else None
        text = description.get_untrusted_value() if description else ""
        if response.source["attribute"] == "None":
            return Result("none", "None", description=text)
        if response.source["attribute"] != "response.json()":
            return self._diagnostic("The response is not JSON.", "Use application/json.")
        return self._of(response.prop, text)

    def enums(self) -> frozenset[str]:
        """Return the properties of the returned objects that have an enum."""
        found: set[str] = set()
        for response in successes(self.endpoint):
            properties = self._properties(response.prop)
            items = properties.get("items")
            for name, prop in (
                properties | (self._properties(items.inner_property) if isinstance(items, ListProperty) else {})
            ).items():
                annotation = self.typing.annotate(prop)
                if isinstance(annotation, Annotation) and annotation.enums:
                    found.add(name)
        return frozenset(found)

    def _of(self, prop: PropertyProtocol, description: str) -> Result | Diagnostic:
        decoded = self._decoded(prop)
        if isinstance(decoded, Unmapped):
            return self._diagnostic(decoded.message, "Return an object, for example one with this as a property.")
        properties = self._properties(prop)
        items = properties.get("items")
        item = self.typing.annotate(items.inner_property) if isinstance(items, ListProperty) else None
        if self.operation.data.get("x-action") == "list":
            if item is None or isinstance(item, Unmapped) or "links" not in properties:
                return self._diagnostic(
                    "A list must return an object with `items` and `links`.", "Add these properties to its schema."
                )
            annotation = f"Pager[{decoded.code}, {item.code}]"
            return Result("pager", annotation, decoded.code, item=item.code, description=description)
        if set(properties) == {"count"} and isinstance(properties["count"], IntProperty):
            return Result("member", "int", decoded.code, "count", description=description)
        if set(properties) == {"items"} and item is not None and not isinstance(item, Unmapped):
            annotation = f"list[{item.code}]"
            return Result("member", annotation, decoded.code, "items", item=item.code, description=description)
        return Result("value", decoded.code, decoded.code, description=description)

    def _decoded(self, prop: PropertyProtocol) -> Annotation | Unmapped:
        found = self.typing.annotate(prop)
        if isinstance(found, Unmapped):
            return found
        if len(found.kinds) != 1 or found.code in _NO_CLASSES or (found.enums and found.kinds[0] in _SCALARS):
            return Unmapped("The response is not of one type with a class in Python.")
        return found

    def _properties(self, prop: PropertyProtocol) -> dict[str, PropertyProtocol]:
        if not isinstance(prop, ModelProperty):
            return {}
        model = self.typing.models.get(str(prop.class_info.name), prop)
        return {member.name.get_untrusted_value(): member for member in members(model)}

    def _diagnostic(self, message: str, fix: str) -> Diagnostic:
        return diagnostic(f"{self.operation.pointer}/responses", message, fix)
