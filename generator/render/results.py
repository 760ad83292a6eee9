"""What a method gives back, inferred from the schema of the successful answer."""

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
"""Types that stand in an annotation and, to a type checker, are no class that a reader could be made for."""


@dataclass(frozen=True, slots=True)
class ResultReader:
    """Reads the result of one operation."""

    endpoint: Endpoint
    operation: SourceOperation
    typing: Typing

    def read(self) -> Result | Diagnostic:
        """Return the result, or why there is none."""
        documented = successes(self.endpoint)
        if len(documented) != 1:
            return self._diagnostic(
                f"It documents {len(documented)} successful answers.", "Document exactly one (2xx)."
            )
        response = documented[0]
        description = response.data.description if hasattr(response.data, "description") else None
        text = description.get_untrusted_value() if description else ""
        if response.source["attribute"] == "None":
            return Result("none", "None", description=text)
        if response.source["attribute"] != "response.json()":
            return self._diagnostic("The answer is not JSON.", "Give its content as application/json.")
        return self._of(response.prop, text)

    def _of(self, prop: PropertyProtocol, description: str) -> Result | Diagnostic:
        decoded = self._decoded(prop)
        if isinstance(decoded, Unmapped):
            return self._diagnostic(decoded.message, "Answer an object, if need be one that has this as a property.")
        properties = self._properties(prop)
        items = properties.get("items")
        item = self.typing.annotate(items.inner_property) if isinstance(items, ListProperty) else None
        if self.operation.data.get("x-action") == "list":
            if item is None or isinstance(item, Unmapped) or "links" not in properties:
                return self._diagnostic(
                    "A list must answer an object with `items` and `links`.", "Give its schema these properties."
                )
            annotation = f"Pager[{decoded.code}, {item.code}]"
            return Result("pager", annotation, decoded.code, item=item.code, description=description)
        if set(properties) == {"count"} and isinstance(properties["count"], IntProperty):
            return Result("member", "int", decoded.code, "count", description=description)
        if set(properties) == {"items"} and item is not None and not isinstance(item, Unmapped):
            return Result("member", f"list[{item.code}]", decoded.code, "items", description=description)
        return Result("value", decoded.code, decoded.code, description=description)

    def _decoded(self, prop: PropertyProtocol) -> Annotation | Unmapped:
        found = self.typing.annotate(prop)
        if isinstance(found, Unmapped):
            return found
        if len(found.kinds) != 1 or found.code in _NO_CLASSES or (found.enums and found.kinds[0] in _SCALARS):
            return Unmapped("The answer is not of one type with a class in Python.")
        return found

    def _properties(self, prop: PropertyProtocol) -> dict[str, PropertyProtocol]:
        if not isinstance(prop, ModelProperty):
            return {}
        model = self.typing.models.get(str(prop.class_info.name), prop)
        return {member.name.get_untrusted_value(): member for member in members(model)}

    def _diagnostic(self, message: str, fix: str) -> Diagnostic:
        return diagnostic(f"{self.operation.pointer}/responses", message, fix)
