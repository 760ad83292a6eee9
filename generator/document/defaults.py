"""Add to each operation what the root states once in `x-defaults`: error responses, headers of responses, and links."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any, Final

from generator.diagnostic import Diagnostic, suggest
from generator.document.model import Document, SourceMap
from generator.document.operations import Operation, item_schema, operations, properties, success_schema
from generator.document.pointer import Keys, from_pointer
from generator.document.resources import collection_path

KEYWORD: Final = "x-defaults"
_FORM: Final = (
    "Write `responses: {STATUS: {$ref: ...}}`, `headers: {NAME: {$ref: ...}}` or `links: true` below `x-defaults`."
)
#: The members with references, each to a component of the same kind.
_REFERRING: Final = ("responses", "headers")
#: An error that only some operations can return (openapi/README.md, Errors).
_WITH_PATH_PARAMETERS: Final = frozenset({"404"})
_WITH_BODY: Final = frozenset({"413", "415"})
#: The actions below an item that its responses link to.
_BELOW: Final = frozenset({"list", "create", "report"})


def can_return(operation: Operation, status: str) -> bool:
    """Return whether an operation can return an error: a 404 needs a path parameter, a 413 or a 415 a request body."""
    if status in _WITH_PATH_PARAMETERS:
        return bool(operation.path_parameters)
    return status not in _WITH_BODY or operation.node.get("requestBody") is not None


def apply_defaults(document: Document) -> Document | list[Diagnostic]:
    """Return the document with the defaults in each operation and without `x-defaults`, or why they are invalid.

    What an operation states itself is kept. A diagnostic about an added part points to `x-defaults`.
    """
    if document.root.get(KEYWORD) is None:
        return document
    if diagnostics := [*_invalid(document)]:
        return diagnostics
    content = deepcopy(document.content)
    defaults = content.pop(KEYWORD)
    found = operations(document)
    adder = _Adder(
        Document(content, document.sources, document.files, document.file_values), defaults, _Paths.of(found)
    )
    for operation in found:
        adder.add(operation)
    added = {path: document.sources.locate((KEYWORD, *origin)) for path, origin in adder.origins.items()}
    return Document(content, SourceMap({**document.sources.origins, **added}), document.files, document.file_values)


def _invalid(document: Document) -> Iterator[Diagnostic]:
    node = document.root.at(KEYWORD)
    if not isinstance(node.value, dict):
        yield document.diagnostic(node, "`x-defaults` is not a mapping.", _FORM)
        return
    for name, member in node.items():
        if name == "links":
            if member.value is not True:
                yield document.diagnostic(member, "`links` is not true.", "Write `links: true`, or remove it.")
        elif name not in _REFERRING:
            fix = suggest(name, [*_REFERRING, "links"], _FORM)
            yield document.diagnostic(member, f"`{name}` is not a default.", fix)
        elif not isinstance(member.value, dict):
            yield document.diagnostic(member, f"`{name}` is not a mapping.", _FORM)
        else:
            for key, one in member.items():
                prefix = f"#/components/{name}/"
                reference = one.value.get("$ref") if isinstance(one.value, dict) and len(one.value) == 1 else None
                is_found = isinstance(reference, str) and reference.startswith(prefix)
                if not is_found or document.lookup(from_pointer(str(reference)[1:])) is None:
                    message = f"`{key}` does not refer to a component of `{name}`."
                    yield document.diagnostic(one, message, f'Write `{{$ref: "{prefix}NAME"}}`.')


def _parts(link: Mapping[str, Any]) -> Iterator[Keys]:
    """Yield the paths of a link that is added, and of its parts."""
    yield from ((), *((name,) for name in link), *(("parameters", name) for name in link["parameters"]))


@dataclass(frozen=True, slots=True)
class _Paths:
    """The operations of each path, the path of the items of each collection, and the operations one segment or more below each item."""

    operations: Mapping[str, list[Operation]]
    items: Mapping[str, str]
    below: Mapping[str, list[Operation]]

    @classmethod
    def of(cls, found: Iterable[Operation]) -> _Paths:
        """Return the paths of these operations, which are looked up for each of them."""
        paths: dict[str, list[Operation]] = defaultdict(list)
        below: dict[str, list[Operation]] = defaultdict(list)
        items: dict[str, str] = {}
        for one in found:
            paths[one.path].append(one)
            if one.is_item:
                items.setdefault(collection_path(one.path), one.path)
            item, _, rest = one.path.rpartition("}/")
            if rest and "{" not in rest and one.action in _BELOW:
                below[f"{item}}}"].append(one)
        return cls(paths, items, below)


@dataclass(slots=True)
class _Adder:
    """Adds the defaults in place. ``origins`` maps the path of each added part to its path below `x-defaults`."""

    document: Document
    defaults: Mapping[str, Any]
    paths: _Paths
    origins: dict[Keys, Keys] = field(default_factory=dict)

    def add(self, operation: Operation) -> None:
        """Add the defaults to an operation."""
        path = (*operation.node.path, "responses")
        value: dict[str, Any] = self.document.content["paths"][operation.path][operation.method]
        own: dict[str, Any] = value["responses"]
        for status, reference in self.defaults.get("responses", {}).items():
            if status not in own and can_return(operation, status):
                own[status] = deepcopy(reference)
                self.origins[*path, status] = ("responses", status)
        value["responses"] = dict(sorted(own.items()))
        for status, response in own.items():
            if "$ref" not in response:
                self._add_headers(response, (*path, status))
                if status.startswith("2") and self.defaults.get("links"):
                    self._add_links(operation, response, (*path, status))

    def _add_headers(self, response: dict[str, Any], path: Keys) -> None:
        own = response.get("headers", {})
        missing = {name: one for name, one in self.defaults.get("headers", {}).items() if name not in own}
        if missing:
            rest = {key: value for key, value in response.items() if key not in ("description", "headers")}
            described = {key: response[key] for key in ("description",) if key in response}
            response.clear()
            response.update({**described, "headers": {**deepcopy(missing), **own}, **rest})
            self.origins |= {(*path, "headers", name): ("headers", name) for name in missing}

    def _add_links(self, operation: Operation, response: dict[str, Any], path: Keys) -> None:
        own = response.get("links", {})
        links = {name: link for name, link in self._links(operation) if name not in own}
        if links:
            response["links"] = {**links, **own}
            # No part of a link is written in the file: each leads to the member that adds the links.
            parts = [(name, *rest) for name, link in links.items() for rest in _parts(link)]
            self.origins |= {(*path, "links", *part): ("links",) for part in parts}

    def _links(self, operation: Operation) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield a link for each operation that can follow: on the item of the response, and below it."""
        from_request = operation.action == "delete"
        prefix = "$request.path." if from_request else "$response.body#/"
        prefix += "items/0/" if operation.action == "list" else ""
        known = None if from_request else self._known(operation)
        for target in self._targets(operation):
            names = target.path_parameters
            if known is None or known >= {*names}:
                yield target.id, {"operationId": target.id, "parameters": {name: prefix + name for name in names}}

    def _known(self, operation: Operation) -> set[str]:
        """Return the properties of the item in the response of an operation."""
        find = item_schema if operation.action == "list" else success_schema
        return set(properties(self.document, find(self.document, operation)))

    def _targets(self, operation: Operation) -> list[Operation]:
        item = operation.path if operation.is_item else self.paths.items.get(operation.path)
        if item is None:
            return []
        on_item = [one for one in self.paths.operations[item] if one.id != operation.id]
        below = self.paths.below[item]
        own_list = [one for one in self.paths.operations[operation.path] if one.action == "list"]
        match operation.action:
            case "list":
                return [*on_item, *(one for one in below if one.action == "list")]
            case "get":
                return [*on_item, *below]
            case "create":
                return [*on_item, *below, *(own_list if operation.path_parameters else ())]
            case "update" | "delete":
                return [one for one in on_item if one.action == "get"]
        return []
