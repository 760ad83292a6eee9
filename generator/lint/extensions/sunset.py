"""The rule for `x-sunset`: the date from which something deprecated can be removed."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostic import Diagnostic
from generator.document import Document
from generator.document.walk import walk_document


def sunsets_are_of_something_deprecated(document: Document) -> Iterator[Diagnostic]:
    """Require `deprecated: true` beside `x-sunset`. The deprecation is what clients see."""
    for _, node in walk_document(document):
        sunset = node.get("x-sunset")
        if sunset is not None and node.value.get("deprecated") is not True:
            message = "`x-sunset` announces the removal of something that is not deprecated."
            yield document.diagnostic(sunset, message, "Add `deprecated: true`, or remove it.")


RULES = (sunsets_are_of_something_deprecated,)
