"""Rules for the kinds of problems: the names of the examples under ``components/responses``."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostic import Diagnostic
from generator.document import Document, Node
from generator.lint.responses import problem_examples, responses_by_status

# the list in openapi/EXTENSIONS.md
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
# the kinds that only a document with a keyword needs
OPTIONAL_KINDS = {"attribute_not_unique": 409}


def kinds_are_complete(document: Document) -> Iterator[Diagnostic]:
    """Require an example for each kind. The mock reads its type, title and status from there."""
    found = {name for name, _ in kinds(document)}
    for kind, status in KINDS.items():
        if kind not in found:
            message = f"no example under `components/responses` is named `{kind}`."
            yield document.diagnostic_at(("components",), message, f"Add it to the examples of the {status}.")


def kinds_are_unique(document: Document) -> Iterator[Diagnostic]:
    """Forbid duplicate kinds, which would be ambiguous."""
    seen: set[str] = set()
    for kind, node in kinds(document):
        if kind in seen:
            yield document.diagnostic(node, f"duplicate kind of problem `{kind}`.", "Rename one of them.")
        seen.add(kind)


def kinds_have_their_status(document: Document) -> Iterator[Diagnostic]:
    """Require the fixed status of each kind in its body (RFC 9457, section 3.1.2)."""
    for kind, node in kinds(document):
        declared, wanted = document.find(node, "value", "status"), (KINDS | OPTIONAL_KINDS).get(kind)
        if wanted is not None and (declared is None or declared.value != wanted):
            message = (
                f"`{kind}` must have the status {wanted}, but its example has {declared.value if declared else 'none'}."
            )
            yield document.diagnostic(node.at("value").at("status"), message, f"Write `status: {wanted}`.")


def problems_agree_with_their_status(document: Document) -> Iterator[Diagnostic]:
    """Require that the status of an example equals the status of its response."""
    for status, response in responses_by_status(document):
        for kind, node in problem_examples(document, response):
            declared = document.find(node, "value", "status")
            if declared is not None and str(declared.value) != status:
                message = f"the example `{kind}` has the status {declared.value} but is documented under {status}."
                yield document.diagnostic(declared, message, "Fix the status or the reference to this response.")


def kinds(document: Document) -> Iterator[tuple[str, Node]]:
    """Yield each kind of problem with its example."""
    components = document.lookup(("components", "responses"))
    for _, response in components.items() if components else ():
        yield from problem_examples(document, response)


RULES = (kinds_are_complete, kinds_are_unique, kinds_have_their_status, problems_agree_with_their_status)
