"""Rules for what the mock and the SDK support: HTTP Basic, JSON requests, and a fixed set of response headers."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostic import Diagnostic
from generator.document import Document
from generator.lint.responses import responses_by_status
from generator.operations import JSON, operations

_BASIC = {"type": "http", "scheme": "basic"}
_SENT = frozenset({"x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-retry-after"})
_SENT_WITH = {"401": "www-authenticate", "405": "allow", "429": "retry-after"}


def access_is_by_basic(document: Document) -> Iterator[Diagnostic]:
    """Require HTTP Basic as the only security scheme (openapi/README.md, Access)."""
    declared = document.root.get("security")
    ways = declared.value if declared else []
    names = [name for way in ways for name in way]
    scheme = document.lookup(("components", "securitySchemes", names[0])) if len(ways) == len(names) == 1 else None
    if scheme is None or not _BASIC.items() <= document.follow(scheme).value.items():
        message = "`security` must have exactly one requirement with one HTTP Basic scheme."
        fix = "Write `security: [{admin_api_key: []}]`, and the scheme as `{type: http, scheme: basic}`."
        yield document.diagnostic(declared or document.root, message, fix)


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
            if document.follow(header).value.get("required") is True and not sent:
                message = f"the header `{name}` is required but not sent with a {status}."
                yield document.diagnostic(header, message, "Remove it or its `required`.")


RULES = (access_is_by_basic, requests_are_json, promised_headers_are_sent)
