"""Search for counterexamples: a request, a response or a name that shows that an edit breaks clients."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from apivideo_admin_contract.document.document import Operation
from contract_tests.tests.diff.boundary_values import open_schema, valid, valid_values
from contract_tests.tests.diff.requests import Request, requests
from contract_tests.tests.diff.server import Response, Server, seeds, shape, url

Kind = Literal["refused", "different", "later", "unannounced", "code", "pace", "address"]


@dataclass(frozen=True, slots=True)
class Counterexample:
    """What breaks: the kind (see `verdicts.KINDS`) and a description."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request that is valid for the old document, the responses of both servers, and their items later."""

    request: Request
    old: Response
    new: Response
    old_later: list[Any]
    new_later: list[Any]


def exchanges(before: Mapping[str, Any], after: Mapping[str, Any], *, later: bool = False) -> Iterator[Exchange]:
    """Send every request of the old document to both servers, which have the same items.

    With ``later``, also read all items after the time at which scheduled deletions are due.
    """
    old, new = Server(before), Server(after)
    items = seeds(old, new)
    old_ids, new_ids = old.fill(items), new.fill(items)
    for request in requests(old, new):
        one, other = _send(old, request, old_ids), _send(new, request, new_ids)
        yield Exchange(request, one, other, *((old.later(old_ids), new.later(new_ids)) if later else ([], [])))
        # Requests that both servers accept leave them with the same items.
        if later or request.operation.method == "DELETE" or one.status != other.status:
            old_ids, new_ids = old.fill(items), new.fill(items)


def _send(server: Server, request: Request, ids: Mapping[str, str]) -> Response:
    operation = request.operation
    return server.send(operation.method, url(operation.path, ids), request.query, request.payload)


def refusal(exchange: Exchange) -> Counterexample | None:
    """Return a counterexample if only the old server accepts the request."""
    if exchange.old.is_success and not exchange.new.is_success:
        return Counterexample("refused", f"{exchange.request}: {exchange.new.status} {exchange.new.body}")
    return None


def difference(exchange: Exchange) -> Counterexample | None:
    """Return a counterexample if both servers accept the request, with different effects."""
    if not (exchange.old.is_success and exchange.new.is_success):
        return None
    if exchange.old.body != exchange.new.body or exchange.old.status != exchange.new.status:
        return Counterexample("different", f"{exchange.request}: {exchange.old.body} became {exchange.new.body}")
    if exchange.old_later != exchange.new_later:
        return Counterexample("later", f"after {exchange.request}: {exchange.old_later} became {exchange.new_later}")
    return None


def unannounced(before: Server, after: Server) -> Iterator[Counterexample]:
    """Yield the responses that are valid for the new document and that the SDK of the old one does not expect."""
    successors = {(one.method, shape(one.path)): one for one in after.document.operations}
    for operation in before.document.operations:
        successor = successors.get((operation.method, shape(operation.path)))
        if successor is None:
            continue
        if successor.status != operation.status:
            yield Counterexample("unannounced", f"{operation.id}: the status {successor.status}")
        validator = valid(open_schema(operation.response)) if operation.response else None
        for response in responses(operation, successor) if validator else ():
            if validator and not validator.is_valid(response):
                yield Counterexample("unannounced", f"{operation.id}: the response {response}")
        yield from _headers(operation, successor)


def responses(operation: Operation, successor: Operation) -> list[Any]:
    """Return responses that are valid for the new document, at the boundary values of both."""
    if operation.response is None or successor.response is None:
        return []
    return valid_values(successor.response, operation.response)


def _headers(operation: Operation, successor: Operation) -> Iterator[Counterexample]:
    old, new = (one.node["responses"][str(operation.status)].get("headers", {}) for one in (operation, successor))
    for name, header in old.items():
        if header.get("required") and not new.get(name, {}).get("required"):
            yield Counterexample("unannounced", f"{operation.id}: a response without the header {name}")
        for value in valid_values(new[name]["schema"], header["schema"]) if name in new else ():
            if not valid(header["schema"]).is_valid(value):
                yield Counterexample("unannounced", f"{operation.id}: the header {name}: {value}")


def pace(before: Mapping[str, Any], after: Mapping[str, Any]) -> Counterexample | None:
    """Return a counterexample if a client that keeps the old rate limit exceeds the new one."""
    server, limit = Server(after, rate_limit="spec"), before["x-rate-limit"]["requests"]
    operation = next(one for one in server.document.operations if one.action == "list" and not one.path_parameters)
    statuses = [server.send("GET", operation.path).status for _ in range(limit)]
    late = next((number for number, status in enumerate(statuses, 1) if status == 429), None)
    return Counterexample("pace", f"request {late} of {limit} at once: 429") if late else None


def address(before: Mapping[str, Any], after: Mapping[str, Any]) -> Counterexample | None:
    """Return a counterexample if the URL of the old server is gone."""
    gone = before["servers"][0]["url"]
    return (
        None
        if gone in {one["url"] for one in after["servers"]}
        else Counterexample("address", f"requests go to {gone}")
    )
