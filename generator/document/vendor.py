"""Read a plain OpenAPI 3.0 or 3.1 document of another party as OpenAPI 3.1 without `x-` keywords.

Such a document is not in the house style, and need not be valid: it is read leniently, and what is missing stays missing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import yaml

from generator.diagnostic import Diagnostic
from generator.document.model import Node
from generator.document.upgrade import upgrade_schema
from generator.document.walk import METHODS, SCHEMA_KINDS, references, walk
from generator.document.yaml_source import FAST_LOADER

_MAX_BYTES: Final = 20_000_000
_VERSION: Final = re.compile(r"3\.([01])\.[0-9]+(-.*)?")


class _Loader(FAST_LOADER):  # type: ignore[misc]  # which of the two loaders exists depends on how PyYAML was built
    """Reads dates as text, as JSON does."""

    yaml_implicit_resolvers: Final = {
        first: [one for one in resolvers if one[0] != "tag:yaml.org,2002:timestamp"]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


def read_vendor_document(path: Path, label: str) -> dict[str, Any] | list[Diagnostic]:
    """Return the document of a file (JSON or YAML), upgraded to OpenAPI 3.1, or why it cannot be read.

    ``label`` is its name in diagnostics. Raise OSError if the file cannot be read.
    """
    if path.stat().st_size > _MAX_BYTES:
        return [
            Diagnostic(label, "", f"the file has more than {_MAX_BYTES:,} bytes.", "Keep only what you need of it.")
        ]
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        return [Diagnostic(label, "", f"byte {error.start} is not UTF-8.", "Save the file as UTF-8.")]
    try:
        # Through JSON: aliases become copies, keys become text, and a value that contains itself is an error.
        content = json.loads(json.dumps(yaml.load(text, Loader=_Loader)))  # noqa: S506 - a safe loader
    except (yaml.YAMLError, ValueError, TypeError, RecursionError) as error:
        reason = " ".join(str(error).split())[:200]
        return [Diagnostic(label, "", f"the file is neither YAML nor JSON: {reason}.", "Fix its syntax.")]
    return _checked(content, label)


def _checked(content: Any, label: str) -> dict[str, Any] | list[Diagnostic]:
    version = content.get("openapi") if isinstance(content, dict) else None
    found = _VERSION.fullmatch(str(version))
    if found is None:
        message = f"`{version}` is not a version of OpenAPI 3.0 or 3.1."
        return [Diagnostic(label, "/openapi", message, "Convert the document to OpenAPI 3.1.")]
    if not isinstance(content.get("paths"), dict):
        return [Diagnostic(label, "/paths", "the document has no paths.", "Use a document with operations.")]
    if elsewhere := list(_elsewhere(content)):
        message = f"`{elsewhere[0]}` is in another file."
        return [Diagnostic(label, "", message, "Bundle the document into one file first.")]
    upgrade(content, is_3_0=found[1] == "0")
    document: dict[str, Any] = content
    return document


def _elsewhere(content: dict[str, Any]) -> Iterator[str]:
    for node in references(Node((), content)):
        ref = node.value["$ref"]
        if isinstance(ref, str) and not ref.startswith("#/"):
            yield ref


def upgrade(content: dict[str, Any], *, is_3_0: bool) -> None:
    """Remove the `x-` keywords of a document in place, and write what OpenAPI 3.0 has of its own as in 3.1."""
    content["openapi"] = "3.1.0"
    for kind, node in walk(Node((), content)):
        if not isinstance(node.value, dict):
            continue
        for name in [name for name in node.value if name.startswith("x-")]:
            del node.value[name]
        if kind in SCHEMA_KINDS and is_3_0:
            upgrade_schema(node.value)
            _upgrade_nullable(node.value)
        if kind == "path item":
            _declare_in_operations(node.value)


def _declare_in_operations(item: dict[str, Any]) -> None:
    """Move the parameters of a path into each of its operations. An operation's own parameter of the same name applies."""
    shared = item.pop("parameters", None)
    for method in METHODS if isinstance(shared, list) else ():
        operation = item.get(method)
        if isinstance(operation, dict):
            own = operation.get("parameters", [])
            known = {(one.get("in"), one.get("name")) for one in own if isinstance(one, dict)}
            operation["parameters"] = [*(one for one in shared if (one.get("in"), one.get("name")) not in known), *own]


def _upgrade_nullable(schema: dict[str, Any]) -> None:
    """Write `nullable` of OpenAPI 3.0 as a type or as an alternative."""
    if schema.pop("nullable", False) is not True:
        return
    if isinstance(schema.get("type"), str):
        schema["type"] = [schema["type"], "null"]
        if isinstance(schema.get("enum"), list) and None not in schema["enum"]:
            schema["enum"].append(None)
    elif isinstance(parts := schema.pop("allOf", None), list):
        inner = parts[0] if len(parts) == 1 else {"allOf": parts}
        schema["anyOf"] = [inner, {"type": "null"}]
