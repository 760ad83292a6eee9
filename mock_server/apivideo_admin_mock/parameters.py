"""Reads the query of a request into typed values."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from math import isfinite
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

from apivideo_admin_mock.problem import Kind, Violation
from apivideo_admin_mock.spec import Parameter
from apivideo_admin_mock.validation import Validator

_INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,300})\Z", re.ASCII)
_NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,300})(\.[0-9]{1,300})?([eE][+-]?[0-9]{1,3})?\Z", re.ASCII)
_LONGEST_REMEMBERED = 512


class Query(NamedTuple):
    """What a query says: the ``values`` with their defaults, those that were ``sent``, and what is wrong with them."""

    values: Mapping[str, Any]
    sent: Mapping[str, Any]
    violations: tuple[Violation, ...]


class QueryReader:
    """Reads the query of one operation. Reading is a pure function of the text, so that recent ones are remembered."""

    def __init__(
        self, parameters: Sequence[Parameter], components: Mapping[str, Any], secrets: Collection[str]
    ) -> None:
        self._schemas = {parameter.name: parameter.schema for parameter in parameters}
        self._defaults = {name: schema["default"] for name, schema in self._schemas.items() if "default" in schema}
        schema = {
            "type": "object",
            "properties": self._schemas,
            "required": [parameter.name for parameter in parameters if parameter.required],
            "additionalProperties": False,
            "components": components,
        }
        self._validator = Validator(
            schema, kind=Kind.INVALID_QUERY_PARAMETER, noun="query parameter of this request", secrets=secrets
        )
        self._remembered = lru_cache(maxsize=1024)(self._read)

    def read(self, query: str) -> Query:
        """Give what a query says."""
        return self._remembered(query) if len(query) <= _LONGEST_REMEMBERED else self._read(query)

    def _read(self, query: str) -> Query:
        try:
            pairs = parse_qsl(query, keep_blank_values=True, errors="strict")
        except UnicodeDecodeError:
            violation = Violation(
                Kind.INVALID_QUERY_PARAMETER,
                "query",
                "The query is not UTF-8; percent-encode its values as UTF-8.",
                "encoding: UTF-8",
            )
            return Query({}, {}, (violation,))
        values: dict[str, Any] = {}
        repeated: list[Violation] = []
        for name, text in pairs:
            if self._schemas.get(name, {}).get("type") == "array":
                values.setdefault(name, []).append(text)
            elif name in values:
                repeated.append(
                    Violation(Kind.INVALID_QUERY_PARAMETER, name, f"`{name}` is given more than once.", "given once")
                )
            else:
                values[name] = _typed(text, self._schemas.get(name, {}))
        violations = (*repeated, *self._validator.violations(values))
        return Query(self._defaults | values, values, violations)


def _typed(text: str, schema: Mapping[str, Any]) -> Any:
    """Give the value that a text stands for; where it stands for none, the text, for the validator to refuse."""
    match schema.get("type"):
        # A whole number stays one: in the links of a page it is written as it came.
        case "integer" | "number" if _INTEGER.match(text):
            return int(text)
        case "number" if _NUMBER.match(text) and isfinite(float(text)):
            return float(text)
        case "boolean" if text in {"true", "false"}:
            return text == "true"
        case _:
            return text
