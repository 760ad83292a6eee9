"""The rule for `x-enum-descriptions`: what each value of an enum means."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from generator.diagnostic import Diagnostic
from generator.document import Document
from generator.document.operations import enum_of
from generator.document.walk import walk_document
from generator.lint.extensions.keywords import KEYWORDS

_NAME: Final = "x-enum-descriptions"


def enum_descriptions_are_of_each_value(document: Document) -> Iterator[Diagnostic]:
    """Require a description of each value of the `enum`, and of no other. A reader takes the list for the whole enum."""
    for kind, node in walk_document(document):
        described = node.get(_NAME)
        if described is None or not KEYWORDS[_NAME].fits(described.value):
            continue
        schema = node.get("schema") if kind == "parameter" else node
        values = [] if schema is None else enum_of(document.resolve(schema))
        for word in described.value:
            if word not in values:
                message = f"`{_NAME}` describes `{word}`, which is not in the `enum`."
                yield document.diagnostic(described, message, f"Add `{word}` to the `enum`, or remove it here.")
        for value in values:
            if value not in described.value:
                fix = f"Add `{value}: ` with what it means, or remove the keyword."
                yield document.diagnostic(described, f"`{_NAME}` does not describe `{value}`.", fix)


RULES = (enum_descriptions_are_of_each_value,)
