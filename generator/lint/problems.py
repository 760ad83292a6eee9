"""The kinds of problems: the names of the examples under ``components/responses``."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostic import Diagnostic
from generator.document import Document, Node
from generator.lint.responses import problem_examples, responses_by_status

# As openapi/EXTENSIONS.md lists them.
KINDS = {
    "invalid_attribute": 400,
    "invalid_attributes": 400,
    "attribute_required": 400,
    "invalid_query_parameter": 400,
    "invalid_payload": 400,
    "missing_authorization_header": 401,
    "invalid_authorization_header": 401,
    "invalid_api_key": 401,
    "suspended_account": 403,
    "resource_not_found": 404,
    "unrecognized_request_url": 404,
    "method_not_allowed": 405,
    "content_too_large": 413,
    "unsupported_media_type": 415,
    "too_many_requests": 429,
    "server_error": 500,
}


def kinds_are_complete(document: Document) -> Iterator[Diagnostic]:
    """Because the mock takes type, title and status of each kind from here, and would have to invent those of a missing one."""
    found = {name for name, _ in _kinds(document)}
    for kind, status in KINDS.items():
        if kind not in found:
            message = f"no example under `components/responses` is named `{kind}`."
            yield document.diagnostic_at(("components",), message, f"Add it to the examples of the {status}.")


def kinds_are_unique(document: Document) -> Iterator[Diagnostic]:
    """Because the mock could not tell which of the two it should send."""
    seen: set[str] = set()
    for kind, node in _kinds(document):
        if kind in seen:
            yield document.diagnostic(node, f"the kind of problem `{kind}` is there twice.", "Rename one of them.")
        seen.add(kind)


def kinds_have_their_status(document: Document) -> Iterator[Diagnostic]:
    """Because the status in the body is that of the answer (RFC 9457, section 3.1.2), which for these kinds is known."""
    for kind, node in _kinds(document):
        declared = document.find(node, "value", "status")
        if kind in KINDS and (declared is None or declared.value != KINDS[kind]):
            message = f"`{kind}` is a {KINDS[kind]}, and its example says {declared.value if declared else 'nothing'}."
            yield document.diagnostic(node.at("value").at("status"), message, f"Write `status: {KINDS[kind]}`.")


def problems_agree_with_their_status(document: Document) -> Iterator[Diagnostic]:
    """Because a response under one status with the problem of another is a wrong reference."""
    for status, response in responses_by_status(document):
        for kind, node in problem_examples(document, response):
            declared = document.find(node, "value", "status")
            if declared is not None and str(declared.value) != status:
                message = f"the example `{kind}` says {declared.value} and is documented under {status}."
                yield document.diagnostic(declared, message, "Fix the status, or the reference to this response.")


def _kinds(document: Document) -> Iterator[tuple[str, Node]]:
    components = document.lookup(("components", "responses"))
    for _, response in components.items() if components else ():
        yield from problem_examples(document, response)


RULES = (kinds_are_complete, kinds_are_unique, kinds_have_their_status, problems_agree_with_their_status)
