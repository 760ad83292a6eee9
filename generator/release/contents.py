"""What a version of a package contains: the names, documents and files that its users depend on."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

import yaml

from generator.diagnostic import Diagnostic
from generator.release.packages import Package
from generator.surface.declaration import Surface
from generator.surface.flags import read_flags
from generator.surface.reader import read_surface_of
from generator.surface.rule_ids import read_rule_ids
from generator.sync import read_tree
from generator.versions import Version


@dataclass(frozen=True, slots=True)
class Contents:
    """The contents of a version.

    ``api`` is the version of the API that it is made for. ``surface`` has the public names, the flags of commands (as functions with a
    keyword for each) and the ids of rules; ``documents`` are OpenAPI documents by name; ``files`` are the digests of the files in
    the wheel and of ``pyproject.toml``, without the file of the version.
    """

    api: Version
    surface: Surface
    documents: Mapping[str, dict[str, Any]] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)


def read_contents(
    package: Package, api: Version, surface: Surface, files: Mapping[str, bytes]
) -> Contents | Diagnostic:
    """Read the contents of a package from its ``files`` (see :func:`package_files`). ``surface`` is added to what is read.

    Return a diagnostic if a module that :mod:`generator.release.packages` names is missing. Raise ValueError or SyntaxError if a file is
    invalid.
    """
    own = {name.removeprefix(f"{package.module}/"): data for name, data in files.items()}
    try:
        found = dict(surface)
        if package.public:
            found |= read_surface_of(package.module, own, package.public, package.needed)
        found |= {command: read_flags(own[module]) for command, module in package.commands.items()}
        found |= read_rule_ids(own) if package.rules else {}
        documents = {name: _document(file, own[file]) for name, file in package.documents.items()}
    except KeyError as missing:
        message = f"{package.name} has no file `{missing.args[0]}`, which its entry names."
        return Diagnostic("generator/release/packages.py", "", message, "Name the file that replaces it.")
    version = f"{package.module}/{package.version}"
    digests = {name: sha256(data).hexdigest()[:16] for name, data in files.items() if name != version}
    return Contents(api, found, documents, digests)


def package_files(
    root: Path, package: Package, generated: Mapping[str, bytes], deleted: Iterable[str]
) -> dict[str, bytes]:
    """Return what is in the wheel of a package, by name: the present files, with the ``generated`` ones and without the ``deleted``.

    Raise OSError if a file cannot be read.
    """
    found = {f"{package.code}/{name}": data for name, data in read_tree(root / package.code).items()}
    found |= {name: data for name, data in generated.items() if name.startswith(f"{package.code}/")}
    for name in deleted:
        found.pop(name, None)
    metadata = root / package.folder / "pyproject.toml"
    if metadata.is_file():
        found[f"{package.folder}/pyproject.toml"] = metadata.read_bytes()
    return {name.removeprefix(f"{package.folder}/"): data for name, data in sorted(found.items())}


def _document(name: str, data: bytes) -> dict[str, Any]:
    """Read an OpenAPI document. A JSON Schema becomes that of a response, so that both are compared by the same rules."""
    content: dict[str, Any] = json.loads(data) if name.endswith(".json") else yaml.safe_load(data)
    if "openapi" in content:
        return content
    title = name.rpartition("/")[2]
    schema = {name: value for name, value in content.items() if name not in {"$schema", "$defs"}}
    response = {"description": title, "content": {"application/json": {"schema": schema}}}
    operation = {"operationId": title.partition(".")[0], "responses": {"200": response}}
    return {
        "openapi": "3.1.0",
        "info": {"title": title, "version": "1.0.0"},
        "paths": {f"/{title}": {"get": operation}},
        "$defs": content.get("$defs", {}),
    }
