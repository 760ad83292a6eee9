"""The OpenAPI ``links`` of a response in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from generator.document.pointer import from_pointer
from generator.render.source import Source, SourceOperation

_BODIES = {"$response.body": "of the response", "$request.body": "of the request body"}
_LOCATIONS = {"$request.path.": "in the request path", "$request.query.": "in the request query"}


@dataclass(frozen=True, slots=True)
class Step:
    """The target operation of a link. ``given`` has the source of the value of each parameter."""

    operation_id: str
    description: str
    given: tuple[tuple[str, str], ...]


def steps(source: Source, operation: SourceOperation) -> Iterator[Step]:
    """Yield the target of every link of an operation, in the order of the document."""
    for written in operation.data.get("responses", {}).values():
        for entry in source.resolve(written).get("links", {}).values():
            link = source.resolve(entry)
            given = link.get("parameters", {}).items()
            yield Step(
                operation_id=str(link.get("operationId", "")),
                description=str(link.get("description", "")),
                given=tuple((name, origin(expression)) for name, expression in given),
            )


def origin(expression: Any) -> str:
    """Return the source of a runtime expression in words. Any other value is a constant (OpenAPI 3.1, link object)."""
    text = str(expression)
    source, _, pointer = text.partition("#")
    if source in _BODIES:
        return f"`{'.'.join(from_pointer(pointer))}` {_BODIES[source]}"
    for start, words in _LOCATIONS.items():
        if text.startswith(start):
            return f"`{text.removeprefix(start)}` {words}"
    return f"always `{text}`"
