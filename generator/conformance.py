"""Check a document against the meta-schemas of OpenAPI 3.1, one diagnostic for each error."""

from __future__ import annotations

import re
from typing import Any

from jsonschema.exceptions import SchemaError  # type: ignore[import-untyped]  # it has no types
from openapi_schema_validator import OAS31Validator
from openapi_spec_validator.schemas import openapi_v31_schema_validator

from generator.diagnostic import Diagnostic
from generator.document import Document
from generator.members import unknown_members
from generator.validator_messages import openapi_error, schema_error
from generator.walk import walk


def check_version(root: Any, file: str) -> Diagnostic | None:
    """Return a diagnostic if the root file is not an OpenAPI 3.1 document."""
    if not isinstance(root, dict):
        return Diagnostic(file, "", "the root file must be a mapping.", "Start it with `openapi: 3.1.0`.")
    version = root.get("openapi")
    if not isinstance(version, str) or not re.fullmatch(r"3\.1\.[0-9]+", version):
        return Diagnostic(file, "/openapi", f"`{version}` is not a version of OpenAPI 3.1.", "Write `openapi: 3.1.0`.")
    return None


def nonconformity(document: Document) -> list[Diagnostic]:
    """Return every violation of the meta-schemas of OpenAPI 3.1 and of its schema objects."""
    return [*unknown_members(document)] or _structure(document) or _schemas(document)


def _structure(document: Document) -> list[Diagnostic]:
    errors = openapi_v31_schema_validator.iter_errors(document.content)
    found = {(document.as_path(error.absolute_path), *openapi_error(error)) for error in errors}
    return sorted(document.diagnostic_at(path, message, fix) for path, message, fix in found)


def _schemas(document: Document) -> list[Diagnostic]:
    diagnostics = []
    for kind, node in walk(document.root):
        # `true` and `false` are valid schemas but have no type. They are useful as `additionalProperties: false` only.
        is_typed = kind in {"schema", "property"} or (kind == "subschema" and node.path[-1] == "items")
        if is_typed and not isinstance(node.value, dict):
            diagnostics.append(document.diagnostic(node, "a schema must be a mapping.", "Write `{type: ...}`."))
        if kind != "schema" or not isinstance(node.value, dict):
            continue  # A nested schema is checked together with its parent.
        try:
            OAS31Validator.check_schema(node.value)
        except SchemaError as error:
            path = (*node.path, *error.absolute_path)
            diagnostics.append(document.diagnostic_at(path, *schema_error(error)))
    return diagnostics
