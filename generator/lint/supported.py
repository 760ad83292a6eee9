"""Rules for what the mock and the SDK support: HTTP Basic and Bearer, JSON requests, a fixed set of response headers, path and query parameters."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostic import Diagnostic
from generator.document import Document
from generator.document.operations import JSON, operations
from generator.document.security import challenge, scheme_name
from generator.document.walk import METHODS, walk_document
from generator.lint.responses import responses_by_status

_SENT = frozenset({"x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-retry-after"})
_SENT_WITH = {"401": "www-authenticate", "405": "allow", "429": "retry-after"}


def access_is_by_basic_or_bearer(document: Document) -> Iterator[Diagnostic]:
    """Require HTTP Basic, HTTP Bearer, or both as the security schemes (openapi/README.md, Access)."""
    found = _schemes(document)
    if not found or not all(found) or len(set(found)) < len(found):
        message = "`security` must have one requirement with an HTTP Basic scheme, one with an HTTP Bearer scheme, or both, without scopes."
        fix = "Write `security: [{admin_api_key: []}]`, and the scheme as `{type: http, scheme: basic}`."
        yield document.diagnostic(document.root.get("security") or document.root, message, fix)


def challenges_name_the_schemes(document: Document) -> Iterator[Diagnostic]:
    """Require what a 401 carries as the example of its `WWW-Authenticate` (RFC 9110, section 11.6.1)."""
    schemes, servers = _schemes(document), document.lookup(("servers",))
    server = next((node.get("url") for node in servers.elements()), None) if servers else None
    headers = (response.get("headers") for status, response in responses_by_status(document) if status == "401")
    declared = [document.resolve(one) for node in headers if node and (one := node.get("WWW-Authenticate"))]
    if server is None or not all(schemes):
        return  # other rules report it
    for header in {one.path: one for one in declared}.values():
        example = header.get("example")
        expected = challenge(schemes, str(example.value) if example else "", str(server.value))
        if example is None or example.value != expected:
            message = "the example of `WWW-Authenticate` is not what a 401 carries."
            yield document.diagnostic(example or header, message, f"Write `example: {expected}`.")


def _schemes(document: Document) -> list[str]:
    """Return the name of the scheme of each requirement, empty for one that is not supported."""
    declared = document.root.get("security")
    ways = declared.value if declared and isinstance(declared.value, list) else []
    # A scope would be a condition that no reader checks.
    names = [list(way) if isinstance(way, dict) and not any(way.values()) else [] for way in ways]
    found = [document.lookup(("components", "securitySchemes", one[0])) if len(one) == 1 else None for one in names]
    return [scheme_name(document.resolve(one).value) if one else "" for one in found]


def requests_are_json(document: Document) -> Iterator[Diagnostic]:
    """Require JSON as the only request body (openapi/README.md, Access). The mock rejects others with a 415."""
    for operation in operations(document):
        content = document.find(operation.node, "requestBody", "content")
        found = [name for name, _ in content.items()] if content else []
        if content and found != [JSON]:
            message = (
                f"a request must have only `{JSON}`, but has {', '.join(f'`{name}`' for name in found) or 'none'}."
            )
            yield document.diagnostic(content, message, "Fix its `content`.")


def promised_headers_are_sent(document: Document) -> Iterator[Diagnostic]:
    """Forbid other required response headers, which neither the mock nor the API sends (OpenAPI 3.1, header object)."""
    for status, response in responses_by_status(document):
        headers = response.get("headers")
        for name, header in headers.items() if headers else ():
            sent = name.lower() in _SENT or name.lower() == _SENT_WITH.get(status)
            if document.resolve(header).value.get("required") is True and not sent:
                message = f"the header `{name}` is required but not sent with a {status}."
                yield document.diagnostic(header, message, "Remove it or its `required`.")


def path_items_hold_only_operations(document: Document) -> Iterator[Diagnostic]:
    """Allow only operations in path items, so that the file of an operation is complete."""
    for kind, item in walk_document(document):
        if kind != "path item":
            continue
        for name, node in item.items():
            if name not in METHODS and not name.startswith("x-"):
                yield document.diagnostic(node, f"a path item cannot have `{name}`.", "Move it into the operations.")


def no_webhooks(document: Document) -> Iterator[Diagnostic]:
    """Forbid `webhooks`. The mock sends no requests, and the SDK receives none."""
    if node := document.root.get("webhooks"):
        yield document.diagnostic(node, "`webhooks` are not supported.", "Remove them.")


def operations_share_servers_and_security(document: Document) -> Iterator[Diagnostic]:
    """Forbid `servers`, `security` and `callbacks` of single operations. An SDK client has one server and one key."""
    for operation in operations(document):
        for name in ("servers", "security", "callbacks"):
            if node := operation.node.get(name):
                message = f"an operation cannot have `{name}`."
                yield document.diagnostic(node, message, "Remove it. The root defines it for all operations.")


def parameters_are_in_the_path_or_the_query(document: Document) -> Iterator[Diagnostic]:
    """Forbid header and cookie parameters. SDK methods send path and query parameters only."""
    for kind, node in walk_document(document):
        if kind == "parameter" and node.value.get("in") in {"header", "cookie"}:
            message = f"{node.value['in']} parameters are not supported."
            yield document.diagnostic(node, message, "Make it a query parameter or remove it.")


RULES = (
    access_is_by_basic_or_bearer,
    challenges_name_the_schemes,
    requests_are_json,
    promised_headers_are_sent,
    path_items_hold_only_operations,
    no_webhooks,
    operations_share_servers_and_security,
    parameters_are_in_the_path_or_the_query,
)
