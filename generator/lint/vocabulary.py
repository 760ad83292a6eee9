"""Rules for the keywords, formats and patterns of schemas: only those of ``openapi/vocabulary.json`` are allowed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from generator.diagnostic import Diagnostic, suggest
from generator.document import Document, Node
from generator.document.validation import takes_linear_time
from generator.document.walk import SCHEMA_KINDS, walk_document

#: The keywords and formats, and how each reader serves them. It belongs to the generator: a document has no vocabulary of its own.
VOCABULARY: Final = Path(__file__).parents[2] / "openapi" / "vocabulary.json"

_VOCABULARY: Final = json.loads(VOCABULARY.read_text(encoding="utf-8"))
#: Of JSON Schema 2020-12 (core, applicators, validation, format, content, metadata) and OpenAPI 3.1 (4.8.24).
KEYWORDS: Final = frozenset({*_VOCABULARY["keywords"], *_VOCABULARY["annotations"]})
#: Valid keywords that are not supported: the reason and the fix.
UNSUPPORTED: Final[Mapping[str, tuple[str, str]]] = {
    name: (one["because"], one["fix"]) for name, one in _VOCABULARY["unsupported"].items()
}
# Keywords of OpenAPI 3.0 and of earlier drafts of JSON Schema, and their replacements.
_FORMER: Final[Mapping[str, str]] = _VOCABULARY["former"]
#: The types of each format (JSON Schema 2020-12, validation, 7.3, and OpenAPI 3.1, 4.4).
FORMATS: Final[Mapping[str, frozenset[str]]] = {
    name: frozenset(one["types"]) for name, one in _VOCABULARY["formats"].items()
}
_FORMER_FORMATS: Final[Mapping[str, str]] = _VOCABULARY["former_formats"]
_BITS: Final[Mapping[str, int]] = {"int32": 32, "int64": 64}

_PYTHON_ONLY = re.compile(r"\(\?(?:P[<=>]|[#(>]|[aiLmsux-]+[:)])|(?<!\\)(?:\\\\)*\\[AZ]")


def _schemas(document: Document) -> Iterator[Node]:
    for kind, node in walk_document(document):
        if kind in SCHEMA_KINDS and isinstance(node.value, dict):
            yield node


def schema_keywords_are_known(document: Document) -> Iterator[Diagnostic]:
    """Forbid unknown keywords. JSON Schema ignores them, so that a misspelt limit would have no effect."""
    for schema in _schemas(document):
        for name, node in schema.items():
            if name in KEYWORDS or name in UNSUPPORTED or name.startswith("x-"):
                continue
            message = f"`{name}` is not a keyword of JSON Schema 2020-12."
            if name == "nullable":
                yield document.diagnostic(node, message, _without_nullable(schema))
            else:
                otherwise = "Remove it. Extension keywords start with `x-`, see openapi/EXTENSIONS.md."
                yield document.diagnostic(node, message, _FORMER.get(name) or suggest(name, KEYWORDS, otherwise))


def _without_nullable(schema: Node) -> str:
    if schema.value["nullable"] is not True:
        return "Remove it. Values are not nullable unless `type` includes null."
    kind = schema.value.get("type")
    if "$ref" in schema.value:
        return 'Write `anyOf: [{$ref: ...}, {type: "null"}]` in its place.'
    types = kind if isinstance(kind, list) else [kind or "..."]
    return f'Write `type: [{", ".join(map(str, types))}, "null"]` in its place.'


def schema_keywords_are_supported(document: Document) -> Iterator[Diagnostic]:
    """Forbid keywords that the SDK or the mock would silently ignore."""
    for schema in _schemas(document):
        for name, node in schema.items():
            if name in UNSUPPORTED:
                why, fix = UNSUPPORTED[name]
                yield document.diagnostic(node, f"`{name}` is not supported: {why}.", fix)


def formats_are_known(document: Document) -> Iterator[Diagnostic]:
    """Forbid unknown formats. They are usually misspelt (`datetime`) and never checked."""
    for schema in _schemas(document):
        node = schema.get("format")
        if node is not None and node.value not in FORMATS:
            otherwise = f"Remove it, or use one of: {', '.join(FORMATS)}."
            fix = _FORMER_FORMATS.get(node.value) or suggest(node.value, FORMATS, otherwise)
            yield document.diagnostic(node, f"unknown format `{node.value}`.", fix)


def formats_go_with_their_types(document: Document) -> Iterator[Diagnostic]:
    """Require the type of the format. A format of another type has no effect."""
    for schema in _schemas(document):
        node, kind = schema.get("format"), schema.value.get("type")
        types = FORMATS.get(node.value) if node else None
        if node is None or types is None:
            continue
        if not types & set(kind if isinstance(kind, list) else [kind]):
            message = f"the format `{node.value}` does not apply to the type {kind or 'any'}."
            yield document.diagnostic(node, message, f"Write `type: {min(types)}`, or remove the format.")


def formats_of_integers_have_bounds(document: Document) -> Iterator[Diagnostic]:
    """Require the bounds of int32 and int64 in the schema. Some readers derive them from the format, others do not."""
    for schema in _schemas(document):
        node = schema.get("format")
        bits = _BITS.get(node.value) if node else None
        if node is None or bits is None:
            continue
        largest = 2 ** (bits - 1) - 1
        low, high = (schema.value.get(name) for name in ("minimum", "maximum"))
        if not (
            isinstance(low, int | float) and isinstance(high, int | float) and -largest - 1 <= low <= high <= largest
        ):
            message = f"`format: {node.value}` restricts values in some readers only, without `minimum` and `maximum`."
            fix = f"Write `minimum` and `maximum` within {-largest - 1} and {largest}, or remove the format."
            yield document.diagnostic(node, message, fix)


def patterns_are_portable(document: Document) -> Iterator[Diagnostic]:
    """Require patterns of ECMA-262, which all languages support (JSON Schema 2020-12, core, 6.4)."""
    for schema in _schemas(document):
        node = schema.get("pattern")
        found = _PYTHON_ONLY.search(node.value) if node else None
        if node and found:
            message = f"`{found[0]}` in the pattern is specific to Python."
            yield document.diagnostic(
                node, message, "Use the syntax of ECMA-262: `^` and `$`, `(?:...)`, `(?<name>...)`."
            )


def patterns_take_linear_time(document: Document) -> Iterator[Diagnostic]:
    """Forbid what only backtracking can match: a client could stop the mock with a text that takes minutes."""
    for schema in _schemas(document):
        node = schema.get("pattern")
        if node and not takes_linear_time(node.value):
            message = "the pattern has a look-around or a back-reference, which the mock does not match."
            yield document.diagnostic(node, message, "Write the pattern without it, or describe the rule in words.")


RULES = (
    schema_keywords_are_known,
    schema_keywords_are_supported,
    formats_are_known,
    formats_go_with_their_types,
    formats_of_integers_have_bounds,
    patterns_are_portable,
    patterns_take_linear_time,
)
