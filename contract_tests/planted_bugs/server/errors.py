"""Bugs of error responses: missing problems, wrong titles, types and statuses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from apivideo_admin_contract.document.document import Document, Operation
from contract_tests.planted_bugs.server import selectors
from contract_tests.planted_bugs.server.planting import planted_bug
from contract_tests.planted_bugs.server.server import Server, on_status
from contract_tests.planted_bugs.server.wire import Request, Response

Body = dict[str, Any]


def _problem(request: Request, server: Server, change: Callable[[Body], Body], *statuses: int) -> Response:
    response = server.forward(request)
    chosen = response.status in statuses if statuses else response.status >= 400
    return response.replace(json=change(response.json)) if chosen and response.body else response


def _several(request: Request, server: Server, change: Callable[[Body], Body]) -> Response:
    """Change 400 responses that list problems."""
    return _problem(request, server, lambda body: change(body) if "problems" in body else body, 400)


def _requires(operation: Operation, _document: Document) -> bool:
    return bool(operation.required)


def _without(body: Body, *names: str) -> Body:
    return {name: one for name, one in body.items() if name not in names}


@planted_bug("bad-request", at=selectors.anywhere)
def only_the_first_problem_is_listed(request: Request, server: Server) -> Response:
    return _several(request, server, lambda body: {**body, "problems": body["problems"][:1], "total_problems": 1})


@planted_bug("bad-request", at=selectors.anywhere)
def the_last_problem_is_not_listed(request: Request, server: Server) -> Response:
    return _several(request, server, lambda body: {**body, "problems": body["problems"][:-1] or body["problems"]})


@planted_bug("bad-request", at=selectors.anywhere)
def total_problems_is_always_1(request: Request, server: Server) -> Response:
    return _several(request, server, lambda body: {**body, "total_problems": 1})


@planted_bug("bad-request", at=selectors.anywhere)
def total_problems_is_one_too_many(request: Request, server: Server) -> Response:
    return _several(request, server, lambda body: {**body, "total_problems": body["total_problems"] + 1})


@planted_bug("bad-request", "schema", at=selectors.anywhere)
def total_problems_is_missing(request: Request, server: Server) -> Response:
    return _several(request, server, lambda body: _without(body, "total_problems"))


@planted_bug("bad-request", "schema", at=selectors.anywhere)
def problems_are_not_listed(request: Request, server: Server) -> Response:
    return _several(request, server, lambda body: _without(body, "problems"))


@planted_bug("bad-request", at=selectors.anywhere)
def the_name_is_that_of_the_last_problem(request: Request, server: Server) -> Response:
    return _several(request, server, lambda body: {**body, "name": body["problems"][-1]["name"]})


@planted_bug("bad-request", at=selectors.anywhere)
def the_name_is_always_attribute(request: Request, server: Server) -> Response:
    return _several(request, server, lambda body: {**body, "name": "attribute"})


@planted_bug("bad-request", "schema", at=selectors.anywhere)
def a_bad_request_has_no_name(request: Request, server: Server) -> Response:
    return _several(request, server, lambda body: _without(body, "name"))


@planted_bug("bad-request", "schema", at=selectors.anywhere)
def a_bad_request_has_no_detail(request: Request, server: Server) -> Response:
    return _several(request, server, lambda body: _without(body, "detail"))


@planted_bug("bad-request", "schema", at=selectors.anywhere)
def a_bad_request_has_no_constraint(request: Request, server: Server) -> Response:
    return _several(request, server, lambda body: _without(body, "constraint"))


@planted_bug("bad-request", at=selectors.anywhere)
def the_detail_is_empty(request: Request, server: Server) -> Response:
    return _several(request, server, lambda body: {**body, "detail": ""})


@planted_bug("bad-request", "schema", at=selectors.anywhere)
def a_listed_problem_has_no_detail(request: Request, server: Server) -> Response:
    return _several(
        request, server, lambda body: {**body, "problems": [_without(one, "detail") for one in body["problems"]]}
    )


@planted_bug("bad-request", at=selectors.anywhere)
def a_problem_is_listed_twice(request: Request, server: Server) -> Response:
    def twice(body: Body) -> Body:
        problems = [*body["problems"], body["problems"][0]]
        return {**body, "problems": problems, "total_problems": len(problems)}

    return _several(request, server, twice)


@planted_bug("bad-request", "problem", at=selectors.anywhere)
def several_problems_have_the_title_of_one(request: Request, server: Server) -> Response:
    return _several(request, server, lambda body: {**body, "title": "An attribute is invalid."})


@planted_bug("bad-request", "problem", at=selectors.anywhere)
def one_problem_has_the_title_of_several(request: Request, server: Server) -> Response:
    return _several(request, server, lambda body: {**body, "title": "Invalid attributes."})


@planted_bug("required-property", "bad-request", at=_requires)
def a_missing_property_is_reported_as_invalid(request: Request, server: Server) -> Response:
    def changed(body: Body) -> Body:
        return {**body, "type": str(body["type"]).replace("attribute-required", "invalid-attribute")}

    return _several(request, server, changed)


@planted_bug("unknown-query", "invalid-query", "bad-request", at=selectors.queries)
def an_invalid_query_is_reported_as_an_invalid_property(request: Request, server: Server) -> Response:
    def changed(body: Body) -> Body:
        return {**body, "type": str(body["type"]).replace("invalid-query-parameter", "invalid-attribute")}

    return _several(request, server, changed)


@planted_bug("problem", at=selectors.anywhere)
def the_status_in_a_problem_is_400(request: Request, server: Server) -> Response:
    return _problem(request, server, lambda body: {**body, "status": 400})


@planted_bug("problem", "schema", at=selectors.anywhere)
def the_status_in_a_problem_is_a_string(request: Request, server: Server) -> Response:
    return _problem(request, server, lambda body: {**body, "status": str(body["status"])})


@planted_bug("problem", "schema", at=selectors.anywhere)
def a_problem_has_no_status(request: Request, server: Server) -> Response:
    return _problem(request, server, lambda body: _without(body, "status"))


@planted_bug("problem", "schema", at=selectors.anywhere)
def a_problem_has_no_title(request: Request, server: Server) -> Response:
    return _problem(request, server, lambda body: _without(body, "title"))


@planted_bug("problem", "schema", at=selectors.anywhere)
def a_problem_has_no_type(request: Request, server: Server) -> Response:
    return _problem(request, server, lambda body: _without(body, "type"))


@planted_bug("problem", at=selectors.anywhere)
def a_type_is_about_blank(request: Request, server: Server) -> Response:
    return _problem(request, server, lambda body: {**body, "type": "about:blank"})


@planted_bug("problem", at=selectors.anywhere)
def a_type_is_on_another_site(request: Request, server: Server) -> Response:
    return _problem(
        request, server, lambda body: {**body, "type": str(body["type"]).replace("docs.api.video", "docs.example")}
    )


@planted_bug("problem", at=selectors.anywhere)
def every_title_is_error(request: Request, server: Server) -> Response:
    return _problem(request, server, lambda body: {**body, "title": "Error"})


@planted_bug("media-type", "unauthorized", at=selectors.anywhere)
def problems_are_plain_json(request: Request, server: Server) -> Response:
    response = server.forward(request)
    return response.replace(content_type="application/json") if response.status >= 400 else response


@planted_bug("media-type", "not-found", at=selectors.named, raw=True)
def a_404_is_html(request: Request, server: Server) -> Response:
    response = server.forward(request)
    page = b"<!doctype html><title>404 Not Found</title><h1>Not Found</h1>"
    return response.replace(body=page, content_type="text/html; charset=utf-8") if response.status == 404 else response


@planted_bug("media-type", "schema", "not-found", at=selectors.named)
def a_404_has_no_content(request: Request, server: Server) -> Response:
    return on_status(request, server, 404, lambda response: response.replace(body=b"", content_type=None))


@planted_bug("not-found", "problem", at=selectors.named)
def an_unknown_item_is_reported_as_an_unknown_url(request: Request, server: Server) -> Response:
    return on_status(request, server, 404, lambda _: server.forward(request.replace(path="/nowhere/at/all")))


@planted_bug("not-found", "problem", at=selectors.named)
def an_unknown_item_is_a_400(request: Request, server: Server) -> Response:
    return on_status(
        request, server, 404, lambda response: response.replace(status=400, json={**response.json, "status": 400})
    )


@planted_bug("not-found", "documented-status", at=selectors.named)
def an_unknown_item_is_a_410(request: Request, server: Server) -> Response:
    return on_status(
        request, server, 404, lambda response: response.replace(status=410, json={**response.json, "status": 410})
    )


@planted_bug("documented-status", "unknown-query", at=selectors.anywhere)
def a_bad_request_is_a_422(request: Request, server: Server) -> Response:
    return on_status(
        request, server, 400, lambda response: response.replace(status=422, json={**response.json, "status": 422})
    )


@planted_bug("bad-request", at=selectors.anywhere)
def the_type_of_several_problems_is_that_of_the_last(request: Request, server: Server) -> Response:
    last = {"is required.": "attribute-required", "query parameter": "invalid-query-parameter"}

    def changed(body: Body) -> Body:
        detail = body["problems"][-1]["detail"]
        kind = next((one for text, one in last.items() if text in detail), "invalid-attribute")
        return {**body, "type": f"https://docs.api.video/reference/{kind}"}

    return _several(request, server, changed)
