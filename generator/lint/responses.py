"""Rules for responses: each operation documents its errors, with their headers and media types."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostic import Diagnostic
from generator.document import Document, Node
from generator.document.defaults import can_return
from generator.document.operations import JSON, operations, responses

PROBLEM_JSON = "application/problem+json"
ERRORS = {
    "400": "BadRequest",
    "401": "Unauthorized",
    "403": "Forbidden",
    "404": "NotFound",
    "413": "ContentTooLarge",
    "415": "UnsupportedMediaType",
    "429": "TooManyRequests",
    "500": "ServerError",
}
"""The statuses of errors, and the components with their responses."""
_RATE_LIMIT = {
    "X-RateLimit-Limit": "RateLimitLimit",
    "X-RateLimit-Remaining": "RateLimitRemaining",
    "X-RateLimit-Retry-After": "RateLimitRetryAfter",
}
_BY_STATUS = {
    "401": {"WWW-Authenticate": "WWWAuthenticate"},
    "405": {"Allow": "Allow"},
    "429": {"Retry-After": "RetryAfter"},
}
_NO_CONTENT = "204"


def operations_document_their_errors(document: Document) -> Iterator[Diagnostic]:
    """Require the error statuses that an operation can return (openapi/README.md, Errors)."""
    for operation in operations(document):
        documented = {status for status, _ in responses(operation)}
        for status, name in ERRORS.items():
            if status not in documented and can_return(operation, status):
                fix = f'Add `"{status}": {{$ref: "#/components/responses/{name}"}}`.'
                yield document.diagnostic(
                    operation.node.at("responses"), f"the operation does not document {status}.", fix
                )


def responses_have_the_rate_limit_headers(document: Document) -> Iterator[Diagnostic]:
    """Require the rate limit headers on every response (openapi/README.md, Rate limit)."""
    for node in {node.path: node for _, node in responses_by_status(document)}.values():
        yield from _missing(document, node, _RATE_LIMIT, "the response")


def statuses_have_their_headers(document: Document) -> Iterator[Diagnostic]:
    """Require the headers of RFC 9110, 11.6.1 (401) and 15.5.6 (405), and of RFC 6585, 4 (429)."""
    for status, node in responses_by_status(document):
        yield from _missing(document, node, _BY_STATUS.get(status, {}), f"a {status}")


def responses_have_their_media_type(document: Document) -> Iterator[Diagnostic]:
    """Require JSON for success, problem details for errors (RFC 9457), and no content for a 204 (RFC 9110, 15.3.5)."""
    for status, node in responses_by_status(document):
        content = node.get("content")
        found = [name for name, _ in content.items()] if content else []
        wanted = [] if status == _NO_CONTENT else [JSON if status.startswith("2") else PROBLEM_JSON]
        if found != wanted:
            what = f"only `{wanted[0]}`" if wanted else "no content"
            message = f"a {status} must have {what}, but has {found or 'none'}."
            yield document.diagnostic(content or node, message, "Fix its `content`.")
        elif content and document.find(content, wanted[0], "schema") is None:
            yield document.diagnostic(content, f"`{wanted[0]}` has no `schema`.", "Refer to a named schema.")


def responses_by_status(document: Document) -> Iterator[tuple[str, Node]]:
    """Yield every response at its definition, with each status that it is documented under.

    A component that no operation refers to (405) has the statuses of its examples.
    """
    found: dict[tuple[str, tuple[str | int, ...]], Node] = {}
    for operation in operations(document):
        for status, used in responses(operation):
            node = document.resolve(used)
            found[status, node.path] = node
    components = document.lookup(("components", "responses"))
    for _, node in components.items() if components else ():
        for _, example in problem_examples(document, node):
            declared = document.find(example, "value", "status")
            if declared is not None:
                found[str(declared.value), node.path] = node
    for (status, _), node in found.items():
        yield status, node


def problem_examples(document: Document, response: Node) -> Iterator[tuple[str, Node]]:
    """Yield the named examples of the problem details of a response."""
    examples = document.find(response, "content", PROBLEM_JSON, "examples")
    if examples is not None:
        yield from examples.items()


def _missing(document: Document, response: Node, headers: dict[str, str], what: str) -> Iterator[Diagnostic]:
    for header, component in headers.items():
        if document.find(response, "headers", header) is None:
            fix = f'Add `{header}: {{$ref: "#/components/headers/{component}"}}` to its `headers`.'
            yield document.diagnostic(response.at("headers"), f"{what} has no header `{header}`.", fix)


RULES = (
    operations_document_their_errors,
    responses_have_the_rate_limit_headers,
    statuses_have_their_headers,
    responses_have_their_media_type,
)
