"""Each way in which a request can fail: whether it is tried again, and as what it is told."""

from __future__ import annotations

import pickle
from typing import Any, Final

import httpx2

from apivideo_admin.errors import AdminConnectionError, AdminTimeoutError, ApiError
from apivideo_admin_contract.client.account import basic
from apivideo_admin_contract.document.document import Operation
from apivideo_admin_contract.rules.expect import equal, holds
from apivideo_admin_contract.rules.verdict import Violation
from apivideo_admin_contract.session.check import check
from apivideo_admin_contract.session.session import Session
from contract_tests import rules_sdk as rules
from contract_tests.sdk_checks.calls import call, plainest
from contract_tests.sdk_checks.subjects import faced, kinds
from contract_tests.sdk_checks.tryout import KEY, made_up, raises

#: How a connection can fail, and whether anything of the request may have reached the server by then.
_KINDS: Final[dict[type[httpx2.TransportError], bool]] = {
    httpx2.ConnectError: False,
    httpx2.ConnectTimeout: False,
    httpx2.PoolTimeout: False,
    httpx2.ProxyError: False,
    httpx2.ReadError: True,
    httpx2.ReadTimeout: True,
    httpx2.WriteError: True,
    httpx2.WriteTimeout: True,
    httpx2.RemoteProtocolError: True,
    httpx2.CloseError: True,
}
_RETRIES: Final = 2


def _failing(
    session: Session, face: str, failure: type[httpx2.TransportError] | int
) -> tuple[Any, list[httpx2.Request]]:
    """Give a client of which every try fails, and the list of what it sends."""
    sent: list[httpx2.Request] = []

    def response(request: httpx2.Request) -> httpx2.Response:
        sent.append(request)
        if isinstance(failure, int):
            return httpx2.Response(failure)
        raise failure(f"trouble with {KEY} and {basic(KEY)}", request=request)

    return made_up(session, face, response, max_retries=_RETRIES), sent


@check(rules.RETRIES, faced(kinds))
def every_failure_that_may_pass_is_tried_again(session: Session, face: str, operation: Operation) -> None:
    """A create only if the server certainly did not take it."""
    is_create = operation.method == "POST"
    for kind, taken in _KINDS.items():
        client, sent = _failing(session, face, kind)
        raises(AdminConnectionError, f"{operation.id} after {kind.__name__}", call, client, operation)
        equal(len(sent), 1 if is_create and taken else 1 + _RETRIES, f"{operation.id}: the tries after {kind.__name__}")
    for status in (408, 429, 500, 501, 502, 503, 504, 599):
        client, sent = _failing(session, face, status)
        raises(ApiError, f"{operation.id} after {status}", call, client, operation)
        taken = status != 429
        equal(len(sent), 1 if is_create and taken else 1 + _RETRIES, f"{operation.id}: the tries after {status}")


@check(rules.AUTHORIZATION, faced(plainest))
def every_try_carries_the_key(session: Session, face: str, operation: Operation) -> None:
    """The last one as well as the first."""
    client, sent = _failing(session, face, 503)
    raises(ApiError, f"{operation.id} after 503", call, client, operation)
    seen = [one.headers.get("Authorization") for one in sent]
    equal(seen, [basic(KEY)] * (1 + _RETRIES), "Authorization of the tries")


@check(rules.ERRORS, faced(kinds))
def a_connection_that_fails_is_told_for_what_it_was(session: Session, face: str, operation: Operation) -> None:
    """`AdminConnectionError.sent` is False if the server certainly never got the request; AdminTimeoutError if it took too long."""
    for kind, taken in _KINDS.items():
        client, sent = _failing(session, face, kind)
        what = f"{operation.id} after {kind.__name__}"
        error = raises(AdminConnectionError, what, call, client, operation)
        is_timeout = issubclass(kind, httpx2.TimeoutException)
        equal(isinstance(error, AdminTimeoutError), is_timeout, f"{what}: whether it raises AdminTimeoutError")
        url = str(sent[0].url.copy_with(query=None))
        expected = {"sent": taken, "method": operation.method, "url": url}
        equal({name: getattr(error, name) for name in expected}, expected, f"{what}: the fields of the error")


@check(rules.ERRORS, faced(plainest))
def a_failed_connection_can_be_pickled(session: Session, face: str, operation: Operation) -> None:
    """It says the same in another process."""
    for kind in (httpx2.ConnectError, httpx2.ReadTimeout):
        client, _ = _failing(session, face, kind)
        error = raises(AdminConnectionError, f"after {kind.__name__}", call, client, operation)
        fresh = unpickled(error)
        names = ("reason", "method", "url", "sent")
        holds(type(fresh) is type(error), f"a pickled {type(error).__name__} comes back as {type(fresh).__name__}")
        equal(
            [getattr(fresh, name) for name in names], [getattr(error, name) for name in names], "the fields of its copy"
        )
        equal(str(fresh), str(error), "the text of its copy")


@check(rules.SECRETS, faced(plainest))
def a_failed_connection_does_not_show_the_key(session: Session, face: str, operation: Operation) -> None:
    """Even where what failed says it."""
    client, _ = _failing(session, face, httpx2.ReadError)
    error = raises(AdminConnectionError, "after ReadError", call, client, operation)
    texts = f"{error} {error!r} {error.reason}"
    for secret in (basic(KEY).removeprefix("Basic "), KEY):
        holds(secret not in texts, f"the key stands in the error: {texts.replace(secret, '…').replace(KEY, '…')}")


def unpickled(error: Exception) -> Any:
    """Give the copy of an error that another process would get. Raises Broken if there is none."""
    try:
        return pickle.loads(pickle.dumps(error))  # noqa: S301 - we pickled it ourselves
    except Exception as trouble:
        raise Violation(f"a {type(error).__name__} can't be pickled: {type(trouble).__name__}: {trouble}") from trouble
