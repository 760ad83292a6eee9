"""Check whether a document is valid, with the stages and lints of the generator."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from apivideo_admin_contract.document.reading import read_document
from apivideo_admin_contract.document.references import UnsupportedError
from apivideo_admin_mock import SpecError
from apivideo_admin_mock.spec import load_api
from generator.diagnostic import Diagnostic
from generator.document import Document, SourceMap
from generator.document.conformance import nonconformity
from generator.document.pointer import Keys
from generator.document.references import circular, dangling, misdirected
from generator.document.walk import METHODS
from generator.lint.run import RULES
from generator.render import render

ROOT = "openapi/openapi.yaml"
LINTS = {rule.__name__: rule for rule in RULES}
_STRUCTURE = (dangling, nonconformity, misdirected, circular)
_COMPONENTS = ("schemas", "parameters", "headers", "responses")

#: Rules that compare several places: an edit of the corpus changes one.
OF_OTHER_PLACES = {
    "texts_agree_with_the_rate_limit",
    "pages_agree_on_their_size",
    "formats_of_integers_have_bounds",
}


def errors_of(content: dict[str, Any]) -> dict[str, list[Diagnostic]]:
    """Return the diagnostics by the name of their rule. An error of one stage leaves out the later stages."""
    document = as_document(content)
    for stage in _STRUCTURE:
        if errors := [*stage(document)]:
            return {stage.__name__: errors}
    found = {name: [*rule(document)] for name, rule in LINTS.items() if name not in OF_OTHER_PLACES}
    return {name: errors for name, errors in found.items() if errors}


def rejections(content: dict[str, Any], scratch: Path, *, wanted: str = "") -> dict[str, str]:
    """Return what rejects a document, by name, with the first message: a lint, or else one of the packages that read it.

    If ``wanted`` is a lint, run only that one.
    """
    if wanted in LINTS:
        errors = [*LINTS[wanted](as_document(content))]
        return {wanted: str(errors[0])} if errors else {}
    if found := errors_of(content):
        return {name: str(errors[0]) for name, errors in found.items()}
    rendered = render(content, scratch)
    refused = {"render": str(rendered[0])} if rendered else {}
    for read, error in ((load_api, SpecError), (read_document, UnsupportedError)):
        try:
            read(content)
        except error as reason:
            refused[read.__name__] = str(reason)
    return refused


def as_document(content: dict[str, Any]) -> Document:
    """Return a bundled document as if it was read from a folder: a file for each operation and each kind of component."""
    junctions = dict(_fixtures(content))
    return Document(content, SourceMap(junctions), tuple(dict.fromkeys(file for file, _ in junctions.values())))


def _fixtures(content: Mapping[str, Any]) -> Iterator[tuple[Keys, tuple[str, Keys]]]:
    yield (), (ROOT, ())
    for path, item in content["paths"].items():
        for method in METHODS:
            if method in item:
                tag, name = (item[method].get("tags") or ["untagged"])[0], item[method].get("operationId", method)
                yield ("paths", path, method), (f"openapi/{tag}/{name}.yaml", ())
    for kind in _COMPONENTS:
        for name in content["components"].get(kind, {}):
            yield ("components", kind, name), (f"openapi/shared/{kind}.yaml", (name,))
