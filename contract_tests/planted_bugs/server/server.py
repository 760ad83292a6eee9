"""What a planted fault works with: the healthy server behind it, and a memory of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from apivideo_admin_contract.client.account import basic
from apivideo_admin_contract.document.document import Collection, Document, Operation
from contract_tests.planted_bugs.server.wire import Request, Response, send

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

Item = dict[str, Any]
_ITEM = ("get", "create", "update")


class Server:
    """The healthy server. ``memory`` is the fault's own, empty at first.

    ``key`` is an admin API key that is good there, ``now`` gives its time in seconds since 1970-01-01 (UTC).
    """

    def __init__(self, application: WSGIApplication, document: Document, key: str, now: Callable[[], float]) -> None:
        self.document = document
        self.good = basic(key)
        self.now = now
        self.memory: dict[Any, Any] = {}
        self._application = application

    def forward(self, request: Request) -> Response:
        """Have the healthy server answer."""
        return send(self._application, request)

    def collection(self, request: Request) -> Collection:
        """Give the collection that a request acts on."""
        found = self.document.collection_of(operation_of(request))
        assert found is not None, "a report acts on no collection: the fault is planted at the wrong operations"
        return found

    def ask(
        self,
        request: Request,
        operation: Operation,
        ids: tuple[str, ...] = (),
        query: Mapping[str, Any] | None = None,
        payload: Any = None,
    ) -> Response:
        """Do another operation with the credentials of a request."""
        bare = request.but(body=b"", query=query or {}, environ={**request.environ, "CONTENT_LENGTH": ""})
        other = bare.but(
            method=operation.method, path=operation.path_for(ids), operation=operation, ids=ids, payload=payload
        )
        return self.forward(other)

    def everything(self, request: Request, query: Mapping[str, Any], ids: tuple[str, ...] | None = None) -> list[Item]:
        """Give the items of all pages of a collection; ``query`` filters and sorts, ``ids`` are those of the request by default."""
        collection = self.collection(request)
        operation = collection.operations["list"]
        above = request.ids[: len(collection.parents)] if ids is None else ids
        kept = {
            name: value for name, value in query.items() if name in operation.parameters and not name.startswith("page")
        }
        size, items = operation.parameters["page_size"].schema["maximum"], list[Item]()
        while True:
            page = len(items) // size + 1
            response = self.ask(request, operation, above, {**kept, "page": page, "page_size": size})
            found = response.json["items"] if response.status == operation.status else []
            items += found
            if len(found) < size:
                return items

    def moment(self) -> str:
        """Give the time as a date-time (RFC 3339)."""
        return datetime.fromtimestamp(int(self.now()), UTC).isoformat()

    def set_limit(self, request: Request, text: str) -> bool:
        """Change the rate limit of the key that a request comes with, as in ``11/s``, and tell whether there was one to change."""
        known: dict[tuple[str, str | None], bool] = self.memory
        key = ("limit", request.authorization)
        if key not in known:
            known[key] = self._control(request, "GET", "/_mock/settings").get("rate_limit", "off") != "off"
            if known[key]:
                self._control(request, "PATCH", "/_mock/settings", {"rate_limit": text})
        return known[key]

    def _control(self, request: Request, method: str, path: str, payload: Any = None) -> Any:
        bare = request.but(
            method=method, path=path, search="", body=b"", environ={**request.environ, "CONTENT_LENGTH": ""}
        )
        response = self.forward(bare if payload is None else bare.but(payload=payload))
        return response.json if response.body and response.is_good else {}


def operation_of(request: Request) -> Operation:
    """Give the operation of a request that has one."""
    assert request.operation is not None, "a fault that is planted at operations gets no other requests"
    return request.operation


def relist(request: Request, response: Response, items: list[Item]) -> Response:
    """Give a page of these items, with its links, in the place of the healthy page; a count is their number."""
    if operation_of(request).action == "count":
        return response.but(json={"count": len(items)})
    page = response.json
    number, size = page["pagination"]["page"], page["pagination"]["page_size"]
    part = items[(number - 1) * size : number * size]
    own = next(one["href"] for one in page["links"] if one["rel"] == "self").rpartition("=")[0]
    links = [one for one in page["links"] if one["rel"] != "next"]
    if len(items) > number * size:
        links.append({"rel": "next", "href": f"{own}={number + 1}"})
    pagination = {**page["pagination"], "item_count": len(part)}
    return response.but(json={"items": part, "pagination": pagination, "links": links})


def edit_items(request: Request, response: Response, edit: Callable[[Item], Item]) -> Response:
    """Give an answer with each item in it changed."""
    action = operation_of(request).action
    if not response.is_good or action not in {*_ITEM, "list"}:
        return response
    body = response.json
    if action == "list":
        return response.but(json={**body, "items": [edit(one) for one in body["items"]]})
    return response.but(json=edit(body))


def edit_page(response: Response, **changes: Callable[[Any], Any]) -> Response:
    """Give a page with some of its members changed, each by a function."""
    if not response.is_good:
        return response
    page = response.json
    return response.but(json={**page, **{name: change(page[name]) for name, change in changes.items()}})


def on_status(request: Request, server: Server, status: int, change: Callable[[Response], Response]) -> Response:
    """Answer, with the answers of one status changed."""
    response = server.forward(request)
    return change(response) if response.status == status else response
