"""Check a response against what the document has for its operation and status: status, media type, headers and schema."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from apivideo_admin_mock.errors import SpecError
from apivideo_admin_mock.http.messages import SpecViolation
from apivideo_admin_mock.http.parameters import typed
from apivideo_admin_mock.http.payload import parse
from apivideo_admin_mock.http.problems import Problem
from apivideo_admin_mock.http.validation import Validator
from apivideo_admin_mock.proxy.exchange import UpstreamResponse
from apivideo_admin_mock.proxy.pointers import as_steps, node_of, pointer_of
from apivideo_admin_mock.spec import Api, Operation
from apivideo_admin_mock.spec.extensions import escape
from apivideo_admin_mock.spec.problems import Kind
from apivideo_admin_mock.spec.refs import Refs

#: The largest decoded body that is validated, in bytes.
MAX_DECODED: Final = 16 * 1024 * 1024

_PART: Final = "response"
_PROBLEM: Final = "application/problem+json"
_CACHED_BYTES: Final = 16_384
_REFUSED: Final = frozenset({400, 413, 415})
_SUCCESSES: Final = range(200, 300)
_NO_CONTENT: Final = frozenset({204, 304})


@dataclass(frozen=True, slots=True, eq=False)
class _Header:
    """A header of the document, compiled. ``field`` is its name in lowercase."""

    name: str
    field: str
    is_required: bool
    pointer: str
    schema: Mapping[str, Any]
    validator: Validator


@dataclass(frozen=True, slots=True, eq=False)
class _Expected:
    """A response of the document, compiled. ``content`` are the validators by media type."""

    pointer: str
    headers: Sequence[_Header]
    content: Mapping[str, Validator | None]


class ResponseRules:
    """The rules of the responses of one document. Recent results are cached: they depend on the bytes of a response only."""

    def __init__(self, api: Api) -> None:
        self._api, self._refs = api, Refs(api.document)
        self._expected: dict[
            tuple[str | None, int], _Expected | None
        ] = {}  # by operation or kind of problem, and status
        self._cached = lru_cache(maxsize=512)(self._of_body)
        self._header = lru_cache(maxsize=1024)(self._of_header)

    def violations(
        self, method: str, operation: Operation | None, problem: Problem | None, response: UpstreamResponse
    ) -> list[SpecViolation]:
        """Return the violations of a response.

        ``problem`` is what is wrong with the request, None if it is valid. The methods of a path, the response to OPTIONS, are not in the
        document.
        """
        if method == "OPTIONS":
            return []
        operation_id, status = None if operation is None else operation.id, response.status
        expected = self._find(operation, None if operation or problem is None else problem.kind, status)
        found = list(self._of_status(operation, problem, status))
        if expected is None:
            base = "/paths" if operation is None else f"{pointer_of(operation)}/responses"
            if not found:
                found.append(("status", base, "status", f"the document has no response with the status {status}"))
        else:
            found += self._of_headers(expected, response)
            if method != "HEAD":
                found += self._of_content(expected, response)
        return [SpecViolation(_PART, rule, operation_id, pointer, at, detail) for rule, pointer, at, detail in found]

    def _of_status(
        self, operation: Operation | None, problem: Problem | None, status: int
    ) -> Iterator[tuple[str, str, str, str]]:
        """Yield what a status means: an invalid request that is accepted, or a valid one that is refused."""
        if problem is not None and status in _SUCCESSES:
            pointer = "/paths" if operation is None else pointer_of(operation)
            wanted = self._api.problems[problem.kind].status
            reason = problem.violations[0].detail if problem.violations else problem.detail or problem.kind.value
            yield "invalid_request_accepted", pointer, "status", f"expected {wanted}, got {status}: {reason}"
        elif problem is None and operation is not None and status in _REFUSED:
            detail = f"got {status} for a request that matches the document"
            yield "valid_request_refused", f"{pointer_of(operation)}/responses/{status}", "status", detail

    def _find(self, operation: Operation | None, kind: Kind | None, status: int) -> _Expected | None:
        place = (kind if operation is None else operation.id, status)
        if place not in self._expected:
            self._expected[place] = self._read(operation, kind, status)
        return self._expected[place]

    def _read(self, operation: Operation | None, kind: Kind | None, status: int) -> _Expected | None:
        """Return what the document has for a status: of an operation, or of a request without one by the kind of its problem."""
        if operation is not None:
            responses, base = node_of(self._api, operation)["responses"], f"{pointer_of(operation)}/responses"
            for name in (str(status), f"{status // 100}XX", "default"):
                if name in responses:
                    return self._compile(responses[name], f"{base}/{escape(name)}")
            return None
        components = self._api.document.get("components", {}).get("responses", {})
        examples = [
            (one != kind, name, example["value"].get("status"))
            for name, response in components.items()
            for media in response.get("content", {}).values()
            for one, example in media.get("examples", {}).items()
        ]
        # A server may check the key or the rate limit before the URL: then its status is that of another response.
        for _, name, found in sorted(examples):
            if found == status:
                return self._compile(components[name], f"/components/responses/{escape(name)}")
        return None

    def _compile(self, node: Any, pointer: str) -> _Expected:
        response, pointer = self._refs.locate(node, pointer)
        headers = []
        for name, raw in response.get("headers", {}).items():
            place = f"{pointer}/headers/{escape(name)}"
            header, location = self._refs.locate(raw, place)
            schema = self._refs.resolve(header.get("schema", {}), location)
            is_required = header.get("required") is True
            headers.append(_Header(name, name.lower(), is_required, place, schema, self._validator(schema)))
        content = {
            media.partition(";")[0].strip().lower(): self._validator(one["schema"]) if "schema" in one else None
            for media, one in response.get("content", {}).items()
        }
        return _Expected(pointer, headers, content)

    def _validator(self, schema: Mapping[str, Any]) -> Validator:
        # The value is a member of an object, because the validators of the mock describe members.
        whole = {"type": "object", "properties": {"value": schema}}
        noun, secrets = "property of the response", self._api.secrets
        try:
            return Validator(whole, self._api.schemas, kind=Kind.INVALID_ATTRIBUTE, noun=noun, secrets=secrets)
        except SpecError as error:
            raise AssertionError(f"the loader compiles every schema: {error}") from error

    def _of_headers(self, expected: _Expected, response: UpstreamResponse) -> Iterator[tuple[str, str, str, str]]:
        for one in expected.headers:
            value = response.fields.get(one.field)
            if value is not None:
                detail = self._header(one, value)
            else:
                detail = f"the header {one.name} is missing" if one.is_required else None
            if detail is not None:
                yield "header", one.pointer, f"headers/{one.field}", detail

    def _of_header(self, header: _Header, value: str) -> str | None:
        found = header.validator.violations({"value": typed(value, header.schema)})
        return found[0].detail.replace("`value`", f"the header {header.name}") if found else None

    def _of_content(self, expected: _Expected, response: UpstreamResponse) -> Iterator[tuple[str, str, str, str]]:
        base = f"{expected.pointer}/content"
        if not expected.content:
            if response.body and response.status not in _NO_CONTENT:
                yield "media_type", expected.pointer, "body", "the document has no content for this response"
            return
        media = response.fields.get("content-type", "").partition(";")[0].strip().lower()
        if media not in expected.content:
            sent = f"is {media}" if media else "is missing"
            yield (
                "media_type",
                base,
                "headers/content-type",
                f"the media type {sent}; expected {', '.join(expected.content)}",
            )
            return
        body = _decoded(response)
        if isinstance(body, str):
            yield "media_type", base, "headers/content-encoding", body
            return
        check = self._cached if len(body) <= _CACHED_BYTES else self._of_body
        pointer = f"{base}/{escape(media)}"
        for rule, at, detail in check(expected, media, response.status, body):
            yield rule, f"{pointer}/schema", at, detail

    def _of_body(self, expected: _Expected, media: str, status: int, body: bytes) -> tuple[tuple[str, str, str], ...]:
        value = parse(body)
        if isinstance(value, Problem):
            return (("schema", "body", (value.detail or "").replace("The payload", "the body")),)
        found = []
        if media == _PROBLEM and isinstance(value, dict) and value.get("status") != status:
            found.append(("status", "body/status", f"the problem has another status than the response, {status}"))
        validator = expected.content[media]
        for one in () if validator is None else validator.violations({"value": value}):
            name = one.name.removeprefix("value").removeprefix(".")
            detail = one.detail.replace(f"`{one.name}`", f"`{name}`" if name else "the body", 1)
            found.append(("schema", f"body{as_steps(name)}", detail))
        return tuple(found)


def _decoded(response: UpstreamResponse) -> bytes | str:
    """Return the body without its content coding, or what is wrong with it."""
    coding = response.fields.get("content-encoding", "identity").strip().lower()
    if coding == "identity":
        return response.body
    if coding not in {"gzip", "x-gzip", "deflate"}:
        return f"the content coding {coding[:40]} is not supported; the request asked for none"
    decoder = zlib.decompressobj(zlib.MAX_WBITS | 32)
    try:
        body = decoder.decompress(response.body, MAX_DECODED)
    except zlib.error as error:
        return f"the body is not {coding}: {error}"
    return "the decoded body is too large" if decoder.unconsumed_tail else body
