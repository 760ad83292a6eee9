"""Check a document against OpenAPI 3.1: the names of members, and the meta-schemas."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from jsonschema import FormatChecker  # type: ignore[import-untyped]  # it has no types
from jsonschema.exceptions import SchemaError  # type: ignore[import-untyped]  # as above
from openapi_schema_validator import OAS31Validator, oas31_format_checker
from openapi_spec_validator.schemas import openapi_v31_schema_validator

from generator.diagnostic import Diagnostic, suggest
from generator.document.model import Document
from generator.document.validation import as_unicode, is_pattern
from generator.document.validator_messages import openapi_error, schema_error
from generator.document.walk import METHODS, SCHEMA_KINDS, walk_document

# All formats but `regex`: the checker would compile patterns as Python does, which is another language.
_FORMATS = FormatChecker()
_FORMATS.checkers = {name: check for name, check in oas31_format_checker.checkers.items() if name != "regex"}


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
    return structural_faults(document) or [*_patterns(document)]


def structural_faults(document: Document) -> list[Diagnostic]:
    """Return every violation of the meta-schemas, without the patterns, which one engine reads and another one does not."""
    return [*unknown_members(document)] or _structure(document) or _schemas(document)


def _structure(document: Document) -> list[Diagnostic]:
    errors = openapi_v31_schema_validator.iter_errors(as_unicode(document.content))
    found = {(document.as_path(error.absolute_path), *openapi_error(error)) for error in errors}
    return sorted(document.diagnostic_at(path, message, fix) for path, message, fix in found)


def _patterns(document: Document) -> Iterator[Diagnostic]:
    for kind, node in walk_document(document):
        pattern = node.get("pattern") if kind in SCHEMA_KINDS else None
        if pattern is not None and isinstance(pattern.value, str) and not is_pattern(pattern.value):
            message = f"`{pattern.value}` is not a regular expression of ECMA-262."
            yield document.diagnostic(
                pattern, message, "Fix it: `^` and `$` are the ends of a text, `(?:...)` is a group."
            )


def _schemas(document: Document) -> list[Diagnostic]:
    diagnostics = []
    valid: set[str] = set()  # a check takes milliseconds, and many parameters and headers have the same schema
    for kind, node in walk_document(document):
        # `true` and `false` are valid schemas but have no type. They are useful as `additionalProperties: false` only.
        is_typed = kind in {"schema", "property"} or (kind == "subschema" and node.path[-1] == "items")
        if is_typed and not isinstance(node.value, dict):
            diagnostics.append(document.diagnostic(node, "a schema must be a mapping.", "Write `{type: ...}`."))
        if kind != "schema" or not isinstance(node.value, dict):
            continue  # A nested schema is checked together with its parent.
        written = json.dumps(node.value)
        if written in valid:
            continue
        try:
            OAS31Validator.check_schema(node.value, format_checker=_FORMATS)
            valid.add(written)
        except SchemaError as error:
            path = (*node.path, *error.absolute_path)
            diagnostics.append(document.diagnostic_at(path, *schema_error(error)))
    return diagnostics


_STATUS = re.compile(r"[1-5]([0-9]{2}|XX)|default")

# OpenAPI 3.1.0, 4.8. The keys are the kinds of `walk`.
_MEMBERS: Mapping[str, frozenset[str]] = {
    kind: frozenset(names.split())
    for kind, names in {
        "root": "openapi info jsonSchemaDialect servers paths webhooks components security tags externalDocs",
        "info": "title summary description termsOfService contact license version",
        "contact": "name url email",
        "license": "name identifier url",
        "server": "url description variables",
        "server variable": "enum default description",
        "path item": f"$ref summary description servers parameters {' '.join(METHODS)}",
        "operation": "tags summary description externalDocs operationId parameters requestBody responses callbacks "
        "deprecated security servers",
        "external docs": "description url",
        "parameter": "name in description required deprecated allowEmptyValue style explode allowReserved schema "
        "example examples content",
        "header": "description required deprecated style explode schema example examples content",
        "request body": "description content required",
        "media type": "schema example examples encoding",
        "response": "description headers content links",
        "example": "summary description value externalValue",
        "link": "operationRef operationId parameters requestBody description server",
        "components": "schemas responses parameters examples requestBodies headers securitySchemes links callbacks pathItems",
        "tag": "name description externalDocs",
        "security scheme": "type description name in scheme bearerFormat flows openIdConnectUrl",
    }.items()
}


_REFERABLE = frozenset(
    {"parameter", "header", "response", "request body", "example", "link", "security scheme"}
)  # schemas are left out: they may have other keywords beside `$ref`
_OF_A_REFERENCE = frozenset({"$ref", "summary", "description"})

# Members with a fixed set of values.
_WORDS: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("parameter", "in"): ("path", "query", "header", "cookie"),
    ("parameter", "style"): ("simple", "form", "label", "matrix", "spaceDelimited", "pipeDelimited", "deepObject"),
    ("security scheme", "type"): ("http", "apiKey", "mutualTLS", "oauth2", "openIdConnect"),
}


def unknown_members(document: Document) -> Iterator[Diagnostic]:
    """Yield a diagnostic for each member that OpenAPI 3.1 does not define, and for each response without a valid status."""
    for kind, node in walk_document(document):
        known = _OF_A_REFERENCE if kind in _REFERABLE and node.get("$ref") else _MEMBERS.get(kind)
        for name, child in node.items():
            if name.startswith("x-"):
                continue
            if kind == "responses" and not _STATUS.fullmatch(name):
                fix = 'Write three digits in quotes, for example "404".'
                yield document.diagnostic(child, f"`{name}` is not a status code.", fix)
            elif kind == "paths" and not name.startswith("/"):
                yield document.diagnostic(child, f"the path `{name}` does not start with a slash.", f"Write `/{name}`.")
            elif known is not None and name not in known:
                fix = suggest(name, known, f"Use one of: {', '.join(sorted(known))}.")
                yield document.diagnostic(child, f"`{name}` is not allowed here ({kind}).", fix)
            elif (words := _WORDS.get((kind, name))) and child.value not in words:
                fix = suggest(str(child.value), words, f"Use one of: {', '.join(words)}.")
                yield document.diagnostic(child, f"`{name}` cannot be `{child.value}`.", fix)
