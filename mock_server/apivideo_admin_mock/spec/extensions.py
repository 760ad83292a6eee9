"""The ``x-`` keywords (openapi/EXTENSIONS.md). Loading fails for an unknown keyword or an invalid value.

``keywords.json`` is a copy of ``openapi/keywords.json``, which the lint reads too. It says which values are valid. The classes here are
their types in Python.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import jsonschema_rs
import msgspec

from apivideo_admin_mock.errors import SpecError


def _check_range(low: int, high: int) -> None:
    if low > high:
        raise ValueError(f"low ({low}) is greater than high ({high})")


class GenerateId(msgspec.Struct, tag_field="kind", tag="id", frozen=True, forbid_unknown_fields=True):
    """An id: the prefix and 22 base-58 characters."""

    prefix: str


class GenerateNow(msgspec.Struct, tag_field="kind", tag="now", frozen=True, forbid_unknown_fields=True):
    """The time of the request."""


class GenerateUpdated(msgspec.Struct, tag_field="kind", tag="updated", frozen=True, forbid_unknown_fields=True):
    """The time of the last successful update; before the first one, the time of creation."""


class GenerateAfter(msgspec.Struct, tag_field="kind", tag="after", frozen=True, forbid_unknown_fields=True):
    """The time in the property ``time`` and a number of ``seconds``, or the number in the property of that name. Null without one."""

    time: str
    seconds: int | str


class GenerateSecret(msgspec.Struct, tag_field="kind", tag="secret", frozen=True, forbid_unknown_fields=True):
    """A secret of random letters and digits."""

    length: int


class GenerateDay(msgspec.Struct, tag_field="kind", tag="day", frozen=True, forbid_unknown_fields=True):
    """The day of an item of a report."""


class GenerateDaily(msgspec.Struct, tag_field="kind", tag="daily", frozen=True, forbid_unknown_fields=True):
    """An independent amount for each day, from ``low`` to ``high``."""

    low: int
    high: int

    def __post_init__(self) -> None:
        """Raise ValueError for an empty range."""
        _check_range(self.low, self.high)


class GenerateCumulative(msgspec.Struct, tag_field="kind", tag="cumulative", frozen=True, forbid_unknown_fields=True):
    """A total that never falls. It grows at a daily rate from ``low`` to ``high``."""

    low: int
    high: int

    def __post_init__(self) -> None:
        """Raise ValueError for an empty range."""
        _check_range(self.low, self.high)


class GenerateGroup(msgspec.Struct, tag_field="kind", tag="group", frozen=True, forbid_unknown_fields=True):
    """A value of the enum of the property: a report has a row for each."""


Generate = (
    GenerateId
    | GenerateNow
    | GenerateUpdated
    | GenerateAfter
    | GenerateSecret
    | GenerateDay
    | GenerateGroup
    | GenerateDaily
    | GenerateCumulative
)


class Expire(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """At the time in the property ``at``, ``flag`` becomes true; ``seconds`` later the resource is deleted.

    Without a ``flag``, it is deleted at that time.
    """

    at: str
    flag: str | None = None
    seconds: int = 0

    def __post_init__(self) -> None:
        """Raise ValueError for seconds in which nothing is marked."""
        if self.flag is None and self.seconds:
            raise ValueError("seconds without a flag: add `flag`, or remove `seconds`")


class Effect(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a custom action does to an item: properties to ``set``, and those to set to the time of the request, ``now``."""

    set: dict[str, Any] = {}
    now: tuple[str, ...] = ()


class RateLimitForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A maximum number of ``requests`` in any period of ``seconds``."""

    requests: int
    seconds: float


ActionForm = Literal["list", "count", "get", "create", "update", "put", "delete", "perform", "report"]
Match = Literal["contains", "equals", "has", "gt", "gte", "lt", "lte"]


class FilterForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A filter by a property of another name, or by a nested one: ``metadata.author``."""

    match: Match
    property: str


EffectForm = Literal["none", "group"] | Effect
SetForm = dict[str, Literal["start_of_next_month"]]
EnumDescriptionsForm = dict[str, str]
UniqueForm = bool
SunsetForm = str
WindowForm = int
DaysForm = dict[str, WindowForm]

#: The types of the keywords of ``keywords.json``.
TYPES: Mapping[str, Any] = {
    "x-rate-limit": RateLimitForm,
    "x-action": ActionForm,
    "x-filter": Match | FilterForm,
    "x-effect": EffectForm,
    "x-days": DaysForm | WindowForm,
    "x-generate": Generate,
    "x-set": SetForm,
    "x-enum-descriptions": EnumDescriptionsForm,
    "x-sunset": SunsetForm,
    "x-unique": UniqueForm,
    "x-expire": Expire,
}


@dataclass(frozen=True, slots=True)
class Keyword:
    """The validator of the values of a keyword, and its form in words."""

    validator: jsonschema_rs.Validator
    form: str


@cache
def keywords() -> Mapping[str, Keyword]:
    """Return the keywords of ``keywords.json``."""
    vocabulary = json.loads((Path(__file__).parent.parent / "keywords.json").read_text(encoding="utf-8"))
    definitions = vocabulary["$defs"]
    return {
        name: Keyword(jsonschema_rs.Draft202012Validator({**schema, "$defs": definitions}), schema["description"])
        for name, schema in vocabulary["properties"].items()
    }


def read(node: Mapping[str, Any], keyword: str, form: Any, pointer: str) -> Any:
    """Return the value of a keyword, or None if it is missing. Raises SpecError for an invalid value."""
    if keyword not in node:
        return None
    try:
        return msgspec.convert(node[keyword], form)
    except msgspec.ValidationError as error:
        raise SpecError(f"{pointer}/{keyword}", f"{error}; see openapi/EXTENSIONS.md, `{keyword}`") from None


def check_all(node: Any, pointer: str = "") -> None:
    """Raise SpecError for the first ``x-`` keyword of a document that is unknown or invalid."""
    known = keywords()
    for location, mapping in _mappings(node, pointer):
        for key in mapping:
            if key.startswith("x-") and not _holds_names(location):
                keyword = known.get(key)
                if keyword is None:
                    names = ", ".join(known)
                    raise SpecError(f"{location}/{key}", f"`{key}` is not a known keyword. Known keywords: {names}")
                if not keyword.validator.is_valid(mapping[key]):
                    raise SpecError(f"{location}/{key}", f"`{key}` has an invalid value; write {keyword.form}")
                read(mapping, key, TYPES[key], location)


def _mappings(node: Any, pointer: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    if isinstance(node, dict):
        yield pointer, node
        for key, child in node.items():
            # Examples are data and can contain any name.
            if key not in {"example", "examples", "default", "enum", "const"}:
                yield from _mappings(child, f"{pointer}/{escape(str(key))}")
    elif isinstance(node, list):
        for index, child in enumerate(node):
            yield from _mappings(child, f"{pointer}/{index}")


def _holds_names(pointer: str) -> bool:
    return pointer.endswith(("/properties", "/headers"))


def escape(token: str) -> str:
    """Escape one token of a JSON pointer (RFC 6901, section 3)."""
    return token.replace("~", "~0").replace("/", "~1")
