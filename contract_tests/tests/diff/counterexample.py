"""Searches for what shows that an edit breaks a client: a request, an answer, or a name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from apivideo_admin_contract.document.document import Operation
from contract_tests.tests.diff.edges import opened, valid, valid_edges
from contract_tests.tests.diff.requests import Request, requests
from contract_tests.tests.diff.server import Response, Server, seeds, shape, url

Kind = Literal["refused", "otherwise", "later", "unannounced", "code", "pace", "address"]


@dataclass(frozen=True, slots=True)
class Witness:
    """What breaks: its kind (see `KINDS`), and what it is, for people."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request that the old document allows, and what each of the two servers makes of it, now and later."""

    request: Request
    old: Response
    new: Response
    old_later: list[Any]
    new_later: list[Any]


def exchanges(before: Mapping[str, Any], after: Mapping[str, Any], *, later: bool = False) -> Iterator[Exchange]:
    """Send every request of the old document to both servers, which hold the same items.

    With ``later``, also look at all items when what was scheduled is due.
    """
    old, new = Server(before), Server(after)
    items = seeds(old, new)
    old_ids, new_ids = old.fill(items), new.fill(items)
    for request in requests(old, new):
        one, other = _send(old, request, old_ids), _send(new, request, new_ids)
        yield Exchange(request, one, other, *((old.later(old_ids), new.later(new_ids)) if later else ([], [])))
        # What both have done keeps them alike.
        if later or request.operation.method == "DELETE" or one.status != other.status:
            old_ids, new_ids = old.fill(items), new.fill(items)


def _send(server: Server, request: Request, ids: Mapping[str, str]) -> Response:
    operation = request.operation
    return server.send(operation.method, url(operation.path, ids), request.query, request.payload)


def refusal(exchange: Exchange) -> Witness | None:
    """Give the witness of a request that the old server takes and the new one does not."""
    if exchange.old.is_success and not exchange.new.is_success:
        return Witness("refused", f"{exchange.request}: {exchange.new.status} {exchange.new.body}")
    return None


def difference(exchange: Exchange) -> Witness | None:
    """Give the witness of a request that both servers take and that has not the same effect."""
    if not (exchange.old.is_success and exchange.new.is_success):
        return None
    if exchange.old.body != exchange.new.body or exchange.old.status != exchange.new.status:
        return Witness("otherwise", f"{exchange.request}: {exchange.old.body} became {exchange.new.body}")
    if exchange.old_later != exchange.new_later:
        return Witness("later", f"after {exchange.request}: {exchange.old_later} became {exchange.new_later}")
    return None


def unannounced(before: Server, after: Server) -> Iterator[Witness]:
    """Give the answers that the new document allows and the old one, open as the SDK is, does not."""
    successors = {(one.method, shape(one.path)): one for one in after.document.operations}
    for operation in before.document.operations:
        successor = successors.get((operation.method, shape(operation.path)))
        if successor is None:
            continue
        if successor.status != operation.status:
            yield Witness("unannounced", f"{operation.id}: the status {successor.status}")
        judge = valid(opened(operation.response)) if operation.response else None
        for response in responses(operation, successor) if judge else ():
            if judge and not judge.is_valid(response):
                yield Witness("unannounced", f"{operation.id}: the answer {response}")
        yield from _headers(operation, successor)


def responses(operation: Operation, successor: Operation) -> list[Any]:
    """Give answers that the new document allows, at the edges of both."""
    if operation.response is None or successor.response is None:
        return []
    return valid_edges(successor.response, operation.response)


def _headers(operation: Operation, successor: Operation) -> Iterator[Witness]:
    old, new = (one.node["responses"][str(operation.status)].get("headers", {}) for one in (operation, successor))
    for name, header in old.items():
        if header.get("required") and not new.get(name, {}).get("required"):
            yield Witness("unannounced", f"{operation.id}: an answer without the header {name}")
        for value in valid_edges(new[name]["schema"], header["schema"]) if name in new else ():
            if not valid(header["schema"]).is_valid(value):
                yield Witness("unannounced", f"{operation.id}: the header {name}: {value}")


def pace(before: Mapping[str, Any], after: Mapping[str, Any]) -> Witness | None:
    """Give the witness of a client that keeps to the old rate limit and runs into the new one."""
    server, limit = Server(after, rate_limit="spec"), before["x-rate-limit"]["requests"]
    operation = next(one for one in server.document.operations if one.action == "list" and not one.path_parameters)
    statuses = [server.send("GET", operation.path).status for _ in range(limit)]
    late = next((number for number, status in enumerate(statuses, 1) if status == 429), None)
    return Witness("pace", f"request {late} of {limit} at once: 429") if late else None


def address(before: Mapping[str, Any], after: Mapping[str, Any]) -> Witness | None:
    """Give the witness of a client that sends to where no server is any more."""
    gone = before["servers"][0]["url"]
    return None if gone in {one["url"] for one in after["servers"]} else Witness("address", f"requests go to {gone}")
