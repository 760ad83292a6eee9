"""Values that break one keyword of a schema and nothing else: they are valid without the keyword, and invalid with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain, islice
from typing import Any, Final

from apivideo_admin_contract.document.parameter import Schema
from apivideo_admin_contract.values.samples import candidates
from apivideo_admin_contract.values.validity import is_valid

#: The keywords that have no effect without another one, which is left out with them.
_WITH: Final[Mapping[str, frozenset[str]]] = {
    "if": frozenset({"then", "else"}),
    "contains": frozenset({"minContains", "maxContains"}),
}
_VALUES: Final = frozenset({"examples", "example", "default"})
#: Texts that hardly any format allows.
_MALFORMED: Final = ("not a value", "[", "{", "%")
_NUMBERS: Final = 8
#: A name that no schema of the document has.
_UNKNOWN: Final = "an_unknown_name_that_is_long"


def violation_of(schema: Schema, keyword: str) -> list[Any]:
    """Return a value that is valid without a keyword and invalid with it, in a list, or an empty list if none is found."""
    if keyword not in schema:
        return []
    without = {keyword, *_WITH.get(keyword, ()), *_VALUES}
    rest = {name: value for name, value in schema.items() if name not in without}
    tried = chain(_of_keyword(schema, keyword, rest), _made(rest), _changed(schema, rest))
    return list(islice((one for one in tried if is_valid(rest, one) and not is_valid(schema, one)), 1))


def _made(schema: Schema) -> Iterator[Any]:
    for number in range(_NUMBERS):
        yield from candidates(schema, number)


def _of_keyword(schema: Schema, keyword: str, rest: Schema) -> Iterator[Any]:
    """Yield values that a keyword is about: those that it forbids, or those with a condition."""
    match keyword:
        case "not" | "if":
            yield from _made({**rest, **schema[keyword]})
        case "then":
            yield from _made({**rest, **schema.get("if", {})})
        case "format":
            yield from _MALFORMED
        case "multipleOf":
            yield from (value + 1 for value in candidates(rest, 0) if isinstance(value, int | float))


def _changed(schema: Schema, rest: Schema) -> Iterator[Any]:
    """Yield changes of valid arrays and objects: with fewer members, and with more."""
    for value in chain(_made(schema), _made(rest)):
        if isinstance(value, list):
            yield from (value[:-1], value[::-1], [*value, *value], [])
        elif isinstance(value, dict):
            yield {}
            yield from ({name: one} for name, one in value.items())
            yield from ({name: one for name, one in value.items() if name != left} for left in value)
            yield from ({**value, _UNKNOWN: one} for one in list(value.values())[:1])
