"""The models of the parser know where they are in the document: each carries its pointer from the text that was parsed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from generator.document.model import Node
from generator.document.pointer import to_pointer
from generator.document.walk import SCHEMA_KINDS, walk

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic import BaseModel

_POINTER: Final = "x-pointer"
"""The member of a parsed object that holds its pointer. The models of the parser keep members that they do not know."""

_PARSED: Final = SCHEMA_KINDS | {
    "path item",
    "operation",
    "parameter",
    "request body",
    "response",
    "header",
    "media type",
}
"""The kinds of objects that errors and properties of the parser refer to."""


def with_pointers(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return a copy of a document in which each object that the parser reads holds its pointer."""
    content: dict[str, Any] = _copy(dict(document))
    for node in [node for kind, node in walk(Node((), content)) if kind in _PARSED]:
        if isinstance(node.value, dict) and node.value:  # the parser asks whether a schema is empty
            node.value[_POINTER] = to_pointer(node.path)
    return content


def pointer_of(model: BaseModel | None) -> str:
    """Return the pointer to what a model was parsed from, or an empty text for a model without one.

    Equal objects at two places have two pointers. A copy that the parser makes of a model, such as one for each type of a union, has the pointer of the original.
    """
    return str((model.model_extra or {}).get(_POINTER, "")) if model is not None else ""


def _copy(node: Any) -> Any:
    if isinstance(node, dict):
        return {key: _copy(value) for key, value in node.items()}
    return [_copy(one) for one in node] if isinstance(node, list) else node
