"""Resolve every ``$ref``: map each part of the bundle to its file, and find dangling, misplaced and circular references."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from generator.diagnostic import Diagnostic, suggest
from generator.document.model import Document, Node, SourceMap
from generator.document.pointer import Keys, from_pointer, to_pointer
from generator.document.walk import SCHEMA_KINDS, document_references, walk_document

_Location = tuple[str, Keys]

_MAX_DEPTH = 64  # levels of the bundle; the validators and the parser are recursive
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")  # RFC 3986, section 3.1
# prance reads the name as a part of a URL: in another name it would decode or cut off something.
_FILE_NAME = re.compile(r"[\w ./-]*")
_INDEX = re.compile(r"0|[1-9][0-9]{0,8}")  # RFC 6901, section 4
_DEPTH = 3  # keys of a reference to a component: components, its kind, its name
_GROUPS = {
    **dict.fromkeys(SCHEMA_KINDS, "schemas"),
    "parameter": "parameters",
    "header": "headers",
    "response": "responses",
    "request body": "requestBodies",
    "example": "examples",
    "link": "links",
    "security scheme": "securitySchemes",
}


@dataclass(slots=True)
class Linker:
    """Resolve the references of all files, starting at the root file.

    ``files`` maps file names, relative to the folder of the root file, to their contents.
    """

    files: Mapping[str, Any]
    root: str
    origins: dict[Keys, _Location] = field(default_factory=dict)
    diagnostics: list[Diagnostic] = field(default_factory=list)

    def link(self) -> SourceMap:
        """Visit everything that the root file refers to, fill ``diagnostics``, and return the map of the bundle."""
        self._enter((self.root, ()), (), ())
        return SourceMap(self.origins)

    def _enter(self, location: _Location, bundle: Keys, ancestors: tuple[_Location, ...]) -> None:
        self.origins[bundle] = location
        file, inner = location
        value = self.files[file]
        for key in inner:
            value = value[key]
        self._walk(value, location, bundle, (*ancestors, location))

    def _walk(self, value: Any, location: _Location, bundle: Keys, ancestors: tuple[_Location, ...]) -> None:
        if len(bundle) > _MAX_DEPTH:
            message = f"the document is nested deeper than {_MAX_DEPTH} levels."
            self.diagnostics.append(
                Diagnostic(
                    location[0],
                    to_pointer(location[1]),
                    message,
                    "Move an inner schema to a component and refer to it.",
                )
            )
            return
        if isinstance(value, dict):
            if "$ref" in value:
                target = self._target(value, location, ancestors)
                if isinstance(target, Diagnostic):
                    self.diagnostics.append(target)
                elif target is not None:
                    self._enter(target, bundle, ancestors)
                    return
            for key, item in value.items():
                self._walk(item, (location[0], (*location[1], key)), (*bundle, key), ancestors)
        elif isinstance(value, list):
            for index, item in enumerate(value):
                self._walk(item, (location[0], (*location[1], index)), (*bundle, index), ancestors)

    def _target(
        self, value: dict[str, Any], location: _Location, ancestors: tuple[_Location, ...]
    ) -> _Location | Diagnostic | None:
        """Return the target of a reference to a file or a diagnostic; None for a reference inside the bundle."""
        ref = value["$ref"]
        if not isinstance(ref, str):
            return _diagnostic(location, "`$ref` must be text.", "Write a file name and a JSON pointer.")
        if ref.startswith("#/components/"):
            return None
        return self._outside(ref, value, location, ancestors)

    def _outside(
        self, ref: str, value: dict[str, Any], location: _Location, ancestors: tuple[_Location, ...]
    ) -> _Location | Diagnostic:
        name, _, fragment = ref.partition("#")
        if _SCHEME.match(name) or name.startswith(("/", "\\")):
            return _diagnostic(
                location, f"`{ref}` is outside of this folder.", "Copy the target into a file of this folder."
            )
        if not _FILE_NAME.fullmatch(name):
            fix = "Rename the file: letters, digits, spaces, `.`, `_` and `-`."
            return _diagnostic(location, f"`{ref}` is not the plain name of a file.", fix)
        file = posixpath.normpath(posixpath.join(posixpath.dirname(location[0]), name))
        if not name or file in {location[0], self.root}:
            return _diagnostic(
                location, f"`{ref}` is not a component of the bundle.", "Refer to it as `#/components/...`."
            )
        if file not in self.files:
            fix = suggest(file, self.files, "Create it or fix the reference.")
            return _diagnostic(location, f"the file `{file}` does not exist.", fix)
        if len(value) > 1:
            return _diagnostic(location, "members beside a `$ref` to a file are ignored.", "Move them into that file.")
        return self._inside((file, from_pointer(fragment)), location, ancestors)

    def _inside(
        self, target: _Location, location: _Location, ancestors: tuple[_Location, ...]
    ) -> _Location | Diagnostic:
        file, keys = target
        name = f"{file}#{to_pointer(keys)}"
        value = self.files[file]
        for key in keys:
            if not isinstance(value, dict) or key not in value:
                known = value if isinstance(value, dict) else {}
                return _diagnostic(location, f"`{name}` does not exist.", suggest(str(key), known, "Add it there."))
            value = value[key]
        if target in ancestors:
            return _diagnostic(
                location, f"`{name}` contains itself.", "Refer to a component instead: `#/components/...`."
            )
        return target


def _diagnostic(location: _Location, message: str, fix: str) -> Diagnostic:
    return Diagnostic(location[0], to_pointer((*location[1], "$ref")), message, fix)


def follow(root: Node, reference: str) -> Node | None:
    """Return the target of a ``#/...`` reference, or None if there is none.

    The keys can be percent-encoded (RFC 6901, section 6), and lead through lists.
    """
    if not reference.startswith("#/"):
        return None
    node: Node | None = root
    for key in from_pointer(unquote(reference[1:])):
        node = _child(node, key) if node is not None else None
    return node


def _child(node: Node, key: str) -> Node | None:
    if isinstance(node.value, list) and _INDEX.fullmatch(key) and int(key) < len(node.value):
        return Node((*node.path, int(key)), node.value[int(key)])
    return node.get(key)


def dangling(document: Document) -> Iterator[Diagnostic]:
    """Yield a diagnostic for each ``#/...`` reference of the bundle that is dangling or circular."""
    for node in document_references(document):
        seen = set()
        target: Node | None = node
        while target is not None and isinstance(target.value, dict) and "$ref" in target.value:
            ref = target.value["$ref"]
            if ref in seen:
                yield document.diagnostic(
                    node, f"`{ref}` refers to itself.", "Refer to a component that is not a reference."
                )
                break
            seen.add(ref)
            keys = from_pointer(ref.removeprefix("#"))
            target = document.lookup(keys)
        if target is None:
            yield document.diagnostic_at((*node.path, "$ref"), f"`{ref}` does not exist.", _root_line(document, keys))


def _root_line(document: Document, keys: tuple[str, ...]) -> str:
    """Return the line to add to the root if a file defines the target, else a suggestion."""
    root, _ = document.sources.locate(())
    group, name = "/".join(keys[:-1]), keys[-1]
    for file, value in document.file_values.items():
        if file != root and isinstance(value, dict) and name in value:
            relative = posixpath.relpath(file, posixpath.dirname(root))
            return f"Add `{name}: {{$ref: {relative}#{to_pointer([name])}}}` to `{group}` of the root file."
    parent = document.lookup(keys[:-1])
    return suggest(
        name, dict(parent.items()) if parent else {}, f"Add it to `{group or 'components'}` of the root file."
    )


def misdirected(document: Document) -> Iterator[Diagnostic]:
    """Yield a diagnostic for each ``#/...`` reference to a component of the wrong kind."""
    for kind, node in walk_document(document):
        ref = node.get("$ref")
        if ref is None:
            continue
        group = _GROUPS.get(kind)
        if group is None:
            yield document.diagnostic(ref, f"a `$ref` is not allowed here ({kind}).", "Write the value itself.")
            continue
        keys = from_pointer(str(ref.value).removeprefix("#"))
        if len(keys) != _DEPTH or keys[1] != group:
            message = f"`{ref.value}` is not under `components/{group}`, which is required here ({kind})."
            yield document.diagnostic(ref, message, f"Refer to `#/components/{group}/...`.")


# Keywords whose schemas apply to the same value. Recursion through `properties` or `items` is valid.
_IN_PLACE = ("allOf", "anyOf", "oneOf", "not", "if", "then", "else")


def circular(document: Document) -> Iterator[Diagnostic]:
    """Yield a diagnostic for each named schema that refers to itself through ``allOf`` and similar keywords."""
    schemas = document.lookup(("components", "schemas"))
    for name, node in schemas.items() if schemas else ():
        if _reaches_itself(document, node):
            message = f"the schema `{name}` is composed of itself."
            yield document.diagnostic(node, message, "Remove it from its own `allOf`, `anyOf` or `oneOf`.")


def _reaches_itself(document: Document, start: Node) -> bool:
    origin = document.resolve(start).path
    seen: set[Keys] = set()
    pending = list(_parts(document, document.resolve(start)))
    while pending:
        node = pending.pop()
        if node.path == origin:
            return True
        if node.path not in seen:
            seen.add(node.path)
            pending += _parts(document, node)
    return False


def _parts(document: Document, schema: Node) -> Iterator[Node]:
    for keyword in _IN_PLACE:
        part = schema.get(keyword)
        if part is not None:
            inner = part.elements() if isinstance(part.value, list) else [part]
            yield from (document.resolve(each) for each in inner)
