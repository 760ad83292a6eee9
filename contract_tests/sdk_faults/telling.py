"""Faults in what an error tells, and whether it is one of the client's own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final
from unittest.mock import patch

import httpx2

from apivideo_admin._runtime import exchange, problem
from apivideo_admin.errors import ERRORS_BY_STATUS
from apivideo_admin_contract.session.session import Between
from contract_tests.rules_sdk import ERRORS
from contract_tests.sdk_faults.planting import Around, ClientFault, Send, around, instead


@around(ERRORS)
def it_loses_the_id_of_a_request() -> Around:
    def changed(request: httpx2.Request, send: Send) -> httpx2.Response:
        response = send(request)
        response.headers.pop("X-Request-Id", None)
        return response

    return changed


COPIES_HOLD_THE_KEY: Final = instead(
    "its_pickled_errors_hold_the_key", "errors._without_secrets", lambda response: response, ERRORS
)
_read_problem = problem.read_problem


def _read_as_text(body: bytes) -> Any:
    body.decode("utf-8")
    return _read_problem(body)


PROBLEMS_ARE_TEXT: Final = instead("it_fails_at_an_error_that_is_no_text", "errors.read_problem", _read_as_text, ERRORS)


@contextmanager
def _without_a_class() -> Iterator[Between]:
    left = dict(list(ERRORS_BY_STATUS.items())[:-1])
    with patch.dict("apivideo_admin.errors.ERRORS_BY_STATUS", left, clear=True):
        yield lambda inner: inner


A_STATUS_HAS_NO_CLASS: Final = ClientFault("it_has_no_class_for_a_status", (ERRORS,), _without_a_class)
_decode = exchange.decode
EMPTY_IS_NOTHING: Final = instead(
    "it_takes_an_empty_answer_for_nothing",
    "api.decode",
    lambda operation, response: _decode(operation, response) if response.content else None,
    ERRORS,
)
UNREADABLE_STAYS: Final = instead(
    "it_raises_for_what_it_cannot_read_what_cannot_be_pickled",
    "errors.InvalidResponseError.__reduce__",
    lambda error: (type(error), (error.response,)),
    ERRORS,
)
THEIR_ERRORS: Final = instead(
    "it_raises_the_errors_of_httpx2", "sender.connection_error", lambda error, _: error, ERRORS
)
