"""A response is JSON for any `Accept` header (RFC 9110, section 12)."""

from __future__ import annotations

from typing import Final

from apivideo_admin_contract.document.document import Operation
from apivideo_admin_contract.document.subjects import readers
from apivideo_admin_contract.rules import http_rules as rules
from apivideo_admin_contract.rules.expect import body, problem
from apivideo_admin_contract.session.check import check
from apivideo_admin_contract.session.session import Session
from apivideo_admin_contract.values.query import encode_query
from apivideo_admin_contract.values.samples import sample_query

_ACCEPTS: Final = ("application/json", "application/*", "text/html, application/json;q=0.5", "text/html", "*/*;q=0.1")

_ENCODINGS: Final = ("gzip, br;q=0.5", "identity", "nothing")


@check(rules.ACCEPT, readers)
def a_response_is_json_for_any_accept_header(session: Session, operation: Operation) -> None:
    """Send other media types and encodings in `Accept` and `Accept-Encoding`."""
    url = operation.path_for(session.parent_ids(operation))
    text = encode_query(operation, sample_query(operation))
    for accept in session.share(operation, _ACCEPTS):
        response = session.account.send("GET", url, query=text, headers={"Accept": accept})
        body(response, operation.status, f"{operation.id} with Accept: {accept}")
    for accept in session.share(operation, ("text/html", "application/json")):
        response = session.account.send("GET", url, query=text, headers={"Accept": accept}, authorization=None)
        problem(response, 401, what=f"{operation.id} without a key and with Accept: {accept}")
    for encoding in session.share(operation, _ENCODINGS):
        response = session.account.send("GET", url, query=text, headers={"Accept-Encoding": encoding})
        body(response, operation.status, f"{operation.id} with Accept-Encoding: {encoding}")
