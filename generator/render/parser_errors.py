"""Convert errors of openapi-python-client to diagnostics with a pointer."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from openapi_python_client.strings import PythonIdentifier

from generator.document.pointer import Keys, from_pointer, to_pointer
from generator.render.located import pointer_of
from generator.render.source import diagnostic

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from openapi_python_client.parser.errors import ParseError
    from pydantic import ValidationError

    from generator.diagnostic import Diagnostic

_SCHEMA = re.compile(r"/components/schemas/[^\s:]+")
_OBJECT = re.compile(r"<openapi_python_client\S* object at 0x[0-9a-f]+>")
_NOISE = re.compile(r"Failure to process schema has resulted in the removal of:.*")
_CONSEQUENCE = "Could not find reference in parsed models or enums"
_FIX = "Write it in a form that the generator supports. Otherwise the SDK would not have it."


def from_validation(document: Mapping[str, Any], error: ValidationError) -> list[Diagnostic]:
    """Return a diagnostic for each location that does not match the OpenAPI model.

    The model tries each alternative of a union. The deepest errors are the most specific.
    """
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for entry in error.errors():
        found[to_pointer(_existing_path(document, entry["loc"]))][entry["msg"]] = None
    deepest = [p for p in found if not any(other != p and other.startswith(f"{p}/") for other in found)]
    return [diagnostic(pointer, f"{', or '.join(found[pointer])}.", "Follow OpenAPI 3.1.") for pointer in deepest]


def _existing_path(document: Any, location: tuple[int | str, ...]) -> Keys:
    """Return the keys of a location that exist in the document. The other keys are names of the model's alternatives."""
    path: list[int | str] = []
    for key in location:
        inside = key in document if isinstance(document, dict) else isinstance(document, list) and isinstance(key, int)
        if inside:
            document = document[key]
            path.append(key)
    return tuple(path)


def from_schemas(document: Mapping[str, Any], errors: Iterable[ParseError]) -> list[Diagnostic]:
    """Return the errors of the parser in components as diagnostics."""
    return [_diagnostic(document, error, "") for error in errors]


def from_operation(
    document: Mapping[str, Any], pointer: str, errors: Iterable[ParseError], *, consequences: bool
) -> list[Diagnostic]:
    """Return the errors of the parser in the operation at a pointer as diagnostics.

    The parser drops an invalid schema and then reports it as missing in every operation: without ``consequences`` these errors are left out.
    """
    causes = [error for error in errors if consequences or _CONSEQUENCE not in f"{error.header} {error.detail}"]
    return [_diagnostic(document, error, pointer) for error in causes]


def _diagnostic(document: Mapping[str, Any], error: ParseError, operation: str) -> Diagnostic:
    """Return an error as a diagnostic at what it is about, else at the operation, else at the schema that its text names."""
    text = " ".join(f"{error.header} {error.detail or ''}".split())
    schema = _SCHEMA.search(text)
    pointer = pointer_of(error.data) or operation or (schema[0] if schema else "")
    message = _NOISE.sub("", _OBJECT.sub("it", text)).strip()
    if schema and "python_name" in text:
        message = f"These properties have the same name in Python: {_colliding(document, schema[0])}."
    return diagnostic(pointer, message, _FIX)


def _colliding(document: Any, pointer: str) -> str:
    """Return the properties of a schema whose names are equal in Python."""
    for key in from_pointer(pointer):
        document = document.get(key, {})
    groups: dict[str, list[str]] = defaultdict(list)
    for name in document.get("properties", {}):
        groups[PythonIdentifier(name, "field_")].append(f"`{name}`")
    return "; ".join(", ".join(names) for names in groups.values() if len(names) > 1)
