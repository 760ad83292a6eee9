"""Schemathesis holds the server against the document: examples, boundary values, fuzzing, and walks along the links."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from apivideo_admin_contract.document.document import Document, Operation
from apivideo_admin_contract.document.subjects import operations
from apivideo_admin_contract.rules import http_rules as rules
from apivideo_admin_contract.rules.rule import Rule
from apivideo_admin_contract.rules.verdict import Skipped, Violation
from apivideo_admin_contract.session.check import check
from apivideo_admin_contract.session.schemathesis_engine import Plan, failures
from apivideo_admin_contract.session.session import Session

_UNIT: Final = frozenset({"examples", "coverage", "fuzzing"})
#: What each of Schemathesis's checks holds a server to.
_SENTENCES: Final[Mapping[str, str]] = {
    "not_a_server_error": "Whatever a client sends, the answer is no failure of the server.",
    "status_code_conformance": "Every status that an operation answers with is documented.",
    "content_type_conformance": "An answer has a media type that is documented for it.",
    "response_headers_conformance": "An answer has the headers that are documented for it, with values that fit.",
    "response_schema_conformance": "The content of an answer fits its schema.",
    "negative_data_rejection": "What does not fit the schema of a request is refused.",
    "positive_data_acceptance": "What fits the schema of a request is taken.",
    "missing_required_header": "A request without a header that it must have is refused.",
    "unsupported_method": "A method that is not documented is answered with 405, and `Allow`.",
    "use_after_free": "What was deleted is not found any more.",
    "ensure_resource_availability": "What was created is there.",
    "ignored_auth": "An operation that asks for credentials refuses who has none, or wrong ones.",
}


@check(rules.SCHEMATHESIS, operations)
def schemathesis(session: Session, operation: Operation) -> None:
    """Ask for what is there, then for anything."""
    if session.connection.read_only and operation.method != "GET":
        raise Skipped(f"a run with --read-only sends no {operation.method}")
    ids = dict(zip((f"path.{name}" for name in operation.path_parameters), session.parent_ids(operation), strict=True))
    examples = _examples(session)
    _run(session, Plan(_UNIT, examples, operation.id, ids))
    if ids and session.clock is not None:
        _run(session, Plan(frozenset({"fuzzing"}), max(2, examples // 4), operation.id))


def _linked(document: Document) -> Iterator[tuple[()]]:
    """Give the document as a whole, if it has links."""
    if any("links" in one for operation in document.operations for one in operation.node["responses"].values()):
        yield ()


@check(rules.SCHEMATHESIS, _linked)
def schemathesis_walks(session: Session) -> None:
    """From operation to operation, along the links of the document."""
    _run(session, Plan(frozenset({"stateful"}), max(2, _examples(session) // 4), steps=session.effort.steps))


def _run(session: Session, plan: Plan) -> None:
    for failure in failures(session, plan):
        # All the rest of the hundreds of exchanges says nothing of it.
        session.log[:] = failure.exchanges
        rule = Rule(
            f"schemathesis:{failure.check}",
            _SENTENCES.get(failure.check, "What Schemathesis holds every server to."),
            "openapi/, as Schemathesis reads it",
        )
        raise Violation(failure.message, rule)


def _examples(session: Session) -> int:
    return session.effort.examples if session.clock is not None else max(2, session.effort.examples // 10)
