"""Resolve ``$ref`` inside a document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from apivideo_admin_mock.errors import SpecError


class Refs:
    """Resolves references of the form ``#/components/...``."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._document = document

    def resolve(self, node: Any, pointer: str) -> Mapping[str, Any]:
        """Return the object that a node is or refers to. Raises SpecError if there is none."""
        return self.locate(node, pointer)[0]

    def locate(self, node: Any, pointer: str) -> tuple[Mapping[str, Any], str]:
        """Return the object that a node is or refers to, and its pointer. Raises SpecError if there is none."""
        seen: set[str] = set()
        while isinstance(node, dict) and "$ref" in node:
            ref = str(node["$ref"])
            if ref in seen:
                raise SpecError(pointer, f"`{ref}` refers to itself")
            seen.add(ref)
            node, pointer = self._lookup(ref, pointer), ref.removeprefix("#")
        if not isinstance(node, dict):
            raise SpecError(pointer, "must be an object")
        return node, pointer

    def _lookup(self, ref: str, pointer: str) -> Any:
        node: Any = self._document
        if not ref.startswith("#/"):
            raise SpecError(pointer, f"`{ref}` is not in the document; bundle it first (python -m generator)")
        for token in ref[2:].split("/"):
            key = token.replace("~1", "/").replace("~0", "~")
            if not isinstance(node, dict) or key not in node:
                raise SpecError(pointer, f"`{ref}` does not exist")
            node = node[key]
        return node
