"""Bundle the files of ``openapi/`` into one document: every ``$ref`` to a file is replaced by its target."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import ParseResult

from openapi_spec_validator import OpenAPIV31SpecValidator, validate
from prance.util.resolver import RESOLVE_FILES, RefResolver  # type: ignore[import-untyped]  # it has no types
from prance.util.url import absurl, urlresource  # type: ignore[import-untyped]  # as above

from generator.diagnostic import Diagnostic
from generator.document.composition import merge_all_of
from generator.document.conformance import check_version, nonconformity
from generator.document.defaults import apply_defaults
from generator.document.model import Document
from generator.document.references import Linker, circular, dangling, misdirected
from generator.document.validator_messages import shorten
from generator.document.yaml_source import read_folder

ROOT_FILE = "openapi.yaml"


@dataclass(frozen=True, slots=True)
class Bundle:
    """A structurally valid document, and the error of openapi-spec-validator (empty if it accepts the document)."""

    document: Document
    rejection: str = ""

    def unexplained(self) -> list[Diagnostic]:
        """Return the rejection as a diagnostic of the whole document.

        The validator gives no location. The lint covers its checks beyond structure (unique operation ids, declared path
        parameters, valid defaults) with file and pointer. This covers what the lint does not find.
        """
        if not self.rejection:
            return []
        message = f"openapi-spec-validator rejects the document: {self.rejection}."
        return [self.document.diagnostic_at((), message, "Follow OpenAPI 3.1.")]


def bundle(folder: Path, label: str = "openapi") -> Bundle | list[Diagnostic]:
    """Read ``openapi.yaml`` of a folder and every file that it refers to into one valid OpenAPI 3.1 document.

    ``label`` replaces the path of the folder in diagnostics. Return the diagnostics if the document is invalid. Raise OSError
    if a file cannot be read. `#/components/...` references and the order of the keys are kept.
    """
    sources = read_folder(folder, label)
    root = f"{label}/{ROOT_FILE}"
    if root not in sources:
        return [Diagnostic(root, "", "the file does not exist.", "It is the root of the document. Create it.")]
    diagnostics = [diagnostic for source in sources.values() for diagnostic in source.diagnostics]
    if diagnostics:
        return diagnostics
    values = {name: source.value for name, source in sources.items()}
    if diagnostic := check_version(values[root], root):
        return [diagnostic]
    linker = Linker(values, root)
    source_map = linker.link()
    if linker.diagnostics:
        return linker.diagnostics
    used = {file for file, _ in source_map.origins.values()}
    content, rejection = _resolve(folder, {name.removeprefix(f"{label}/"): values[name] for name in used})
    document = Document(content, source_map, tuple(sources), values)
    if diagnostics := check_structure(document):
        return diagnostics
    merged = merge_all_of(document)
    complete = apply_defaults(merged) if isinstance(merged, Document) else merged
    return Bundle(complete, rejection) if isinstance(complete, Document) else complete


def check_structure(document: Document) -> list[Diagnostic]:
    """Return why a resolved document is not valid OpenAPI 3.1. Each check relies on the checks before it."""
    return [*dangling(document)] or nonconformity(document) or [*misdirected(document)] or [*circular(document)]


def to_json(content: dict[str, Any]) -> bytes:
    """Return a bundle as the JSON that is committed. The same document results in the same bytes."""
    return (json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False) + "\n").encode()


def _resolve(folder: Path, files: Mapping[str, Any]) -> tuple[dict[str, Any], str]:
    """Return the resolved document and the error of openapi-spec-validator (empty if there is none).

    ``files`` are the contents of the root and of all that it refers to, so that prance reads none of them again.
    """
    # A parsed URL keeps the path unchanged. In a URL string a `#` or a `%` in the name of a folder would be misread.
    url = ParseResult("file", "", (folder / ROOT_FILE).resolve().as_posix(), "", "", "")
    read = {
        (urlresource(absurl(ParseResult("", "", name, "", "", ""), url)), True): value
        for name, value in files.items()
        if isinstance(value, dict)
    }
    resolver = RefResolver(files[ROOT_FILE], url, resolve_types=RESOLVE_FILES, encoding="utf-8", reference_cache=read)
    resolver.resolve_references()
    content: dict[str, Any] = json.loads(json.dumps(resolver.specs))
    return content, _rejection(content)


def _rejection(content: dict[str, Any]) -> str:
    try:
        validate(_without_patterns(content, {}), cls=OpenAPIV31SpecValidator)
    except Exception as error:  # noqa: BLE001
        # The validator lets other exceptions through, such as UnknownType of jsonschema. `check_structure` reports most of their
        # causes with a location.
        return shorten(str(error)) or type(error).__name__
    return ""


def _without_patterns(node: Any, known: dict[Any, Any]) -> Any:
    """Return a document without patterns: the validator would match defaults as Python does, for minutes if it backtracks.

    Equal parts are one object, which is kept in ``known``: the validator checks each object once, and reports no location.
    """
    if isinstance(node, dict):
        members = {
            key: _without_patterns(value, known)
            for key, value in node.items()
            if not (key == "pattern" and isinstance(value, str))
        }
        return known.setdefault(("{", *((key, *_identity(value)) for key, value in members.items())), members)
    if isinstance(node, list):
        elements = [_without_patterns(one, known) for one in node]
        return known.setdefault(("[", *map(_identity, elements)), elements)
    return node


def _identity(value: Any) -> tuple[type, Any]:
    """Return what is equal for two values that are the same: `1` and `true` are not."""
    return type(value), id(value) if isinstance(value, dict | list) else value
