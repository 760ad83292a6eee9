"""Whether a document may exist: what the bundle and the lints have against it, by the names of the rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from apivideo_admin_contract.document.document import UnsupportedError, read_document
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
_BY_FILE = ("schemas", "parameters", "headers", "responses")


def objections(content: dict[str, Any]) -> dict[str, list[Diagnostic]]:
    """Give the diagnostics by the name of the rule that gives them; a later stage is not asked where an earlier one objects."""
    document = as_document(content)
    for stage in _STRUCTURE:
        if faults := [*stage(document)]:
            return {stage.__name__: faults}
    found = {name: [*rule(document)] for name, rule in LINTS.items()}
    return {name: faults for name, faults in found.items() if faults}


def refusers(content: dict[str, Any], scratch: Path, *, wanted: str = "") -> dict[str, str]:
    """Give who refuses a document, by name, with the first reason: the lints, and where those let it pass, the packages.

    Where ``wanted`` names a lint, only that one is asked.
    """
    if wanted in LINTS:
        faults = [*LINTS[wanted](as_document(content))]
        return {wanted: str(faults[0])} if faults else {}
    if found := objections(content):
        return {name: str(faults[0]) for name, faults in found.items()}
    rendered = render(content, scratch)
    refused = {"render": str(rendered[0])} if rendered else {}
    for read, error in ((load_api, SpecError), (read_document, UnsupportedError)):
        try:
            read(content)
        except error as reason:
            refused[read.__name__] = str(reason)
    return refused


def as_document(content: dict[str, Any]) -> Document:
    """Give a bundled document as if it came from a folder: a file an operation, and one for each kind of component."""
    junctions = dict(_fixtures(content))
    return Document(content, SourceMap(junctions), tuple(dict.fromkeys(file for file, _ in junctions.values())))


def _fixtures(content: Mapping[str, Any]) -> Iterator[tuple[Keys, tuple[str, Keys]]]:
    yield (), (ROOT, ())
    for path, item in content["paths"].items():
        for method in METHODS:
            if method in item:
                tag, name = (item[method].get("tags") or ["untagged"])[0], item[method].get("operationId", method)
                yield ("paths", path, method), (f"openapi/{tag}/{name}.yaml", ())
    for kind in _BY_FILE:
        for name in content["components"].get(kind, {}):
            yield ("components", kind, name), (f"openapi/shared/{kind}.yaml", (name,))
