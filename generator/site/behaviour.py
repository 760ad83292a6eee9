"""The ``x-`` keywords in words, as ``openapi/EXTENSIONS.md`` means them. The texts are CommonMark."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from generator.site.text import to_json

ACTIONS = {
    "list": "Gives one page of items; the link `next` in the answer leads to the following one, and is missing on the last.",
    "count": "Counts the items that a list with the same filters would give in all; a page of the list never tells.",
    "get": "Reads one item and changes nothing.",
    "create": "Makes a new item each time that it is called. A client that got no answer cannot know whether it did.",
    "update": "Changes the properties that are sent and leaves the others as they are. Sent twice, it leaves what it left once.",
    "delete": "Takes the item away. A second call finds nothing.",
    "report": "Gives one item a day, the oldest first; today (UTC) is the last.",
}
"""What each ``x-action`` does."""

_FILTERS = {
    "contains": "Filters by the property of the same name, which must contain this text, exact in case.",
    "equals": "Filters by the property of the same name, which must be equal to this.",
}
_SETS = {"start_of_next_month": "the first moment of the next month (UTC)"}
_GENERATED = {
    "id": "The server makes it: `{prefix}` and 22 base-58 characters, never the same twice.",
    "now": "The server sets it to the time of the request, to the second.",
    "secret": "The server makes it: {length} random letters and digits, never the same twice.",
    "day": "The day that the item reports.",
    "daily": "An amount of that day alone. The mock makes up {low} to {high}.",
    "cumulative": "A total as of that day, which never falls. The mock lets it grow by about {low} to {high} a day.",
}


def behaviour(node: Mapping[str, Any]) -> list[str]:
    """Return what the ``x-`` keywords of a parameter, a property or a schema mean, a sentence or two each."""
    return [
        sentence
        for keyword in sorted(node)
        if keyword.startswith("x-")
        for sentence in _sentences(keyword, node[keyword])
    ]


def _sentences(keyword: str, value: Any) -> Iterator[str]:
    match keyword, value:
        case "x-filter", str() if value in _FILTERS:
            yield _FILTERS[value]
        case "x-days", Mapping():
            yield from (f"`{word}` is the past {days} days, today (UTC) included." for word, days in value.items())
        case "x-set", Mapping():
            yield from (f"`{word}` stores {_SETS.get(source, source)}." for word, source in value.items())
        case "x-generate", {"kind": str(kind), **rest} if kind in _GENERATED:
            yield _GENERATED[kind].format_map(rest)
        case "x-expire", {"at": at, "flag": flag, "seconds": seconds}:
            yield (
                f"From the moment in `{at}` on, `{flag}` is true. {seconds} seconds later the item is gone, and all that"
                " belongs to it."
            )
        case _:  # A keyword that is newer than this table is shown rather than lost.
            yield f"`{keyword}`: `{' '.join(to_json(value).split())}`."
