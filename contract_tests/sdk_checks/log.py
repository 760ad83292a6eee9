"""What a client writes into the log, and what must not stand there nor in any text."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final
from urllib.parse import quote, quote_plus

import httpx2

from apivideo_admin.errors import AdminError, ApiError, InvalidResponseError
from apivideo_admin_contract.client.account import basic
from apivideo_admin_contract.document.document import Operation
from apivideo_admin_contract.document.subjects import operations
from apivideo_admin_contract.rules.expect import equal, holds
from apivideo_admin_contract.session.check import check
from apivideo_admin_contract.session.session import Session
from contract_tests import rules_sdk as rules
from contract_tests.sdk_checks.calls import in_turn
from contract_tests.sdk_checks.subjects import answering, faced, kinds
from contract_tests.sdk_checks.tryout import KEY, all_arguments_of, ids_of, made_up, raises

_LOGGER: Final = "apivideo_admin"

#: It is written in another way in JSON and in a URL.
_PASSWORD: Final = 's3cret/+ "words"-of-mine'  # noqa: S105 - it opens nothing


class _Lines(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[tuple[str, int, str]] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append((record.name, record.levelno, record.getMessage()))


@contextmanager
def logged() -> Iterator[list[tuple[str, int, str]]]:
    """Collect the lines of every logger, each with its logger's name and its level."""
    root, lines = logging.getLogger(), _Lines()
    level = root.level
    root.addHandler(lines)
    root.setLevel(logging.DEBUG)
    try:
        yield lines.lines
    finally:
        root.removeHandler(lines)
        root.setLevel(level)


def _secretly(operation: Operation) -> tuple[dict[str, Any], set[str]]:
    """Give all arguments of an operation, with a password for each parameter that is one; and what must not be shown then."""
    query, payload = all_arguments_of(operation)
    passwords = {name: _PASSWORD for name in query if operation.parameters[name].schema.get("format") == "password"}
    return {**query, **payload, **passwords}, {KEY, basic(KEY).removeprefix("Basic "), *passwords.values()}


def _no_secret(texts: list[str], secrets: set[str], what: str) -> None:
    for text in texts:
        for secret in secrets:
            forms = {secret, quote(secret, safe=""), quote(secret), quote_plus(secret), json.dumps(secret)[1:-1]}
            holds(not any(form in text for form in forms), f"{what}: a secret stands in {text.replace(secret, '…')!r}")


@check(rules.LOG, faced(kinds))
def each_try_and_each_retry_is_a_line_without_a_query(session: Session, face: str, operation: Operation) -> None:
    """A try at DEBUG, a retry at INFO."""
    arguments, secrets = _secretly(operation)
    client = made_up(session, face, in_turn(httpx2.Response(429), httpx2.Response(404)), max_retries=1)
    with logged() as lines:
        raises(ApiError, operation.id, client.call, operation, ids_of(operation), arguments)
    ours = [(level, text) for name, level, text in lines if name == _LOGGER]
    levels = [logging.getLevelName(level) for level, _ in ours]
    equal(
        levels,
        ["DEBUG", "INFO", "DEBUG"],
        f"{operation.id}: the levels of the lines of a try, its retry, and the next try",
    )
    for _, text in ours:
        holds("?" not in text, f"{operation.id}: a query stands in {text!r}")
    _no_secret([text for _, text in ours], secrets, operation.id)


@check(rules.LOG, faced(kinds))
def no_line_says_what_a_failed_connection_says(session: Session, face: str, operation: Operation) -> None:
    """It may name the whole URL and the headers."""
    arguments, secrets = _secretly(operation)

    def fail(request: httpx2.Request) -> httpx2.Response:
        raise httpx2.ConnectError(f"no way to {request.url} with {dict(request.headers)}", request=request)

    client = made_up(session, face, fail, max_retries=1)
    with logged() as lines:
        error = raises(AdminError, operation.id, client.call, operation, ids_of(operation), arguments)
    ours = [text for name, _, text in lines if name == _LOGGER]
    for text in ours:
        holds("?" not in text, f"{operation.id}: a query stands in {text!r}")
    _no_secret([*ours, str(error), repr(error)], secrets, f"{operation.id}, without a connection")


@check(rules.LOG, faced(operations))
def no_error_shows_a_secret_that_the_server_repeats(session: Session, face: str, operation: Operation) -> None:
    """In no field, and in no text of it."""
    arguments, secrets = _secretly(operation)

    def response(request: httpx2.Request) -> httpx2.Response:
        said = " ".join([*secrets, str(request.url), str(dict(request.headers))])
        problem = dict.fromkeys(("title", "detail", "name", "type", "constraint"), said)
        return httpx2.Response(404, json={**problem, "problems": [{"name": said, "detail": said}]})

    client = made_up(session, face, response)
    error = raises(ApiError, operation.id, client.call, operation, ids_of(operation), arguments)
    fields = [error.url, error.title, error.detail, error.name, error.type, error.constraint, error.problems]
    _no_secret([str(error), repr(error), *map(str, fields)], secrets, f"{operation.id}: the error")


@check(rules.LOG, faced(answering))
def no_error_for_what_cannot_be_read_shows_a_secret(session: Session, face: str, operation: Operation) -> None:
    """Where the answer has it in the place of what was promised, or as a name."""
    arguments, secrets = _secretly(operation)
    said = " ".join(sorted(secrets))
    for wrong in (said, {said: 1}, [{said: said}]):
        body = dict.fromkeys((operation.response or {})["properties"], wrong)
        client = made_up(session, face, in_turn(httpx2.Response(operation.status, json=body)))
        error = raises(InvalidResponseError, operation.id, client.call, operation, ids_of(operation), arguments)
        _no_secret([str(error), repr(error), error.reason], secrets, f"{operation.id}: the error")
