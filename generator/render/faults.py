"""Turns what openapi-python-client complains about into diagnostics with a pointer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from generator.pointer import Path, to_pointer
from generator.render.source import fault

if TYPE_CHECKING:
    from openapi_python_client.parser.errors import ParseError
    from pydantic import BaseModel, ValidationError

    from generator.diagnostic import Diagnostic

_OPERATION = re.compile(r"parsing ([A-Z]+) (\S+) within")
_MEND = "Write it in a form that the generator knows; it would be missing from the SDK otherwise."


def from_validation(document: Mapping[str, Any], error: ValidationError) -> list[Diagnostic]:
    """Give a diagnostic for each place that does not fit the OpenAPI model.

    The model tries each alternative of a union, and every one fails in its way: the deepest tells the most.
    """
    found: dict[str, str] = {}
    for entry in sorted(error.errors(), key=lambda entry: len(entry["loc"])):
        found[to_pointer(_existing(document, entry["loc"]))] = entry["msg"]
    pointers = [p for p in found if not any(other != p and other.startswith(f"{p}/") for other in found)]
    return [fault(pointer, f"{found[pointer]}.", "Write it as OpenAPI 3.1 says.") for pointer in pointers]


def _existing(document: Any, location: tuple[int | str, ...]) -> Path:
    """Give the part of a location that the document has: among its keys stand the names of the model's alternatives."""
    path: list[int | str] = []
    for key in location:
        inside = (
            key in document if isinstance(document, Mapping) else isinstance(document, list) and isinstance(key, int)
        )
        if inside:
            document = document[key]
            path.append(key)
    return tuple(path)


def from_parser(document: Mapping[str, Any], error: ParseError) -> Diagnostic:
    """Give the diagnostic of a warning or an error of the parser."""
    operation = _OPERATION.search(error.header)
    pointer = to_pointer(("paths", operation[2], operation[1].lower())) if operation else None
    if error.data is not None:
        pointer = next(_places(document, _dumped(error.data), ()), pointer)
    message = " ".join(f"{error.header} {error.detail or ''}".split()).removeprefix("WARNING ")
    return fault(pointer or "", message, _MEND)


def _dumped(data: BaseModel) -> Any:
    return data.model_dump(mode="json", by_alias=True, exclude_unset=True)


def _places(node: Any, wanted: Any, path: Path) -> Iterator[str]:
    if node == wanted:
        yield to_pointer(path)
    items = node.items() if isinstance(node, Mapping) else enumerate(node) if isinstance(node, list) else ()
    for key, item in items:
        yield from _places(item, wanted, (*path, key))
