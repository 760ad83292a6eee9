"""Read a single document of OpenAPI 3.0, 3.1 or 3.2 for a comparison. It need not be valid: what is not, is a note."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from openapi_spec_validator.schemas import openapi_v32_schema_validator

from generator.diagnostic import Diagnostic
from generator.document.conformance import structural_faults
from generator.document.model import Document, Node, SourceMap
from generator.document.references import follow
from generator.document.upgrade import upgrade_schemas
from generator.document.validation import as_unicode
from generator.document.validator_messages import openapi_error
from generator.document.walk import document_references
from generator.document.yaml_source import read_yaml

_VERSION: Final = re.compile(r"3\.([012])(\.[0-9]+)?(-.*)?")


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """A document in the form of OpenAPI 3.1 or 3.2, and what a reader should know about it."""

    document: Document
    notes: tuple[str, ...] = ()

    @property
    def content(self) -> dict[str, Any]:
        """The bundled content."""
        return self.document.content


def read_any_version(text: str, label: str, *, is_json: bool) -> ReadDocument | list[Diagnostic]:
    """Read a bundled document from YAML or JSON. ``label`` is its name in diagnostics.

    Return diagnostics if it is not OpenAPI 3.0, 3.1 or 3.2, or if a reference leads nowhere or to another file.
    """
    notes: list[Diagnostic] = []
    if is_json:
        try:
            content = json.loads(text)
        except (ValueError, RecursionError) as error:
            return [
                Diagnostic(label, "", f"the file is not JSON: {error}.", "Fix it, or rename it to .yaml if it is YAML.")
            ]
    else:
        source = read_yaml(text, label, as_text=True)
        if source.diagnostics:
            return list(source.diagnostics)
        content, notes = source.value, list(source.notes)
    return _checked(content, label, notes)


def _checked(content: Any, label: str, notes: list[Diagnostic]) -> ReadDocument | list[Diagnostic]:
    if not isinstance(content, dict):
        return [Diagnostic(label, "", "the root file must be a mapping.", "Start it with `openapi: 3.1.0`.")]
    version = content.get("openapi")
    found = _VERSION.fullmatch(str(version))
    if found is None:
        message = f"`{version}` is not a version of OpenAPI 3.0, 3.1 or 3.2."
        return [Diagnostic(label, "/openapi", message, "Convert the document to OpenAPI 3.1.")]
    content["openapi"] = str(version)
    document = Document(content, SourceMap({(): (label, ())}))
    if diagnostics := [*_unreadable(document)]:
        return diagnostics
    if found[1] == "0":
        upgrade_schemas(content)
    as_3_1 = Document({**content, "openapi": "3.1.0"}, document.sources)
    faults = _of_3_2(document) if found[1] == "2" else structural_faults(as_3_1)
    return ReadDocument(document, (*_shortened(notes, label, most=1), *_shortened(faults, label, most=4)))


def _of_3_2(document: Document) -> list[Diagnostic]:
    errors = openapi_v32_schema_validator.iter_errors(as_unicode(document.content))
    found = {(document.as_path(error.absolute_path), *openapi_error(error)) for error in errors}
    return sorted(document.diagnostic_at(path, message, fix) for path, message, fix in found)


def _unreadable(document: Document) -> Iterator[Diagnostic]:
    """Yield a diagnostic for each reference to another file, and for each one that leads nowhere or to itself."""
    for node in document_references(document):
        ref = node.at("$ref")
        if not isinstance(ref.value, str):
            continue  # a property with this name
        if not ref.value.startswith("#"):
            fix = "Compare the folder that holds openapi.yaml, or bundle the document into one file."
            yield document.diagnostic(ref, f"`{ref.value}` is in another file.", fix)
        elif (reason := _dangling(document.root, node)) and ref.value != "#":
            yield document.diagnostic(ref, f"`{ref.value}` {reason}.", "Fix the reference, or add its target.")


def _dangling(root: Node, node: Node) -> str:
    """Return why a reference has no target, or an empty text. The name of an anchor (`#name`) is not looked up."""
    seen: set[str] = set()
    target: Node | None = node
    while target is not None and isinstance(target.value, dict) and isinstance(ref := target.value.get("$ref"), str):
        if ref in seen:
            return "refers to itself"
        seen.add(ref)
        if not ref.startswith("#/"):
            return ""
        target = follow(root, ref)
    return "does not exist" if target is None else ""


def _shortened(notes: list[Diagnostic], label: str, most: int) -> tuple[str, ...]:
    more = len(notes) - most
    shown = [str(note) for note in notes[:most]]
    return (*shown, f"{label}: {more} more like these.") if more > 0 else tuple(shown)
