"""What a method raises."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import httpx2
from hypothesis import assume
from hypothesis import strategies as st

from apivideo_admin.errors import ApiError
from apivideo_admin_contract.document.document import Operation
from apivideo_admin_contract.document.subjects import operations
from apivideo_admin_contract.rules.expect import equal, holds
from apivideo_admin_contract.session.check import Need, check
from apivideo_admin_contract.session.explore import explore
from apivideo_admin_contract.session.session import Session
from apivideo_admin_contract.values.strategies import valid_values
from contract_tests import rules_sdk as rules
from contract_tests.sdk_checks.calls import documented_errors, is_class_of
from contract_tests.sdk_checks.subjects import faced, kinds
from contract_tests.sdk_checks.tryout import KEY, always, arguments_of, connect, ids_of, made_up, refusal


def _problems(operation: Operation) -> dict[int, tuple[str, Any]]:
    """Give the media type and its node for each status that is an error."""
    found = {}
    for status in sorted(one for one in operation.statuses if one >= 400):
        ((media_type, media),) = operation.node["responses"][str(status)]["content"].items()
        found[status] = (media_type, media)
    return found


def _class(error: ApiError, status: int, names: Mapping[int, str], after: str = "") -> None:
    name = names.get(status)
    what = f"the document calls {status} {name}" if name else f"the document has no {status}"
    holds(is_class_of(error, name), f"{what}, and the method raised {type(error).__name__}{after}")
    equal(error.status, status, f"`status` of the error{after}")


def _check(error: ApiError, status: int, problem: dict[str, Any], names: Mapping[int, str]) -> None:
    _class(error, status, names)
    for name in ("type", "title", "detail", "name", "constraint"):
        if name in problem:
            equal(getattr(error, name), problem[name], f"status {status}: `{name}` of the error")
    equal(
        [(one.name, one.detail) for one in error.problems],
        [(one["name"], one.get("detail", "")) for one in problem.get("problems", ())],
        f"status {status}: `problems` of the error",
    )


@check(rules.ERRORS, faced(operations))
def every_documented_error_raises_its_class(session: Session, face: str, operation: Operation) -> None:
    """As the document's own examples have them."""
    names = documented_errors(session.document)
    for status, (media_type, media) in _problems(operation).items():
        for example in media["examples"].values():
            content = json.dumps(example["value"]).encode()
            client = made_up(session, face, always(status, content, Content_Type=media_type))
            error = refusal(client, operation, ids_of(operation), arguments_of(operation))
            _check(error, status, example["value"], names)


@check(rules.ERRORS, faced(operations))
def every_problem_raises_all_that_it_tells(session: Session, face: str, operation: Operation) -> None:
    """Whatever the document allows, by chance."""
    responses: list[httpx2.Response] = []
    names = documented_errors(session.document)
    client = made_up(session, face, lambda _: responses[-1])
    schemas = {status: media["schema"] for status, (_, media) in _problems(operation).items()}

    @explore(session, st.data(), st.sampled_from(sorted(schemas)))
    def _(data: st.DataObject, status: int) -> None:
        problem = data.draw(valid_values(schemas[status]))
        # Hypothesis draws texts that stand in this code, too, and the key is shown by no error.
        assume(KEY not in json.dumps(problem))
        responses.append(httpx2.Response(status, json=problem))
        error = refusal(client, operation, ids_of(operation), arguments_of(operation))
        _check(error, status, {name: value for name, value in problem.items() if name != "title"}, names)


@check(rules.ERRORS, faced(kinds))
def an_error_that_is_no_problem_raises_its_class_as_well(session: Session, face: str, operation: Operation) -> None:
    """A proxy between may answer in HTML, or with nothing."""
    names = documented_errors(session.document)
    for status in (*_problems(operation), 302, 409, 418, 502, 503, 599):
        for content in (b"<html>Sorry", b"", b"[]", b'{"status": "?"}'):
            client = made_up(session, face, always(status, content))
            error = refusal(client, operation, ids_of(operation), arguments_of(operation))
            _class(error, status, names, f" for {content!r}")


@check(rules.ERRORS, faced(operations))
def a_refusal_for_the_rate_tells_how_long_to_wait(session: Session, face: str, operation: Operation) -> None:
    """In whole seconds, from the standard header."""
    client = made_up(session, face, always(429, Retry_After="7"))
    error = refusal(client, operation, ids_of(operation), arguments_of(operation))
    equal(getattr(error, "retry_after", None), 7, "`retry_after`")


@check(rules.ERRORS, faced(operations), Need.WRITES)
def a_value_that_the_server_refuses_raises_with_its_problem(session: Session, face: str, operation: Operation) -> None:
    """On the server, for each parameter whose values are told apart."""
    ids, client = session.parent_ids(operation), connect(session, face)
    for parameter in operation.query:
        if "enum" in parameter.schema or parameter.schema["type"] == "integer":
            error = refusal(client, operation, ids, arguments_of(operation) | {parameter.name: "no such value"})
            equal((error.status, [one.name for one in error.problems]), (400, [parameter.name]), "the problems")


@check(rules.ERRORS, faced(operations))
def a_key_that_is_not_known_raises(session: Session, face: str, operation: Operation) -> None:
    """On the server."""
    error = refusal(connect(session, face, "nobody"), operation, ids_of(operation), arguments_of(operation))
    _class(error, 401, documented_errors(session.document))


@check(rules.ERRORS, faced(operations))
def an_unknown_id_raises(session: Session, face: str, operation: Operation) -> None:
    """On the server; an operation without an id in its path has none."""
    if operation.path_parameters and (operation.method == "GET" or not session.connection.read_only):
        error = refusal(connect(session, face), operation, ids_of(operation), arguments_of(operation))
        holds(error.status == 404, f"expected status 404, got {error.status}")
