"""Check each operation, and walks along the links of the document, with Schemathesis where it is installed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from apivideo_admin_contract.document.document import Document, Operation
from apivideo_admin_contract.document.subjects import operations
from apivideo_admin_contract.rules import http_rules as rules
from apivideo_admin_contract.rules.rule import Rule
from apivideo_admin_contract.rules.verdict import Skipped, Violation
from apivideo_admin_contract.session.check import check
from apivideo_admin_contract.session.schemathesis_bridge import fuzz, require_schemathesis, walk
from apivideo_admin_contract.session.session import Session

#: What each check of Schemathesis requires of a server.
_SENTENCES: Final[Mapping[str, str]] = {
    "not_a_server_error": "No request makes the server respond with a 5xx status.",
    "status_code_conformance": "Every status that an operation responds with is documented.",
    "content_type_conformance": "A response has a media type that is documented for it.",
    "response_headers_conformance": "A response has the documented headers, with valid values.",
    "response_schema_conformance": "The content of a response is valid against its schema.",
    "negative_data_rejection": "A request that is invalid against its schema is refused.",
    "positive_data_acceptance": "A request that is valid against its schema is accepted.",
    "missing_required_header": "A request without a required header is refused.",
    "unsupported_method": "An undocumented method is refused with 405 and `Allow`.",
    "use_after_free": "A deleted item is not found.",
    "ensure_resource_availability": "A created item can be read.",
    "ignored_auth": "An operation that requires credentials refuses a request without valid ones.",
}


@check(rules.SCHEMATHESIS, operations)
def schemathesis(session: Session, operation: Operation) -> None:
    """Send valid and invalid requests, to existing items first."""
    require_schemathesis()
    if session.connection.read_only and operation.method != "GET":
        raise Skipped(f"a run with --read-only sends no {operation.method}")
    ids = dict(zip(operation.path_parameters, session.parent_ids(operation), strict=True))
    fuzz(session, operation, ids, session.effort.examples, _violation)
    if ids and session.clock is not None:
        fuzz(session, operation, {}, max(2, session.effort.examples // 4), _violation)


def _linked(document: Document) -> Iterator[tuple[()]]:
    """Yield the document as a whole, if it has links."""
    if any("links" in one for operation in document.operations for one in operation.node["responses"].values()):
        yield ()


@check(rules.SCHEMATHESIS, _linked)
def schemathesis_walks(session: Session) -> None:
    """Follow the links of the document from operation to operation."""
    require_schemathesis()
    walk(session, max(2, session.effort.examples // 2), _violation)


def _violation(check: str, message: str) -> Violation:
    sentence = _SENTENCES.get(check, "Schemathesis checks this on every server.")
    return Violation(message, Rule(f"schemathesis:{check}", sentence, "openapi/, as Schemathesis reads it"))
