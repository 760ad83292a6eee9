"""Turns what openapi-python-client complains about into diagnostics with a pointer."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from openapi_python_client.strings import PythonIdentifier

from generator.pointer import Path, from_pointer, to_pointer
from generator.render.source import diagnostic

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from openapi_python_client.parser.errors import ParseError
    from pydantic import BaseModel, ValidationError

    from generator.diagnostic import Diagnostic

_OPERATION = re.compile(r"parsing ([A-Z]+) (\S+) within")
_SCHEMA = re.compile(r"/components/schemas/[^\s:]+")
_OBJECT = re.compile(r"<openapi_python_client\S* object at 0x[0-9a-f]+>")
_NOISE = re.compile(
    r"WARNING |Failure to process schema has resulted in the removal of:.*|Endpoint will not be generated\."
)
_CONSEQUENCE = "Could not find reference in parsed models or enums"
_FIX = "Write it in a form that the generator knows; it would be missing from the SDK otherwise."


def from_validation(document: Mapping[str, Any], error: ValidationError) -> list[Diagnostic]:
    """Return a diagnostic for each place that does not fit the OpenAPI model.

    The model tries each alternative of a union, and every one fails in its way: the deepest tell the most.
    """
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for entry in error.errors():
        found[to_pointer(_existing_path(document, entry["loc"]))][entry["msg"]] = None
    deepest = [p for p in found if not any(other != p and other.startswith(f"{p}/") for other in found)]
    return [
        diagnostic(pointer, f"{', or '.join(found[pointer])}.", "Write it as OpenAPI 3.1 says.") for pointer in deepest
    ]


def _existing_path(document: Any, location: tuple[int | str, ...]) -> Path:
    """Return the part of a location that the document has: among its keys stand the names of the model's alternatives."""
    path: list[int | str] = []
    for key in location:
        inside = key in document if isinstance(document, dict) else isinstance(document, list) and isinstance(key, int)
        if inside:
            document = document[key]
            path.append(key)
    return tuple(path)


def from_parser(
    document: Mapping[str, Any], schema_errors: list[ParseError], operation_errors: list[ParseError]
) -> list[Diagnostic]:
    """Return the diagnostics of the warnings and errors of the parser.

    It drops a schema that is at fault, and then misses it in every operation: these would only hide the cause.
    """
    causes = [
        error for error in operation_errors if not schema_errors or _CONSEQUENCE not in f"{error.header} {error.detail}"
    ]
    return list(dict.fromkeys(_diagnostic(document, error) for error in [*schema_errors, *causes]))


def _diagnostic(document: Mapping[str, Any], error: ParseError) -> Diagnostic:
    text = " ".join(f"{error.header} {error.detail or ''}".split())
    operation, schema = _OPERATION.search(text), _SCHEMA.search(text)
    pointer = schema[0] if schema else ""
    if operation:
        pointer = to_pointer(("paths", operation[2], operation[1].lower()))
    if error.data is not None:
        pointer = locate(document, error.data) or pointer
    message = _NOISE.sub("", _OBJECT.sub("it", text)).strip()
    if schema and "python_name" in text:
        message = f"These properties make the same name in Python: {_colliding(document, schema[0])}."
    return diagnostic(pointer, message, _FIX)


def locate(document: Mapping[str, Any], data: BaseModel) -> str:
    """Return the pointer to the first part of the document that the parser read as this; the whole document if there is none."""
    return next(_pointers(document, data.model_dump(mode="json", by_alias=True, exclude_unset=True), ()), "")


def _colliding(document: Any, pointer: str) -> str:
    """Return the properties of a schema whose names differ in nothing that Python can show."""
    for key in from_pointer(pointer):
        document = document.get(key, {})
    groups: dict[str, list[str]] = defaultdict(list)
    for name in document.get("properties", {}):
        groups[PythonIdentifier(name, "field_")].append(f"`{name}`")
    return "; ".join(", ".join(names) for names in groups.values() if len(names) > 1)


def _pointers(node: Any, wanted: Any, path: Path) -> Iterator[str]:
    if node == wanted:
        yield to_pointer(path)
    items = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, item in items:
        yield from _pointers(item, wanted, (*path, key))
