"""What a method raises."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import httpx2
from hypothesis import assume
from hypothesis import strategies as st

from apivideo_admin.errors import ApiError
from contract_tests.document import Operation
from contract_tests.sdk_checks.calls import documented_errors, is_class_of
from contract_tests.sdk_checks.subjects import faced, kinds
from contract_tests.sdk_checks.tryout import KEY, always, arguments_of, connect, ids_of, made_up, refusal
from contract_tests.strategies import values
from contract_tests.suite import rules_sdk as rules
from contract_tests.suite.check import Need, check
from contract_tests.suite.expect import equal, holds
from contract_tests.suite.explore import explore
from contract_tests.suite.lab import Lab
from contract_tests.suite.subjects import operations


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
def every_documented_error_raises_its_class(lab: Lab, face: str, operation: Operation) -> None:
    """As the document's own examples have them."""
    names = documented_errors(lab.document)
    for status, (media_type, media) in _problems(operation).items():
        for example in media["examples"].values():
            content = json.dumps(example["value"]).encode()
            client = made_up(lab, face, always(status, content, Content_Type=media_type))
            error = refusal(client, operation, ids_of(operation), arguments_of(operation))
            _check(error, status, example["value"], names)


@check(rules.ERRORS, faced(operations))
def every_problem_raises_all_that_it_tells(lab: Lab, face: str, operation: Operation) -> None:
    """Whatever the document allows, by chance."""
    answers: list[httpx2.Response] = []
    names = documented_errors(lab.document)
    client = made_up(lab, face, lambda _: answers[-1])
    schemas = {status: media["schema"] for status, (_, media) in _problems(operation).items()}

    @explore(lab, st.data(), st.sampled_from(sorted(schemas)))
    def _(data: st.DataObject, status: int) -> None:
        problem = data.draw(values(schemas[status]))
        # Hypothesis draws texts that stand in this code, too, and the key is shown by no error.
        assume(KEY not in json.dumps(problem))
        answers.append(httpx2.Response(status, json=problem))
        error = refusal(client, operation, ids_of(operation), arguments_of(operation))
        _check(error, status, {name: value for name, value in problem.items() if name != "title"}, names)


@check(rules.ERRORS, faced(kinds))
def an_error_that_is_no_problem_raises_its_class_as_well(lab: Lab, face: str, operation: Operation) -> None:
    """A proxy between may answer in HTML, or with nothing."""
    names = documented_errors(lab.document)
    for status in (*_problems(operation), 302, 409, 418, 502, 503, 599):
        for content in (b"<html>Sorry", b"", b"[]", b'{"status": "?"}'):
            client = made_up(lab, face, always(status, content))
            error = refusal(client, operation, ids_of(operation), arguments_of(operation))
            _class(error, status, names, f" for {content!r}")


@check(rules.ERRORS, faced(operations))
def a_refusal_for_the_rate_tells_how_long_to_wait(lab: Lab, face: str, operation: Operation) -> None:
    """In whole seconds, from the standard header."""
    client = made_up(lab, face, always(429, Retry_After="7"))
    error = refusal(client, operation, ids_of(operation), arguments_of(operation))
    equal(getattr(error, "retry_after", None), 7, "`retry_after`")


@check(rules.ERRORS, faced(operations), Need.WRITES)
def a_value_that_the_server_refuses_raises_with_its_problem(lab: Lab, face: str, operation: Operation) -> None:
    """On the server, for each parameter whose values are told apart."""
    ids, client = lab.owners(operation), connect(lab, face)
    for parameter in operation.query:
        if "enum" in parameter.schema or parameter.schema["type"] == "integer":
            error = refusal(client, operation, ids, arguments_of(operation) | {parameter.name: "no such value"})
            equal((error.status, [one.name for one in error.problems]), (400, [parameter.name]), "the problems")


@check(rules.ERRORS, faced(operations))
def a_key_that_is_not_known_raises(lab: Lab, face: str, operation: Operation) -> None:
    """On the server."""
    error = refusal(connect(lab, face, "nobody"), operation, ids_of(operation), arguments_of(operation))
    _class(error, 401, documented_errors(lab.document))


@check(rules.ERRORS, faced(operations))
def an_unknown_id_raises(lab: Lab, face: str, operation: Operation) -> None:
    """On the server; an operation without an id in its path has none."""
    if operation.path_parameters and (operation.method == "GET" or not lab.wire.read_only):
        error = refusal(connect(lab, face), operation, ids_of(operation), arguments_of(operation))
        holds(error.status == 404, f"expected status 404, got {error.status}")
