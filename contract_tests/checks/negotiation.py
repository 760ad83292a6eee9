"""An answer is JSON, whatever the client would rather have (RFC 9110, section 12)."""

from __future__ import annotations

from typing import Final

from contract_tests.document import Operation
from contract_tests.samples import sample_query
from contract_tests.suite import rules_http as rules
from contract_tests.suite.check import check
from contract_tests.suite.expect import body, problem
from contract_tests.suite.lab import Lab
from contract_tests.suite.subjects import readers

_ACCEPTS: Final = ("application/json", "application/*", "text/html, application/json;q=0.5", "text/html", "*/*;q=0.1")


@check(rules.ACCEPT, readers)
def an_answer_is_json_whatever_is_accepted(lab: Lab, operation: Operation) -> None:
    """A success is JSON and an error a problem, also for a client that names neither. That it fits the document is looked at anyway."""
    ids, query = lab.owners(operation), sample_query(operation)
    url = operation.url(ids)
    text = "&".join(f"{name}={value}" for name, value in query.items())
    for accept in _ACCEPTS:
        answer = lab.account.send("GET", url, query=text, headers={"Accept": accept})
        body(answer, operation.status, f"{operation.id} with Accept: {accept}")
    for accept in ("application/json", "text/html"):
        answer = lab.account.send("GET", url, query=text, headers={"Accept": accept}, authorization=None)
        problem(answer, 401, what=f"{operation.id} without a key and with Accept: {accept}")
    for encoding in ("identity", "gzip, br;q=0.5", "nothing"):
        answer = lab.account.send("GET", url, query=text, headers={"Accept-Encoding": encoding})
        body(answer, operation.status, f"{operation.id} with Accept-Encoding: {encoding}")
