"""Describe what is wrong with a request, from the problem that the mock would respond with."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from apivideo_admin_mock.http.messages import Request, SpecViolation
from apivideo_admin_mock.http.problems import Problem, Violation
from apivideo_admin_mock.proxy.pointers import as_steps, parameter_pointer, pointer_of
from apivideo_admin_mock.spec import Api, Operation
from apivideo_admin_mock.spec.problems import Kind

_PART: Final = "request"
_AT: Final = {
    Kind.UNRECOGNIZED_REQUEST_URL: "path",
    Kind.METHOD_NOT_ALLOWED: "method",
    Kind.MISSING_AUTHORIZATION_HEADER: "headers/authorization",
    Kind.INVALID_AUTHORIZATION_HEADER: "headers/authorization",
    Kind.UNSUPPORTED_MEDIA_TYPE: "headers/content-type",
}


def request_violations(
    api: Api, request: Request, operation: Operation | None, problem: Problem
) -> Iterator[SpecViolation]:
    """Yield the violations of an invalid request. Their rule is the document's name of the problem, such as ``invalid_attribute``."""
    operation_id = None if operation is None else operation.id
    for one in problem.violations:
        if operation is not None:
            pointer, at = _place(api, operation, one)
            yield SpecViolation(_PART, one.kind.value, operation_id, pointer, at, one.detail)
    if not problem.violations:
        detail = problem.detail or f"{api.problems[problem.kind].title.rstrip('.')}: {request.method}"
        pointer = "/paths" if operation is None else pointer_of(operation)
        if problem.kind in {Kind.INVALID_PAYLOAD, Kind.CONTENT_TOO_LARGE, Kind.UNSUPPORTED_MEDIA_TYPE}:
            pointer += "/requestBody"
        yield SpecViolation(_PART, problem.kind.value, operation_id, pointer, _AT.get(problem.kind, "body"), detail)


def _place(api: Api, operation: Operation, violation: Violation) -> tuple[str, str]:
    """Return the pointer of what a violation breaks, and where it is in the request."""
    is_query = violation.kind is Kind.INVALID_QUERY_PARAMETER or operation.payload is None
    if violation.constraint == "required" and any(one.name == violation.name for one in operation.parameters):
        is_query = True
    if is_query:
        return parameter_pointer(api, operation, violation.name), f"query{as_steps(violation.name)}"
    return f"{pointer_of(operation)}/requestBody/content/application~1json/schema", f"body{as_steps(violation.name)}"
