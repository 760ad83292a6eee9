"""Rules for the `x-` keywords: only those of ``openapi/keywords.json``, where they are allowed and in their form."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import jsonschema_rs

from generator.diagnostic import Diagnostic, suggest
from generator.document import Document
from generator.document.walk import texts, walk_document

#: The keywords as a JSON Schema, which the mock reads as well. It belongs to the generator: a document has no keywords of its own.
VOCABULARY: Final = Path(__file__).parents[3] / "openapi" / "keywords.json"


@dataclass(frozen=True, slots=True)
class Keyword:
    """Where a keyword is allowed, the validator of its value, and its form in words."""

    locations: frozenset[str]
    validator: jsonschema_rs.Validator
    form: str

    def fits(self, value: Any) -> bool:
        """Return whether a value has the form of the keyword. A number with a fraction is not an integer, even if the fraction is zero."""
        return self.validator.is_valid(value) and not _has_fractions(value) and _is_in_order(value)


def _has_fractions(value: Any) -> bool:
    members = value.values() if isinstance(value, dict) else (value,)
    return any(isinstance(one, float) for one in members)


def _is_in_order(value: Any) -> bool:
    """Return whether `low` is not above `high`, which JSON Schema cannot require."""
    return not (isinstance(value, dict) and "kind" in value) or bool(value.get("low", 0) <= value.get("high", 0))


def _read(vocabulary: Mapping[str, Any]) -> dict[str, Keyword]:
    definitions = vocabulary["$defs"]
    return {
        name: Keyword(
            frozenset(schema["locations"]),
            jsonschema_rs.Draft202012Validator({**schema, "$defs": definitions}),
            schema["description"],
        )
        for name, schema in vocabulary["properties"].items()
    }


_VOCABULARY: Final = json.loads(VOCABULARY.read_text(encoding="utf-8"))
KEYWORDS: Final[Mapping[str, Keyword]] = _read(_VOCABULARY)
SET_WORDS: Final = frozenset(_VOCABULARY["properties"]["x-set"]["additionalProperties"]["enum"])


def keywords_are_known(document: Document) -> Iterator[Diagnostic]:
    """Forbid unknown `x-` keywords. They are usually misspelt and would be ignored silently."""
    for kind, node in walk_document(document):
        for name, child in node.items():
            if not name.startswith("x-"):
                continue
            if name not in KEYWORDS:
                fix = suggest(name, KEYWORDS, f"Use one of: {', '.join(KEYWORDS)}.")
                yield document.diagnostic(child, f"unknown keyword `{name}`.", fix)
            elif kind not in KEYWORDS[name].locations:
                locations = ", ".join(sorted(KEYWORDS[name].locations))
                message = f"`{name}` is not allowed here ({kind})."
                yield document.diagnostic(child, message, f"Move it to: {locations}.")


def keywords_have_their_form(document: Document) -> Iterator[Diagnostic]:
    """Require the documented form of each `x-` keyword (openapi/keywords.json)."""
    for kind, node in walk_document(document):
        for name, child in node.items():
            keyword = KEYWORDS.get(name)
            if keyword and kind in keyword.locations and not keyword.fits(child.value):
                yield document.diagnostic(child, f"invalid value of `{name}`.", f"Write {keyword.form}.")


def rate_limit_is_declared(document: Document) -> Iterator[Diagnostic]:
    """Require `x-rate-limit`. The mock enforces it and has no default."""
    if document.root.get("x-rate-limit") is None:
        fix = "Add `x-rate-limit: {requests: 10, seconds: 1}`."
        yield document.diagnostic(document.root, "the root has no `x-rate-limit`.", fix)


_NUMBERS = {word: number for number, word in enumerate("one two three four five six seven eight nine ten".split(), 1)}  # noqa: SIM905 - words
_RATE = re.compile(r"(?P<requests>\w+) requests (?:per|a|each|in|every) (?:(?P<seconds>\w+) )?seconds?\b")


def texts_agree_with_the_rate_limit(document: Document) -> Iterator[Diagnostic]:
    """Require `x-rate-limit` in texts that state a rate, such as "ten requests per second"."""
    node = document.root.get("x-rate-limit")
    if node is None or not KEYWORDS["x-rate-limit"].fits(node.value):
        return
    requests, seconds = node.value["requests"], node.value["seconds"]
    for text in texts(document):
        for found in _RATE.finditer(text.value):
            stated = (_number(found["requests"]), _number(found["seconds"] or "one"))
            if None not in stated and stated != (requests, seconds):
                message = f"the text says `{found[0]}`, but `x-rate-limit` is {requests} requests in {seconds} seconds."
                yield document.diagnostic(text, message, "Write the same rate in both.")


def _number(word: str) -> int | None:
    return int(word) if word.isdecimal() else _NUMBERS.get(word.lower())


RULES = (
    keywords_are_known,
    keywords_have_their_form,
    rate_limit_is_declared,
    texts_agree_with_the_rate_limit,
)
