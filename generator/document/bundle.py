"""Bundle the files of ``openapi/`` into one document: every ``$ref`` to a file is replaced by its target."""

from __future__ import annotations

import json
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import ParseResult

from prance import ResolvingParser  # type: ignore[import-untyped]  # it has no types
from prance.util.resolver import RESOLVE_FILES  # type: ignore[import-untyped]  # as above

from generator.diagnostic import Diagnostic
from generator.document.composition import merge_all_of
from generator.document.conformance import check_version, nonconformity
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
    content, rejection = _resolve(folder / ROOT_FILE, values[root])
    document = Document(content, source_map, tuple(sources), values)
    if diagnostics := check_structure(document):
        return diagnostics
    merged = merge_all_of(document)
    return Bundle(merged, rejection) if isinstance(merged, Document) else merged


def check_structure(document: Document) -> list[Diagnostic]:
    """Return why a resolved document is not valid OpenAPI 3.1. Each check relies on the checks before it."""
    return [*dangling(document)] or nonconformity(document) or [*misdirected(document)] or [*circular(document)]


def to_json(content: dict[str, Any]) -> bytes:
    """Return a bundle as the JSON that is committed. The same document results in the same bytes."""
    return (json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False) + "\n").encode()


class _Parser(ResolvingParser):  # type: ignore[misc]  # it has no types
    """A parser that starts from a root that was read already. prance caches the first content that it reads from a path."""

    def __init__(self, root: Any, url: ParseResult) -> None:
        super().__init__(
            url, lazy=True, backend="openapi-spec-validator", resolve_types=RESOLVE_FILES, encoding="utf-8"
        )
        self.specification = deepcopy(root)

    def parse(self) -> None:
        """Resolve the references and validate the document."""
        self._validate()


def _resolve(root: Path, value: Any) -> tuple[dict[str, Any], str]:
    """Return the resolved document and the error of openapi-spec-validator (empty if there is none)."""
    # A parsed URL keeps the path unchanged. In a URL string a `#` or a `%` in the name of a folder would be misread.
    url = ParseResult("file", "", root.resolve().as_posix(), "", "", "")
    parser = _Parser(value, url)
    rejection = ""
    try:
        parser.parse()
    except OSError:
        raise
    except Exception as error:  # noqa: BLE001
        # The validator lets other exceptions through (UnknownType of jsonschema, re.error, ...). `check_structure` reports most of
        # their causes with a location. The document is resolved at this point.
        rejection = shorten(str(error)) or type(error).__name__
    content: dict[str, Any] = json.loads(json.dumps(parser.specification))
    return content, rejection
