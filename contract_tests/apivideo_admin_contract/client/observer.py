"""Check the rules of every response, in each exchange of every check."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Mapping
from functools import cached_property
from http import HTTPStatus
from typing import Any, Final, NoReturn
from urllib.parse import unquote

import jsonschema_rs

from apivideo_admin_contract.document.document import Document, Operation
from apivideo_admin_contract.document.exchange import Exchange
from apivideo_admin_contract.rules import http_rules, resource_rules
from apivideo_admin_contract.rules.documented_problems import PROBLEM_JSON, DocumentedProblems, headers_by_status
from apivideo_admin_contract.rules.expect import shown
from apivideo_admin_contract.rules.verdict import Violation
from apivideo_admin_contract.values.validity import validator_of

#: They have no content of their own to check: RFC 9110, sections 9.3.2 and 9.3.7.
_BODILESS: Final = {"HEAD", "OPTIONS"}
#: The statuses with which a server may refuse a chunked request: 411 (RFC 9110, section 15.5.12) and 501 (RFC 9112, section 6.1). A
#: document of an API lists neither.
NO_CHUNKS: Final = {411, 501}


class Observer:
    """Check exchanges against the document. Create it once per document: it compiles the schemas."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self._problems, self._problem_headers = DocumentedProblems(document), headers_by_status(document)
        self._routes = [(_pattern(path), operations) for path, operations in document.by_path().items()]
        self._validators: dict[tuple[str, int], Mapping[str, jsonschema_rs.Validator | None]] = {}

    def operation(self, method: str, path: str) -> Operation | None:
        """Return the operation that a request is for, or None; ``path`` is percent-encoded."""
        for pattern, operations in self._routes:
            if pattern.fullmatch(path):
                return next((one for one in operations if one.method == method), None)
        return None

    def check(self, exchange: Exchange) -> None:
        """Raise Violation if the response breaks a rule of every response."""
        where = f"{exchange.method} {unquote(exchange.path)}"
        if exchange.status in NO_CHUNKS and "transfer-encoding" in exchange.headers:
            return
        if exchange.status >= 500:
            raise Violation(
                f"{where}: status {exchange.status}: {shown(_text(exchange.body))}", resource_rules.NO_SERVER_ERROR
            )
        self._check_headers(exchange, where)
        self._check_rate_limit(exchange, where)
        if exchange.method not in _BODILESS:
            self._check_length(exchange, where)
            self._check_body(exchange, where)
        elif exchange.method == "HEAD" and exchange.body:
            raise Violation(
                f"{where}: the response to HEAD has content: {shown(_text(exchange.body))}", http_rules.HEAD
            )

    def _check_headers(self, exchange: Exchange, where: str) -> None:
        node = self._response(exchange)
        elsewhere = self._problem_headers.get(exchange.status, self._everywhere)
        declared = node.get("headers", {}) if node else elsewhere
        for name, header in declared.items():
            value = exchange.response_headers.get(name.lower())
            if value is None:
                if header.get("required"):
                    raise Violation(
                        f"{where}: the response with status {exchange.status} has no {name} header",
                        resource_rules.HEADERS,
                    )
            elif header["schema"].get("type") == "integer":
                low = header["schema"].get("minimum", 0)
                if not value.isascii() or not value.isdigit() or int(value) < low:
                    raise Violation(
                        f"{where}: {name} must be a whole number of {low} or more, not {value!r}",
                        resource_rules.HEADERS,
                    )

    def _check_rate_limit(self, exchange: Exchange, where: str) -> None:
        """Check that the numbers agree with each other. Only the checks of the limit know its value."""
        limit, remaining, reset, wait = (
            _number(exchange.response_headers.get(name))
            for name in ("x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-retry-after", "retry-after")
        )
        if remaining > limit:
            raise Violation(
                f"{where}: X-RateLimit-Remaining is {remaining}, more than X-RateLimit-Limit, {limit}",
                http_rules.RATE_LIMIT_HEADERS,
            )
        # Rounding may add a whole second to the window.
        most = math.ceil(self.document.seconds) + 1
        if max(reset, wait) > most:
            raise Violation(
                f"{where}: the headers ask for a wait of {max(reset, wait)} seconds, although the window resets in at most {most}",
                http_rules.RATE_LIMIT_HEADERS,
            )

    def _check_length(self, exchange: Exchange, where: str) -> None:
        length = exchange.response_headers.get("content-length")
        if length is not None and exchange.status == HTTPStatus.NO_CONTENT:
            raise Violation(
                f"{where}: a 204 must not have Content-Length (RFC 9110, section 8.6)",
                resource_rules.HEADERS,
            )
        encoded = "content-encoding" in exchange.response_headers
        if length is not None and not encoded and int(length) != len(exchange.body):
            raise Violation(
                f"{where}: Content-Length is {length}, but the content has {len(exchange.body)} bytes",
                resource_rules.HEADERS,
            )

    def _check_body(self, exchange: Exchange, where: str) -> None:
        operation = exchange.operation
        if operation is not None and self._response(exchange) is None:
            documented = ", ".join(str(code) for code in sorted(operation.statuses))
            raise Violation(
                f"{where}: status {exchange.status} is not documented for {operation.id} ({documented}): "
                f"{shown(_text(exchange.body))}",
                resource_rules.DOCUMENTED_STATUS,
            )
        content = self._contents(exchange)
        if not content:
            if exchange.body and operation is not None:
                raise Violation(f"{where}: status {exchange.status} must have no content", resource_rules.SCHEMA)
            return
        media_type = exchange.response_headers.get("content-type", "").partition(";")[0].strip().lower()
        if media_type not in content:
            expected = " or ".join(content)
            raise Violation(
                f"{where}: status {exchange.status} has the media type {media_type or '(none)'}, not {expected}",
                resource_rules.MEDIA_TYPE,
            )
        value = self._check_value(exchange, content[media_type], where)
        if media_type == PROBLEM_JSON and (complaint := self._problems.violation(exchange.status, value)):
            raise Violation(f"{where}: {complaint}", http_rules.PROBLEM)

    def _check_value(self, exchange: Exchange, validator: jsonschema_rs.Validator | None, where: str) -> Any:
        try:
            value = _JSON.decode(exchange.body.decode("utf-8"))
        except ValueError:
            raise Violation(
                f"{where}: the content is not JSON: {shown(_text(exchange.body))}", resource_rules.SCHEMA
            ) from None
        error = next(validator.iter_errors(value), None) if validator else None
        if error is not None:
            at = "/".join(str(part) for part in error.instance_path)
            raise Violation(f"{where}: at /{at} of the response: {error.message}", resource_rules.SCHEMA)
        return value

    def _response(self, exchange: Exchange) -> Mapping[str, Any] | None:
        if exchange.operation is None:
            return None
        found: Mapping[str, Any] | None = exchange.operation.node["responses"].get(str(exchange.status))
        return found

    def _contents(self, exchange: Exchange) -> Mapping[str, jsonschema_rs.Validator | None]:
        """Return the media types of a response, each with its schema. An undocumented error must be a problem."""
        node = self._response(exchange)
        if node is None:
            return {"application/problem+json": self._problem} if exchange.status >= 400 else {}
        assert exchange.operation is not None
        key = (exchange.operation.id, exchange.status)
        if key not in self._validators:
            contents = node.get("content", {}).items()
            self._validators[key] = {
                name: validator_of(one["schema"]) if "schema" in one else None for name, one in contents
            }
        return self._validators[key]

    @cached_property
    def _problem(self) -> jsonschema_rs.Validator | None:
        """The schema of a problem without further members: that of the 401."""
        for operation in self.document.operations:
            content = operation.node["responses"].get("401", {}).get("content", {})
            if "application/problem+json" in content:
                return validator_of(content["application/problem+json"]["schema"])
        return None

    @cached_property
    def _everywhere(self) -> Mapping[str, Any]:
        """The headers that every documented response has."""
        found = [one.get("headers", {}) for operation in self.document.operations for one in _responses(operation)]
        return {name: header for name, header in found[0].items() if all(name in one for one in found)}


def _responses(operation: Operation) -> Iterable[Mapping[str, Any]]:
    responses: Mapping[str, Mapping[str, Any]] = operation.node["responses"]
    return responses.values()


def _pattern(path: str) -> re.Pattern[str]:
    return re.compile(
        "".join("[^/]+" if part.startswith("{") else re.escape(part) for part in re.split(r"(\{[^{}]+\})", path))
    )


def _number(text: str | None) -> int:
    """Return the number in a header, or 0 if it is missing or a date."""
    return int(text) if text and text.isascii() and text.isdigit() else 0


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a JSON number (RFC 8259, section 6)")


#: Made once: `json.loads` with an argument makes a decoder for each call.
_JSON: Final = json.JSONDecoder(parse_constant=_no_constant)


def _text(content: bytes) -> str:
    return content.decode("utf-8", "replace")
