"""Problems that are told in part, in another shape, or not as problems; and failures of the server."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from contract_tests.faults import at
from contract_tests.faults.planting import fault
from contract_tests.faults.server import Server
from contract_tests.faults.wire import Answer, Request

Body = dict[str, Any]


def _problem(request: Request, server: Server, change: Callable[[Body], Body], *statuses: int) -> Answer:
    answer = server.forward(request)
    chosen = answer.status in statuses if statuses else answer.status >= 400
    return answer.but(json=change(answer.json)) if chosen and answer.body else answer


def _several(request: Request, server: Server, change: Callable[[Body], Body]) -> Answer:
    """Change bad requests that list problems."""
    return _problem(request, server, lambda body: change(body) if "problems" in body else body, 400)


def _without(body: Body, *names: str) -> Body:
    return {name: one for name, one in body.items() if name not in names}


@fault("bad-request", at=at.anywhere)
def only_the_first_problem_is_listed(request: Request, server: Server) -> Answer:
    return _several(request, server, lambda body: {**body, "problems": body["problems"][:1], "total_problems": 1})


@fault("bad-request", at=at.anywhere)
def the_last_problem_is_not_listed(request: Request, server: Server) -> Answer:
    return _several(request, server, lambda body: {**body, "problems": body["problems"][:-1] or body["problems"]})


@fault("bad-request", at=at.anywhere)
def total_problems_is_always_1(request: Request, server: Server) -> Answer:
    return _several(request, server, lambda body: {**body, "total_problems": 1})


@fault("bad-request", at=at.anywhere)
def total_problems_is_one_too_many(request: Request, server: Server) -> Answer:
    return _several(request, server, lambda body: {**body, "total_problems": body["total_problems"] + 1})


@fault("bad-request", "schema", at=at.anywhere)
def there_is_no_total_of_problems(request: Request, server: Server) -> Answer:
    return _several(request, server, lambda body: _without(body, "total_problems"))


@fault("bad-request", "schema", at=at.anywhere)
def problems_are_not_listed(request: Request, server: Server) -> Answer:
    return _several(request, server, lambda body: _without(body, "problems"))


@fault("bad-request", at=at.anywhere)
def the_name_is_that_of_the_last_problem(request: Request, server: Server) -> Answer:
    return _several(request, server, lambda body: {**body, "name": body["problems"][-1]["name"]})


@fault("bad-request", at=at.anywhere)
def the_name_is_always_name(request: Request, server: Server) -> Answer:
    return _several(request, server, lambda body: {**body, "name": "attribute"})


@fault("bad-request", "schema", at=at.anywhere)
def a_bad_request_has_no_name(request: Request, server: Server) -> Answer:
    return _several(request, server, lambda body: _without(body, "name"))


@fault("bad-request", "schema", at=at.anywhere)
def a_bad_request_has_no_detail(request: Request, server: Server) -> Answer:
    return _several(request, server, lambda body: _without(body, "detail"))


@fault("bad-request", "schema", at=at.anywhere)
def a_bad_request_has_no_constraint(request: Request, server: Server) -> Answer:
    return _several(request, server, lambda body: _without(body, "constraint"))


@fault("bad-request", at=at.anywhere)
def the_detail_is_empty(request: Request, server: Server) -> Answer:
    return _several(request, server, lambda body: {**body, "detail": ""})


@fault("bad-request", "schema", at=at.anywhere)
def a_listed_problem_has_no_detail(request: Request, server: Server) -> Answer:
    return _several(
        request, server, lambda body: {**body, "problems": [_without(one, "detail") for one in body["problems"]]}
    )


@fault("bad-request", at=at.anywhere)
def a_problem_is_listed_twice(request: Request, server: Server) -> Answer:
    def twice(body: Body) -> Body:
        problems = [*body["problems"], body["problems"][0]]
        return {**body, "problems": problems, "total_problems": len(problems)}

    return _several(request, server, twice)


@fault("bad-request", "problem", at=at.anywhere)
def several_problems_have_the_title_of_one(request: Request, server: Server) -> Answer:
    return _several(request, server, lambda body: {**body, "title": "An attribute is invalid."})


@fault("bad-request", "problem", at=at.anywhere)
def one_problem_has_the_title_of_several(request: Request, server: Server) -> Answer:
    return _several(request, server, lambda body: {**body, "title": "Invalid attributes."})


@fault("required-property", "bad-request", at=at.payloads)
def a_missing_property_is_told_as_invalid(request: Request, server: Server) -> Answer:
    def changed(body: Body) -> Body:
        return {**body, "type": str(body["type"]).replace("attribute-required", "invalid-attribute")}

    return _several(request, server, changed)


@fault("unknown-query", "invalid-query", "bad-request", at=at.queries)
def a_bad_query_is_told_as_a_bad_property(request: Request, server: Server) -> Answer:
    def changed(body: Body) -> Body:
        return {**body, "type": str(body["type"]).replace("invalid-query-parameter", "invalid-attribute")}

    return _several(request, server, changed)


@fault("problem", at=at.anywhere)
def the_status_in_a_problem_is_400(request: Request, server: Server) -> Answer:
    return _problem(request, server, lambda body: {**body, "status": 400})


@fault("problem", "schema", at=at.anywhere)
def the_status_in_a_problem_is_a_text(request: Request, server: Server) -> Answer:
    return _problem(request, server, lambda body: {**body, "status": str(body["status"])})


@fault("problem", "schema", at=at.anywhere)
def a_problem_has_no_status(request: Request, server: Server) -> Answer:
    return _problem(request, server, lambda body: _without(body, "status"))


@fault("problem", "schema", at=at.anywhere)
def a_problem_has_no_title(request: Request, server: Server) -> Answer:
    return _problem(request, server, lambda body: _without(body, "title"))


@fault("problem", "schema", at=at.anywhere)
def a_problem_has_no_type(request: Request, server: Server) -> Answer:
    return _problem(request, server, lambda body: _without(body, "type"))


@fault("problem", at=at.anywhere)
def a_type_is_about_blank(request: Request, server: Server) -> Answer:
    return _problem(request, server, lambda body: {**body, "type": "about:blank"})


@fault("problem", at=at.anywhere)
def a_type_is_on_another_site(request: Request, server: Server) -> Answer:
    return _problem(
        request, server, lambda body: {**body, "type": str(body["type"]).replace("docs.api.video", "docs.example")}
    )


@fault("problem", at=at.anywhere)
def every_title_is_error(request: Request, server: Server) -> Answer:
    return _problem(request, server, lambda body: {**body, "title": "Error"})


@fault("media-type", "unauthorized", at=at.anywhere)
def problems_are_plain_json(request: Request, server: Server) -> Answer:
    answer = server.forward(request)
    return answer.but(content_type="application/json") if answer.status >= 400 else answer


@fault("media-type", "not-found", at=at.named, raw=True)
def a_404_is_html(request: Request, server: Server) -> Answer:
    answer = server.forward(request)
    page = b"<!doctype html><title>404 Not Found</title><h1>Not Found</h1>"
    return answer.but(body=page, content_type="text/html; charset=utf-8") if answer.status == 404 else answer


@fault("media-type", "schema", "not-found", at=at.named)
def a_404_has_no_content(request: Request, server: Server) -> Answer:
    answer = server.forward(request)
    return answer.but(body=b"", content_type=None) if answer.status == 404 else answer


@fault("not-found", "problem", at=at.named)
def an_unknown_item_is_told_as_an_unknown_url(request: Request, server: Server) -> Answer:
    answer = server.forward(request)
    return server.forward(request.but(path="/nowhere/at/all")) if answer.status == 404 else answer


@fault("not-found", "problem", at=at.named)
def an_unknown_item_is_a_bad_request(request: Request, server: Server) -> Answer:
    answer = server.forward(request)
    return answer.but(status=400, json={**answer.json, "status": 400}) if answer.status == 404 else answer


@fault("not-found", "documented-status", at=at.named)
def an_unknown_item_is_gone(request: Request, server: Server) -> Answer:
    answer = server.forward(request)
    return answer.but(status=410, json={**answer.json, "status": 410}) if answer.status == 404 else answer


@fault("documented-status", "unknown-query", at=at.anywhere)
def a_bad_request_is_a_422(request: Request, server: Server) -> Answer:
    answer = server.forward(request)
    return answer.but(status=422, json={**answer.json, "status": 422}) if answer.status == 400 else answer


@fault("bad-request", at=at.anywhere)
def the_type_of_several_problems_is_that_of_the_last(request: Request, server: Server) -> Answer:
    last = {"is required.": "attribute-required", "query parameter": "invalid-query-parameter"}

    def changed(body: Body) -> Body:
        detail = body["problems"][-1]["detail"]
        kind = next((one for text, one in last.items() if text in detail), "invalid-attribute")
        return {**body, "type": f"https://docs.api.video/reference/{kind}"}

    return _several(request, server, changed)
