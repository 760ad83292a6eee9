"""Makes one document of the files of ``openapi/``: every reference to a file is replaced by what it refers to."""

from __future__ import annotations

import json
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import ParseResult

from prance import ResolvingParser  # type: ignore[import-untyped]  # it has no types
from prance.util.resolver import RESOLVE_FILES  # type: ignore[import-untyped]  # as above

from generator.conformance import check_version, nonconformity
from generator.cycles import circular
from generator.diagnostic import Diagnostic
from generator.document import Document
from generator.files import read_folder
from generator.references import Linker, dangling, misdirected
from generator.validator_messages import shorten

ROOT_FILE = "openapi.yaml"


@dataclass(frozen=True, slots=True)
class Bundle:
    """A document of the right structure, and what openapi-spec-validator said against it (empty if nothing)."""

    document: Document
    rejection: str = ""

    def unexplained(self) -> list[Diagnostic]:
        """Return the rejection as a diagnostic.

        The validator tells no place. What it checks beyond structure (unique operation ids, declared path parameters,
        valid defaults) is linted here with file and pointer; this is for what a lint does not find.
        """
        if not self.rejection:
            return []
        message = f"openapi-spec-validator says: {self.rejection}."
        return [self.document.diagnostic_at((), message, "Write it as OpenAPI 3.1 says.")]


def bundle(folder: Path, label: str = "openapi") -> Bundle | list[Diagnostic]:
    """Read ``openapi.yaml`` of a folder, with all that it refers to, into one valid OpenAPI 3.1 document.

    ``label`` stands for the folder in diagnostics. What is wrong comes back as diagnostics; OSError is raised where a
    file cannot be read. `#/components/...` references stay, and the order of the keys is that of the files.
    """
    sources = read_folder(folder, label)
    root = f"{label}/{ROOT_FILE}"
    if root not in sources:
        return [Diagnostic(root, "", "the file does not exist.", "It is the root of the document: create it.")]
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
    return check_structure(document) or Bundle(document, rejection)


def check_structure(document: Document) -> list[Diagnostic]:
    """Return what keeps a resolved document from being valid OpenAPI 3.1; each check relies on those before it."""
    return [*dangling(document)] or nonconformity(document) or [*misdirected(document)] or [*circular(document)]


def to_json(content: dict[str, Any]) -> bytes:
    """Write a bundle as the JSON that is committed: the same bytes for the same document."""
    return (json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False) + "\n").encode()


class _Parser(ResolvingParser):  # type: ignore[misc]  # it has no types
    """Begins with a root that was read already: prance itself keeps the first that it reads from a place for good."""

    def __init__(self, root: Any, url: ParseResult) -> None:
        super().__init__(
            url, lazy=True, backend="openapi-spec-validator", resolve_types=RESOLVE_FILES, encoding="utf-8"
        )
        self.specification = deepcopy(root)

    def parse(self) -> None:
        """Resolve the references, and validate."""
        self._validate()


def _resolve(root: Path, value: Any) -> tuple[dict[str, Any], str]:
    """Return the resolved document, and why openapi-spec-validator rejects it (empty if it does not)."""
    # As a parsed URL the path is taken as it is; as text a `#` or a `%` in the name of a folder would be misread.
    url = ParseResult("file", "", root.resolve().as_posix(), "", "", "")
    parser = _Parser(value, url)
    rejection = ""
    try:
        parser.parse()
    except OSError:
        raise
    except Exception as error:  # noqa: BLE001
        # The validator raises whatever it meets in shapes that it does not foresee (UnknownType of jsonschema, re.error, ...), and
        # most of these are told with their place by `structural_faults`. The document is resolved by then.
        rejection = shorten(str(error)) or type(error).__name__
    content: dict[str, Any] = json.loads(json.dumps(parser.specification))
    return content, rejection
