"""Parse the query of a request into typed values."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from math import isfinite
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, unquote_plus

from apivideo_admin_mock.http.problems import Violation, Violations
from apivideo_admin_mock.http.validation import Validator
from apivideo_admin_mock.shorten import shorten
from apivideo_admin_mock.spec import Parameter
from apivideo_admin_mock.spec.model import query_schema
from apivideo_admin_mock.spec.problems import Kind
from apivideo_admin_mock.spec.schemas import SchemaRegistry

_INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,300})\Z", re.ASCII)
_NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,300})(\.[0-9]{1,300})?([eE][+-]?[0-9]{1,3})?\Z", re.ASCII)
_MAX_CACHED_LENGTH = 512
_UNKNOWN = Parameter("", {})


class Query(NamedTuple):
    """A parsed query: the ``values`` with their defaults, the values that were ``sent``, and the ``violations``."""

    values: Mapping[str, Any]
    sent: Mapping[str, Any]
    violations: Violations


class QueryReader:
    """Parses the query of one operation. Recent results are cached: they depend on the text only."""

    def __init__(self, parameters: Sequence[Parameter], schemas: SchemaRegistry, secrets: Collection[str]) -> None:
        self._parameters = {parameter.name: parameter for parameter in parameters}
        self._defaults = {one.name: one.schema["default"] for one in parameters if "default" in one.schema}
        self._validator = Validator(
            query_schema(parameters),
            schemas,
            kind=Kind.INVALID_QUERY_PARAMETER,
            noun="query parameter of this request",
            secrets=secrets,
        )
        self._cached = lru_cache(maxsize=1024)(self._read)

    def read(self, query: str) -> Query:
        """Parse a query, without its question mark."""
        return self._cached(query) if len(query) <= _MAX_CACHED_LENGTH else self._read(query)

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
            return Query({}, {}, Violations([violation]))
        values: dict[str, Any] = {}
        repeated: dict[str, Violation] = {}
        raw = (one.partition("=")[2] for one in query.split("&") if one)
        for (name, text), encoded in zip(pairs, raw, strict=True):
            parameter = self._parameters.get(name, _UNKNOWN)
            if parameter.items is not None and not parameter.commas:
                values.setdefault(name, []).append(typed(text, parameter.items))
            elif name in values:
                shown = shorten(name)
                detail = f"`{shown}` occurs more than once."
                repeated[name] = Violation(Kind.INVALID_QUERY_PARAMETER, shown, detail, "at most once")
            elif parameter.items is not None:
                # Only the commas that are not percent-encoded separate values (OpenAPI 3.1, style values).
                texts = encoded.split(",") if encoded else []
                values[name] = [typed(unquote_plus(one), parameter.items) for one in texts]
            else:
                values[name] = typed(text, parameter.schema)
        violations = Violations.join(Violations(repeated.values()), self._validator.violations(values))
        return Query(self._defaults | values, values, violations)


def typed(text: str, schema: Mapping[str, Any]) -> Any:
    """Convert a text to the type of its schema. Return the text itself if it is not of that type: the validator rejects it."""
    match schema.get("type"):
        # An integer stays an integer, so that the links of a page repeat it unchanged.
        case "integer" | "number" if _INTEGER.match(text):
            return int(text)
        case "number" if _NUMBER.match(text) and isfinite(float(text)):
            return float(text)
        case "boolean" if text in {"true", "false"}:
            return text == "true"
        case _:
            return text
