"""The texts of the operations: those of the source, or default ones in house style."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from generator.document import Node
from generator.scaffold.draft import Place, Texts
from generator.scaffold.names import Names
from generator.scaffold.schemas import cleaned

_SUMMARIES: Final[Mapping[str, str]] = {
    "list": "List {words}",
    "count": "Count {words}",
    "create": "Create {one}",
    "put": "Put {one}",
    "get": "Get {one}",
    "update": "Update {one}",
    "delete": "Delete {one}",
}
_DESCRIPTIONS: Final[Mapping[str, str]] = {
    "list": "Returns the {words} of {owner} in pages.",
    "count": "Returns the number of {words} of {owner}.",
    "create": "Creates {one} of {owner}.",
    "put": "Creates {one} of {owner}, or replaces it.",
    "get": "Returns {one}.",
    "update": "Changes properties of {one}.",
    "delete": "Deletes {one} permanently.",
}


def texts_of(action: str, operation: Node, names: Names, place: Place, *, is_single: bool = False) -> Texts:
    """Return the texts of an operation. ``action`` is an x-action, or the last segment of the path of a custom action."""
    one = f"the {names.word}" if is_single else names.one
    words = {"words": names.words, "one": one, "owner": place.owned_by}
    verb = action.replace("-", " ")
    summary = _SUMMARIES.get(action, f"{verb.capitalize()} {{one}}").format(**words)
    described = _DESCRIPTIONS.get(action, f"Performs `{verb}` on {{one}}.").format(**words)
    # A line break in a summary would break the first line of a docstring.
    own = " ".join(cleaned(operation.value.get("summary")).split())
    return Texts(own or summary, cleaned(operation.value.get("description")) or described)
