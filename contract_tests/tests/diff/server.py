"""A mock of a document, with a frozen clock, and its responses."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from apivideo_admin_contract.document.document import Document, Operation
from apivideo_admin_contract.document.parameter import Schema
from apivideo_admin_contract.document.reading import read_document
from apivideo_admin_mock.http.messages import Request
from apivideo_admin_mock.testing import AdminMock
from contract_tests.tests.diff.boundary_values import valid, valid_values

NOON = 1_770_292_800.0  # 2026-02-05T12:00:00Z
_MAX_ITEMS = 12
_NAME = re.compile(r"\{[^{}]*\}")
_FIRST_OF_MARCH = 1_772_323_200.0  # 2026-03-01T00:00:00Z, when scheduled deletions are due


@dataclass(frozen=True, slots=True)
class Response:
    """A response: the status, the headers by lower-case name, and the parsed JSON or None."""

    status: int
    headers: Mapping[str, str]
    body: Any

    @property
    def is_success(self) -> bool:
        """Whether the server accepted the request."""
        return self.status < 300


class FrozenClock:
    """A frozen clock."""

    def now(self) -> float:
        """Return the time in seconds."""
        return NOON


class Server:
    """A mock of a bundled document. The same requests create the same ids on any two servers."""

    def __init__(self, content: Mapping[str, Any], *, rate_limit: str = "off") -> None:
        self.document: Document = read_document(content)
        self.mock = AdminMock(document=content, clock=FrozenClock(), rate_limit=rate_limit)

    def send(self, method: str, path: str, query: Mapping[str, Any] | None = None, payload: Any = None) -> Response:
        """Send a request, without a body if the payload is None."""
        request = Request(
            method,
            path,
            urlencode([(name, _wire(value)) for name, value in (query or {}).items()]),
            self.mock.authorization,
            None if payload is None else "application/json",
            b"" if payload is None else json.dumps(payload).encode(),
        )
        response = self.mock.engine.handle(request)
        headers = {name.lower(): value for name, value in response.headers}
        return Response(response.status, headers, json.loads(response.body) if response.body else None)

    def fill(self, payloads: Mapping[str, Sequence[Any]]) -> dict[str, str]:
        """Reset the mock, create items with these payloads, and return the first id of each collection.

        Payloads and ids are by the path of the collection, in the form of `shape`.
        """
        self.mock.reset()
        ids: dict[str, str] = {}
        for collection in self.document.collections:
            create = collection.operations.get("create")
            for number, payload in enumerate(payloads.get(shape(collection.path), ())):
                method, below = ("PUT", f"/key{number}") if create is not None and create.key else ("POST", "")
                response = self.send(method, url(collection.path, ids) + below, payload=payload)
                if response.is_success:
                    ids.setdefault(shape(collection.path), response.body[collection.id_name])
        return ids

    def later(self, ids: Mapping[str, str]) -> list[Any]:
        """Return every list as it is one second after scheduled deletions are due."""
        self.mock.clock.set(_FIRST_OF_MARCH + 1)
        lists = [one.operations["list"] for one in self.document.collections if "list" in one.operations]
        return [self.send("GET", url(one.path, ids), samples_of(one)).body for one in lists]


def shape(path: str) -> str:
    """Return a path without the names of its parameters, which no request contains."""
    return _NAME.sub("{}", path)


def url(path: str, ids: Mapping[str, str]) -> str:
    """Return a path with ids for its parameters. A parameter without an item gets an unknown id."""
    parts: list[str] = []
    for index, part in enumerate(path.split("/")):
        above = shape("/".join(path.split("/")[:index]))
        parts.append(ids.get(above, "unknown") if part.startswith("{") else part)
    return "/".join(parts)


def samples_of(operation: Operation) -> dict[str, Any]:
    """Return a valid value of each query parameter that an operation requires."""
    return {one.name: valid_values(one.schema)[0] for one in operation.query if one.required}


def seeds(*servers: Server) -> dict[str, list[Any]]:
    """Return payloads that all of these servers accept, or else one for each server, by the path of the collection."""
    found: dict[str, list[Any]] = {}
    for collection in servers[0].document.collections:
        schemas = [one for server in servers for one in _payloads_of(server, shape(collection.path))]
        payloads = valid_values(schemas[0], *schemas[1:]) if schemas else []
        validators = [valid(one) for one in schemas]
        shared = [one for one in payloads if all(validator.is_valid(one) for validator in validators)]
        apart = [next(iter(valid_values(one)), None) for one in schemas]
        found[shape(collection.path)] = (shared or apart)[:_MAX_ITEMS]
    return found


def _payloads_of(server: Server, path: str) -> list[Schema]:
    """Return the schemas of the payload that creates an item of a collection, if one does."""
    return [
        create.payload
        for one in server.document.collections
        if shape(one.path) == path and (create := one.operations.get("create")) and create.payload
    ]


def _wire(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
