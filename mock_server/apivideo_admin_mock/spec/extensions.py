"""The closed set of ``x-`` keywords (openapi/EXTENSIONS.md): any other one, or another form, fails the load."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

import msgspec

from apivideo_admin_mock.errors import SpecError


def _check_range(low: int, high: int) -> None:
    if low > high:
        raise ValueError(f"low is {low} and high only {high}")


class GenerateId(msgspec.Struct, tag_field="kind", tag="id", frozen=True, forbid_unknown_fields=True):
    """The prefix and 22 base-58 characters."""

    prefix: str


class GenerateNow(msgspec.Struct, tag_field="kind", tag="now", frozen=True, forbid_unknown_fields=True):
    """The time of the request."""


class GenerateSecret(msgspec.Struct, tag_field="kind", tag="secret", frozen=True, forbid_unknown_fields=True):
    """So many random letters and digits."""

    length: Annotated[int, msgspec.Meta(ge=1, le=1000)]


class GenerateDay(msgspec.Struct, tag_field="kind", tag="day", frozen=True, forbid_unknown_fields=True):
    """The day of an item of a report."""


class GenerateDaily(msgspec.Struct, tag_field="kind", tag="daily", frozen=True, forbid_unknown_fields=True):
    """An amount of its own for each day."""

    low: Annotated[int, msgspec.Meta(ge=0)]
    high: Annotated[int, msgspec.Meta(ge=0)]

    def __post_init__(self) -> None:
        """Refuse a range that holds nothing."""
        _check_range(self.low, self.high)


class GenerateCumulative(msgspec.Struct, tag_field="kind", tag="cumulative", frozen=True, forbid_unknown_fields=True):
    """A total that never falls."""

    low: Annotated[int, msgspec.Meta(ge=0)]
    high: Annotated[int, msgspec.Meta(ge=0)]

    def __post_init__(self) -> None:
        """Refuse a range that holds nothing."""
        _check_range(self.low, self.high)


Generate = GenerateId | GenerateNow | GenerateSecret | GenerateDay | GenerateDaily | GenerateCumulative


class Expire(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """From the moment in ``at`` on ``flag`` is true; ``seconds`` later the resource is gone."""

    at: str
    flag: str
    seconds: Annotated[int, msgspec.Meta(ge=0)]


class RateLimitForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """So many ``requests`` in any ``seconds``."""

    requests: Annotated[int, msgspec.Meta(ge=1)]
    seconds: Annotated[float, msgspec.Meta(gt=0)]


ActionForm = Literal["list", "count", "get", "create", "update", "delete", "report"]
FilterForm = Literal["contains", "equals"]
SetForm = dict[str, Literal["start_of_next_month"]]
DaysForm = dict[str, Annotated[int, msgspec.Meta(ge=1, le=366)]]

KEYWORDS: Mapping[str, Any] = {
    "x-rate-limit": RateLimitForm,
    "x-action": ActionForm,
    "x-filter": FilterForm,
    "x-days": DaysForm,
    "x-generate": Generate,
    "x-set": SetForm,
    "x-expire": Expire,
}


def read(node: Mapping[str, Any], keyword: str, form: Any, pointer: str) -> Any:
    """Give a keyword's value in its form, or None where it is missing. Raises SpecError where it has another form."""
    if keyword not in node:
        return None
    try:
        return msgspec.convert(node[keyword], form)
    except msgspec.ValidationError as error:
        raise SpecError(f"{pointer}/{keyword}", f"{error}; see EXTENSIONS.md for the form of `{keyword}`") from None


def check_all(node: Any, pointer: str = "") -> None:
    """Raise SpecError for the first ``x-`` keyword of a document that is unknown or has another form."""
    for place, mapping in _mappings(node, pointer):
        for key in mapping:
            if key.startswith("x-") and not _holds_names(place):
                if key not in KEYWORDS:
                    known = ", ".join(KEYWORDS)
                    raise SpecError(f"{place}/{key}", f"`{key}` is not a keyword; the set is closed: {known}")
                read(mapping, key, KEYWORDS[key], place)


def _mappings(node: Any, pointer: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    if isinstance(node, dict):
        yield pointer, node
        for key, child in node.items():
            # An example is data, and data may hold any name.
            if key not in {"example", "examples", "default", "enum", "const"}:
                yield from _mappings(child, f"{pointer}/{escape(str(key))}")
    elif isinstance(node, list):
        for index, child in enumerate(node):
            yield from _mappings(child, f"{pointer}/{index}")


def _holds_names(pointer: str) -> bool:
    return pointer.endswith(("/properties", "/headers"))


def escape(token: str) -> str:
    """Write one token of a JSON pointer (RFC 6901, section 3)."""
    return token.replace("~", "~0").replace("/", "~1")
