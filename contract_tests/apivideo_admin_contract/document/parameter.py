"""The query parameters of an operation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Schema = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Parameter:
    """A query parameter. ``match`` is how its ``x-filter`` compares (None for no filter), ``days`` its ``x-days``.

    ``filters_by`` is the property that it filters by, with a dot between the names of nested ones. With ``commas`` the values of a list
    are separated by commas; without it, each is a parameter of its own. ``groups`` is whether it names what splits the rows of a report
    (``x-effect: group``).
    """

    name: str
    schema: Schema
    required: bool
    match: str | None
    days: Mapping[str, int]
    filters_by: str = ""
    commas: bool = False
    groups: bool = False

    @property
    def path(self) -> tuple[str, ...]:
        """The names of the property that it filters by, the outermost first."""
        return tuple(self.filters_by.split("."))

    @property
    def is_list(self) -> bool:
        """Whether it has a list of values."""
        return self.schema.get("type") == "array"

    @property
    def value_schema(self) -> Schema:
        """The schema of a single value."""
        items: Schema = self.schema.get("items", {}) if self.is_list else self.schema
        return items

    @property
    def is_text(self) -> bool:
        """Whether its values are strings without an enum. A format or a pattern may restrict them."""
        return self.schema.get("type") == "string" and "enum" not in self.schema


def read_parameter(node: Mapping[str, Any]) -> Parameter:
    """Return a query parameter. ``node`` is its JSON object with every ``$ref`` resolved."""
    form = node.get("x-filter")
    if not isinstance(form, dict):
        form = {"match": form, "property": node["name"]}
    return Parameter(
        name=node["name"],
        schema=node["schema"],
        required=node.get("required", False),
        match=form["match"],
        days=node.get("x-days", {}),
        filters_by=form["property"],
        commas=node.get("explode") is False,
        groups=node.get("x-effect") == "group",
    )
