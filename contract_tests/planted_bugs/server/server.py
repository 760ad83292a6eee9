"""What a planted bug works with: the healthy server behind it, and a memory."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from apivideo_admin_contract.document.document import Collection, Document, Operation
from apivideo_admin_contract.values.query import decode_query, encode_query
from contract_tests.planted_bugs.server.wire import Request, Response, send

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

Item = dict[str, Any]
_ITEM = ("get", "create", "update", "perform")


class Server:
    """The healthy server. ``memory`` belongs to the bug and is empty at first.

    ``key`` is a valid admin API key, ``authorization`` the header with it; ``now`` returns the time of the server in seconds since 1970-01-01 (UTC).
    """

    def __init__(self, application: WSGIApplication, document: Document, key: str, now: Callable[[], float]) -> None:
        self.document = document
        self.key, self.authorization = key, document.authorization(key)
        self.now = now
        self.memory: dict[Any, Any] = {}
        self._application = application

    def forward(self, request: Request) -> Response:
        """Return the response of the healthy server."""
        return send(self._application, request)

    def collection(self, request: Request) -> Collection:
        """Return the collection of a request."""
        found = self.document.collection_of(operation_of(request))
        assert found is not None, "a report has no collection: the bug is planted at the wrong operations"
        return found

    def call(
        self,
        request: Request,
        operation: Operation,
        ids: tuple[str, ...] = (),
        query: Mapping[str, Any] | None = None,
        payload: Any = None,
    ) -> Response:
        """Call another operation with the credentials of a request."""
        bare = request.replace(body=b"", environ={**request.environ, "CONTENT_LENGTH": ""})
        search = encode_query(operation, query or {})
        path = operation.path_for(ids)
        other = bare.replace(
            method=operation.method, path=path, search=search, operation=operation, ids=ids, payload=payload
        )
        return self.forward(other)

    def all_items(self, request: Request, query: Mapping[str, Any], ids: tuple[str, ...] | None = None) -> list[Item]:
        """Return the items of all pages; ``query`` filters and sorts, ``ids`` defaults to those of the request."""
        collection = self.collection(request)
        operation = collection.operations["list"]
        above = request.ids[: len(collection.parents)] if ids is None else ids
        kept = {
            name: value for name, value in query.items() if name in operation.parameters and not name.startswith("page")
        }
        if operation_of(request).filters:
            kept = _with_lists(request, kept)
        size, items = operation.parameters["page_size"].schema["maximum"], list[Item]()
        while True:
            page = len(items) // size + 1
            response = self.call(request, operation, above, {**kept, "page": page, "page_size": size})
            found = response.json["items"] if response.status == operation.status else []
            items += found
            if len(found) < size:
                return items

    def moment(self) -> str:
        """Return the time of the server as a date-time (RFC 3339)."""
        return datetime.fromtimestamp(int(self.now()), UTC).isoformat()

    def set_limit(self, request: Request, text: str) -> bool:
        """Set the rate limit of the request's key, as in ``11/s``, and return whether the key has one."""
        known: dict[tuple[str, str | None], bool] = self.memory
        key = ("limit", request.authorization)
        if key not in known:
            known[key] = self._control(request, "GET", "/_mock/settings").get("rate_limit", "off") != "off"
            if known[key]:
                self._control(request, "PATCH", "/_mock/settings", {"rate_limit": text})
        return known[key]

    def _control(self, request: Request, method: str, path: str, payload: Any = None) -> Any:
        bare = request.replace(
            method=method, path=path, search="", body=b"", environ={**request.environ, "CONTENT_LENGTH": ""}
        )
        response = self.forward(bare if payload is None else bare.replace(payload=payload))
        return response.json if response.body and response.is_success else {}


def operation_of(request: Request) -> Operation:
    """Return the operation of a request that has one."""
    assert request.operation is not None, "a bug that is planted at operations gets no other requests"
    return request.operation


def _with_lists(request: Request, query: Mapping[str, Any]) -> dict[str, Any]:
    """Return a query with all values of its lists, where `Request.query` has the last."""
    operation = operation_of(request)
    texts: dict[str, list[str]] = {}
    for name, values in decode_query(operation, request.search):
        texts.setdefault(name, []).extend(values)
    lists = {name for name in query if name in operation.parameters and operation.parameters[name].is_list}
    return {**query, **{name: texts[name] for name in lists if name in texts}}


def relist(request: Request, response: Response, items: list[Item]) -> Response:
    """Return the requested page of these items, with its links; for a count, their number."""
    if operation_of(request).action == "count":
        return response.replace(json={"count": len(items)})
    page = response.json
    number, size = page["pagination"]["page"], page["pagination"]["page_size"]
    part = items[(number - 1) * size : number * size]
    own = next(one["href"] for one in page["links"] if one["rel"] == "self").rpartition("=")[0]
    links = [one for one in page["links"] if one["rel"] != "next"]
    if len(items) > number * size:
        links.append({"rel": "next", "href": f"{own}={number + 1}"})
    pagination = {**page["pagination"], "item_count": len(part)}
    return response.replace(json={"items": part, "pagination": pagination, "links": links})


def edit_items(request: Request, response: Response, edit: Callable[[Item], Item]) -> Response:
    """Return the response with each item changed."""
    action = operation_of(request).action
    if not response.is_success or not response.body or action not in {*_ITEM, "list"}:
        return response
    body = response.json
    if action == "list":
        return response.replace(json={**body, "items": [edit(one) for one in body["items"]]})
    return response.replace(json=edit(body))


def edit_page(response: Response, **changes: Callable[[Any], Any]) -> Response:
    """Return a page with some properties changed, each by a function."""
    if not response.is_success:
        return response
    page = response.json
    return response.replace(json={**page, **{name: change(page[name]) for name, change in changes.items()}})


def on_success(request: Request, server: Server, change: Callable[[Response], Response]) -> Response:
    """Return the response, changed if it is a success."""
    response = server.forward(request)
    return change(response) if response.is_success else response


def on_status(request: Request, server: Server, status: int, change: Callable[[Response], Response]) -> Response:
    """Return the response, changed if it has this status."""
    response = server.forward(request)
    return change(response) if response.status == status else response


def surviving(request: Request, server: Server, *actions: str) -> Response:
    """Return the last successful response of items that no longer exist."""
    response, action = server.forward(request), operation_of(request).action
    key = (request.authorization, request.path)
    if response.is_success and action == "create":
        below = "" if operation_of(request).key else f"/{response.json[server.collection(request).id_name]}"
        server.memory[request.authorization, f"{request.path}{below}"] = response
    elif response.is_success:
        server.memory[key] = response
    if response.status == 404 and action in actions and key in server.memory:
        return response.replace(status=200, body=server.memory[key].body, content_type="application/json")
    return response


def edit_generated(request: Request, server: Server, kind: str, change: Callable[[Any], Any]) -> Response:
    """Change the properties that ``x-generate`` fills with this kind of value."""
    properties = server.collection(request).properties.items()
    names = {name for name, one in properties if one.get("x-generate", {}).get("kind") == kind}

    def edit(item: Item) -> Item:
        return {name: change(value) if name in names else value for name, value in item.items()}

    return edit_items(request, server.forward(request), edit)


def rename(response: Response, names: Mapping[str, str]) -> Response:
    """Return the response with other texts, such as ids, in place of the server's own."""
    body = response.body
    for own, public in names.items():
        body = body.replace(own.encode(), public.encode())
    return response.replace(body=body) if body != response.body else response
