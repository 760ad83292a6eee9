"""Validate values with the engine that the mock uses, and check patterns: both take linear time, and both readers agree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote

import jsonschema_rs

from generator.document.model import Document, Node
from generator.document.pointer import Keys, to_pointer

_DOCUMENT: Final = "openapi:///document"
# Finite automata: the time to match is linear in the length of a text.
_LINEAR: Final = jsonschema_rs.RegexOptions()
_INVALID: Final = (jsonschema_rs.ValidationError, jsonschema_rs.ReferencingError, ValueError)
_WITH_BACKTRACKING: Final = jsonschema_rs.FancyRegexOptions()


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault of a value: the path in the value, the message of the validator, and the keyword that the value violates."""

    path: Keys
    message: str
    keyword: str


class Validators:
    """The validators of the schemas of a document (JSON Schema 2020-12, with formats)."""

    def __init__(self, content: Mapping[str, Any]) -> None:
        resource = (_DOCUMENT, as_unicode(dict(content)))
        self._registry = jsonschema_rs.Registry([resource], draft=jsonschema_rs.Draft202012)

    def faults(self, schema: Node, value: Any) -> Iterator[Fault]:
        """Yield each fault of a value; none if the schema itself is invalid, which others report. ``schema`` is a node of the document."""
        reference = {"$ref": f"{_DOCUMENT}#{quote(to_pointer(schema.path))}"}
        try:
            validator = jsonschema_rs.Draft202012Validator(
                reference, validate_formats=True, registry=self._registry, pattern_options=_LINEAR
            )
        except _INVALID:
            return
        for error in validator.iter_errors(as_unicode(value)):
            yield Fault(tuple(error.instance_path), error.message, str(error.schema_path[-1]))


def validators_of(document: Document) -> Validators:
    """Return the validators of the schemas of a document, which share one registry of its components."""
    return document.once("validators", lambda: Validators(document.content))


def as_unicode(node: Any) -> Any:
    """Return a value with `?` for each half of a surrogate pair, which the engine cannot read. YAML with one is refused earlier."""
    if isinstance(node, str):
        return node if node.isascii() else node.encode("utf-8", "replace").decode()
    if isinstance(node, dict):
        return {as_unicode(key): as_unicode(value) for key, value in node.items()}
    return [as_unicode(one) for one in node] if isinstance(node, list) else node


def is_pattern(pattern: str) -> bool:
    """Return whether a text is a regular expression of ECMA-262, as JSON Schema requires (2020-12, core, 6.4)."""
    return _compiles(pattern, _WITH_BACKTRACKING)


def takes_linear_time(pattern: str) -> bool:
    """Return whether finite automata match a pattern: it has no look-around and no back-reference."""
    return _compiles(pattern, _LINEAR)


def _compiles(pattern: str, options: jsonschema_rs.RegexOptions | jsonschema_rs.FancyRegexOptions) -> bool:
    try:
        jsonschema_rs.Draft202012Validator({"pattern": pattern}, pattern_options=options)
    except _INVALID:
        return False
    return True
