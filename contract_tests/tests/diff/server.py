"""A mock of a document, whose time stands still, and what it answers."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from apivideo_admin_contract.document.document import Document, Operation, Schema, read_document
from apivideo_admin_mock.http import Request
from apivideo_admin_mock.testing import AdminMock
from contract_tests.tests.diff.edges import valid, valid_edges

NOON = 1_770_292_800.0  # 2026-02-05T12:00:00Z
_MOST_ITEMS = 12
_NAME = re.compile(r"\{[^{}]*\}")
_FIRST_OF_MARCH = 1_772_323_200.0  # 2026-03-01T00:00:00Z, when what is scheduled is due


@dataclass(frozen=True, slots=True)
class Response:
    """What came back: a status, the headers by their names in lower case, and JSON, or None for nothing."""

    status: int
    headers: Mapping[str, str]
    body: Any

    @property
    def is_success(self) -> bool:
        """Whether the request was taken."""
        return self.status < 300


class Still:
    """A clock that stands still."""

    def now(self) -> float:
        """Give the time."""
        return NOON


class Server:
    """A mock of a bundled document, read by the checks' own reader. The same requests give the same ids on any of them."""

    def __init__(self, content: Mapping[str, Any], *, rate_limit: str = "off") -> None:
        self.document: Document = read_document(content)
        self.mock = AdminMock(document=content, clock=Still(), rate_limit=rate_limit)

    def send(self, method: str, path: str, query: Mapping[str, Any] | None = None, payload: Any = None) -> Response:
        """Send a request; a payload of None is no payload."""
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
        """Begin anew with the items that these payloads make; give the id of the first of each collection.

        Payloads and ids are by the collection's path, as `shape` writes it.
        """
        self.mock.reset()
        ids: dict[str, str] = {}
        for collection in self.document.collections:
            for payload in payloads.get(shape(collection.path), ()):
                response = self.send("POST", url(collection.path, ids), payload=payload)
                if response.is_success:
                    ids.setdefault(shape(collection.path), response.body[collection.id_name])
        return ids

    def later(self, ids: Mapping[str, str]) -> list[Any]:
        """Give every list as it is one second after what is scheduled is due."""
        self.mock.clock.set(_FIRST_OF_MARCH + 1)
        lists = [one.operations["list"] for one in self.document.collections if "list" in one.operations]
        return [self.send("GET", url(one.path, ids), samples_of(one)).body for one in lists]


def shape(path: str) -> str:
    """Give a path without the names of its parameters, which no request holds."""
    return _NAME.sub("{}", path)


def url(path: str, ids: Mapping[str, str]) -> str:
    """Give a path with ids in the place of its parameters. An item that is not there gets an id that nothing has."""
    parts: list[str] = []
    for index, part in enumerate(path.split("/")):
        above = shape("/".join(path.split("/")[:index]))
        parts.append(ids.get(above, "nobody") if part.startswith("{") else part)
    return "/".join(parts)


def samples_of(operation: Operation) -> dict[str, Any]:
    """Give a valid value of each query parameter that an operation requires."""
    return {one.name: valid_edges(one.schema)[0] for one in operation.query if one.required}


def seeds(*servers: Server) -> dict[str, list[Any]]:
    """Give payloads that make items on all of these servers, or on each what it takes, by the path of the collection."""
    found: dict[str, list[Any]] = {}
    for collection in servers[0].document.collections:
        taken = [one for server in servers for one in _payloads_of(server, shape(collection.path))]
        payloads = valid_edges(taken[0], *taken[1:]) if taken else []
        judges = [valid(one) for one in taken]
        shared = [one for one in payloads if all(judge.is_valid(one) for judge in judges)]
        apart = [next(iter(valid_edges(one)), None) for one in taken]
        found[shape(collection.path)] = (shared or apart)[:_MOST_ITEMS]
    return found


def _payloads_of(server: Server, path: str) -> list[Schema]:
    """Give the schema of what makes an item of a collection; none where nothing does."""
    return [
        create.payload
        for one in server.document.collections
        if shape(one.path) == path and (create := one.operations.get("create")) and create.payload
    ]


def _wire(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
