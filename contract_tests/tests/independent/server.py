"""A server of the Admin API in FastAPI, written from openapi/README.md and the document alone."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final
from urllib.parse import quote, unquote

from fastapi import FastAPI, Request, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from contract_tests.tests.independent.requests import (
    ProblemError,
    bad_request,
    read_key,
    read_payload,
    read_query,
    unknown_key,
)
from contract_tests.tests.independent.store import Account, Item, delivery, hosting

Handler = Callable[[Account, tuple[str, ...], dict[str, Any], dict[str, Any]], Any]
"""Returns the content of a response for an account, ids, a query and a payload."""

_TEXT: Final = {"type": "string"}
_NAME: Final = {"type": "string", "required": True}
_PAGES: Final = {"page": {"type": "integer"}, "page_size": {"type": "integer", "maximum": 100}}
_ORDER: Final = {"type": "string", "enum": ["asc", "desc"]}
_FILTER: Final = {"name": _TEXT}
_KEY_FILTERS: Final = {"name": _TEXT, "value": _TEXT}
_INTERVAL: Final = {"interval": {"type": "string", "enum": ["week", "month"], "required": True}}
_DAYS: Final = {"week": 7, "month": 30}


class Api:
    """The operations. A subclass may have a bug in one of its methods."""

    def __init__(self, keys: list[str], suspended: str) -> None:
        self.accounts = {key: Account() for key in keys}
        self.suspended = suspended

    def routes(self) -> dict[str, dict[str, tuple[int, Handler, Mapping[str, Any], Mapping[str, Any] | None]]]:
        """Return for each path and method the status, the handler, the query parameters, and the properties of the payload."""
        project = {"name": _NAME, "region": {"type": "string", "enum": ["eu-central-1"]}}
        update = {"name": _NAME, "deletes_at": {"type": "string", "enum": ["next_cycle"]}}
        sorts = {"sort_by": {"type": "string", "enum": ["created_at", "name"]}, "sort_order": _ORDER}
        key_sorts = {**sorts, "sort_by": {"type": "string", "enum": ["created_at", "name", "value"]}}
        keys, key = "/projects/{project_id}/api-keys", "/projects/{project_id}/api-keys/{api_key_id}"
        return {
            "/projects": {
                "GET": (200, self.list_projects, {**_PAGES, **_FILTER, **sorts}, None),
                "POST": (201, lambda account, _, __, payload: account.create_project(payload), {}, project),
            },
            "/projects/count": {"GET": (200, self.count_projects, _FILTER, None)},
            "/projects/{project_id}": {
                "GET": (200, lambda account, ids, *_: self.project(account, ids), {}, None),
                "PATCH": (200, self.update_project, {}, update),
            },
            keys: {
                "GET": (200, self.list_keys, {**_PAGES, **_KEY_FILTERS, **key_sorts}, None),
                "POST": (201, self.create_key, {}, {"name": _NAME}),
            },
            f"{keys}/count": {"GET": (200, self.count_keys, _KEY_FILTERS, None)},
            key: {
                "GET": (200, lambda account, ids, *_: self.key(account, ids), {}, None),
                "PATCH": (200, self.update_key, {}, {"name": _TEXT}),
                "DELETE": (204, self.delete_key, {}, None),
            },
            "/projects/{project_id}/delivery-usage": {"GET": (200, self.delivery, _INTERVAL, None)},
            "/projects/{project_id}/hosting-usage": {"GET": (200, self.hosting, _INTERVAL, None)},
        }

    def project(self, account: Account, ids: tuple[str, ...]) -> Item:
        """Return a project."""
        found = account.project(ids[0])
        if found is None:
            raise ProblemError(404, "The requested resource could not be found.", "resource-not-found")
        return found

    def key(self, account: Account, ids: tuple[str, ...]) -> Item:
        """Return an API key of a project."""
        found = account.keys[self.project(account, ids)["project_id"]].get(ids[1])
        if found is None:
            raise ProblemError(404, "The requested resource could not be found.", "resource-not-found")
        return found

    def list_projects(self, account: Account, _: tuple[str, ...], query: dict[str, Any], __: Any) -> Any:
        """Return a page of projects."""
        return self.page("/projects", account.all_projects(), query)

    def count_projects(self, account: Account, _: tuple[str, ...], query: dict[str, Any], __: Any) -> Any:
        """Count projects."""
        return {"count": len(self.filtered(account.all_projects(), query))}

    def update_project(self, account: Account, ids: tuple[str, ...], _: Any, payload: Item) -> Any:
        """Update a project."""
        return account.update_project(self.project(account, ids), payload)

    def list_keys(self, account: Account, ids: tuple[str, ...], query: dict[str, Any], _: Any) -> Any:
        """Return a page of API keys."""
        items = [*account.keys[self.project(account, ids)["project_id"]].values()]
        return self.page(f"/projects/{quote(ids[0], safe='')}/api-keys", items, query)

    def count_keys(self, account: Account, ids: tuple[str, ...], query: dict[str, Any], _: Any) -> Any:
        """Count API keys."""
        items = [*account.keys[self.project(account, ids)["project_id"]].values()]
        return {"count": len(self.filtered(items, query))}

    def create_key(self, account: Account, ids: tuple[str, ...], _: Any, payload: Item) -> Any:
        """Create an API key."""
        return account.create_key(self.project(account, ids)["project_id"], payload)

    def update_key(self, account: Account, ids: tuple[str, ...], _: Any, payload: Item) -> Any:
        """Rename an API key."""
        found = self.key(account, ids)
        found.update(payload)
        return found

    def delete_key(self, account: Account, ids: tuple[str, ...], *_: Any) -> None:
        """Delete an API key."""
        found = self.key(account, ids)
        del account.keys[found["project_id"]][found["api_key_id"]]

    def delivery(self, account: Account, ids: tuple[str, ...], query: dict[str, Any], _: Any) -> Any:
        """Return the delivery usage."""
        return {"items": delivery(self.project(account, ids)["project_id"], _DAYS[query["interval"]])}

    def hosting(self, account: Account, ids: tuple[str, ...], query: dict[str, Any], _: Any) -> Any:
        """Return the hosting usage."""
        return {"items": hosting(self.project(account, ids)["project_id"], _DAYS[query["interval"]])}

    def filtered(self, items: list[Item], query: dict[str, Any]) -> list[Item]:
        """Return the items that match the filters of a query."""
        return [
            one
            for one in items
            if query.get("name", "") in one["name"] and query.get("value", one.get("value")) == one.get("value")
        ]

    def ordered(self, items: list[Item], query: dict[str, Any]) -> list[Item]:
        """Return the items in the order of a query."""
        name = query.get("sort_by")
        if name is None:
            return items
        return sorted(items, key=lambda one: one[name], reverse=query.get("sort_order") == "desc")

    def page(self, path: str, items: list[Item], query: dict[str, Any]) -> Item:
        """Return a page of items."""
        number, size = query.get("page", 1), query.get("page_size", 20)
        found = self.ordered(self.filtered(items, query), query)
        part = found[(number - 1) * size : number * size]
        kept = "".join(
            f"&{name}={quote(value, safe='')}" for name, value in query.items() if not name.startswith("page")
        )
        rels = {"previous": number - 1, "self": number, "next": number + 1}
        shown = [
            rel
            for rel in rels
            if rel == "self" or (rel == "previous" and number > 1) or (rel == "next" and len(found) > number * size)
        ]
        return {
            "items": part,
            "pagination": {"page": number, "page_size": size, "item_count": len(part)},
            "links": [{"rel": rel, "href": f"{path}?page_size={size}{kept}&page={rels[rel]}"} for rel in shown],
        }

    def authenticate(self, header: str | None) -> Account:
        """Return the account of a request."""
        key = read_key(header)
        if key == self.suspended:
            raise ProblemError(403, "Suspended account", "authorization-suspended-account")
        if key not in self.accounts:
            raise unknown_key()
        return self.accounts[key]


def make_app(api: Api) -> ASGIApp:
    """Return the application."""
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False)
    for path, methods in api.routes().items():
        app.add_api_route(path, _endpoint(api, methods), methods=None, include_in_schema=False)
        app.router.routes[-1].methods = None  # type: ignore[attr-defined] # the endpoint responds to every method

    async def unknown(_request: Request, _error: Exception) -> Response:
        return _respond(ProblemError(404, "Unrecognized request URL.", "unrecognized-request-url"), 10)

    app.add_exception_handler(404, unknown)

    async def undecoded(scope: Scope, receive: Receive, send: Send) -> None:
        # An id may contain %2F, which must not separate segments. Other escapes mean the same as their characters.
        segments = scope["raw_path"].partition(b"?")[0].decode("ascii").split("/")
        path = "/".join(
            quote(unquote(one, errors="surrogateescape"), safe="", errors="surrogateescape") for one in segments
        )
        await app({**scope, "path": path}, receive, send)

    return undecoded


def _endpoint(api: Api, methods: Mapping[str, Any]) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        remaining: int | None = 10
        try:
            method = "GET" if request.method == "HEAD" else request.method
            allowed = sorted({*methods, "OPTIONS", *(["HEAD"] if "GET" in methods else [])})
            if method == "OPTIONS":
                return _with_limit(Response(status_code=204, headers={"Allow": ", ".join(allowed)}), 10)
            if method not in methods:
                problem = ProblemError(405, "Method is not allowed for this route.", "method-not-allowed")
                problem.headers["Allow"] = ", ".join(allowed)
                raise problem
            account = api.authenticate(request.headers.get("authorization"))
            remaining = account.take()
            if remaining is None:
                problem = ProblemError(429, "Too many requests.", "too-many-requests")
                problem.headers["Retry-After"] = "1"
                raise problem
            status, handler, parameters, properties = methods[method]
            query, wrong = read_query(request.scope["query_string"].decode("latin-1"), parameters)
            payload: Any = {}
            if properties is not None:
                payload, more = read_payload(await request.body(), request.headers.get("content-type"), properties)
                wrong += more
            if wrong:
                raise bad_request(wrong)
            ids = tuple(unquote(one, errors="replace") for one in request.path_params.values())
            content = handler(account, ids, query, payload)
        except ProblemError as problem:
            return _respond(problem, remaining or 0)
        body = b"" if content is None else json.dumps(content).encode()
        response = Response(body, status, media_type=None if content is None else "application/json")
        return _with_limit(response, remaining)

    return endpoint


def _respond(problem: ProblemError, remaining: int) -> Response:
    body = json.dumps(problem.body).encode()
    response = Response(body, problem.status, problem.headers, "application/problem+json")
    return _with_limit(response, remaining)


def _with_limit(response: Response, remaining: int) -> Response:
    response.headers["X-RateLimit-Limit"] = "10"
    response.headers["X-RateLimit-Remaining"] = str(remaining)
    response.headers["X-RateLimit-Retry-After"] = "1" if remaining < 10 else "0"
    return response
