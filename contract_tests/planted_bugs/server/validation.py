"""Bugs of validation: invalid queries and properties that are accepted."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode

from apivideo_admin_contract.document.document import Document, Operation
from apivideo_admin_contract.values.samples import sample_payload, sample_query
from contract_tests.planted_bugs.server import lifetime_selectors, selectors
from contract_tests.planted_bugs.server.planting import planted_bug
from contract_tests.planted_bugs.server.server import Server, operation_of
from contract_tests.planted_bugs.server.wire import Request, Response

#: Larger payloads go to the healthy server unchanged, in bytes.
_LONG: Final = 1 << 20


def _snake(name: str) -> str:
    return "".join(f"_{one.lower()}" if one.isupper() else one for one in name)


def _asked(request: Request, server: Server, query: Mapping[str, Any]) -> Response:
    return server.forward(request if query == request.query else request.replace(query=query))


@planted_bug("unknown-query", at=selectors.queries)
def unknown_query_parameters_are_ignored(request: Request, server: Server) -> Response:
    known = operation_of(request).parameters
    return _asked(request, server, {name: one for name, one in request.query.items() if name in known})


@planted_bug("unknown-query", at=selectors.anywhere)
def an_undocumented_query_is_ignored(request: Request, server: Server) -> Response:
    return server.forward(request if operation_of(request).query else request.replace(search=""))


def _of_several_words(operation: Operation, _document: Document) -> bool:
    """Select operations with a query parameter whose name has a camelCase spelling."""
    return any("_" in one.name and not one.required for one in operation.query)


@planted_bug("unknown-query", at=_of_several_words)
def camel_case_parameters_are_ignored(request: Request, server: Server) -> Response:
    known = operation_of(request).parameters
    kept = {name: one for name, one in request.query.items() if name in known or _snake(name) not in known}
    return _asked(request, server, kept)


@planted_bug("unknown-query", at=_of_several_words)
def camel_case_parameters_are_accepted(request: Request, server: Server) -> Response:
    known = operation_of(request).parameters
    return _asked(request, server, {_snake(n) if _snake(n) in known else n: one for n, one in request.query.items()})


@planted_bug("unknown-query", at=selectors.queries)
def query_parameters_are_case_insensitive(request: Request, server: Server) -> Response:
    known = operation_of(request).parameters
    return _asked(request, server, {n.lower() if n.lower() in known else n: one for n, one in request.query.items()})


def _enum_is_free(request: Request, server: Server, name: str) -> Response:
    """Drop a parameter whose value is not in its enum."""
    parameter = operation_of(request).parameters.get(name)
    values = parameter.schema.get("enum", ()) if parameter else ()
    query = request.query
    if values and query.get(name, values[0]) not in values:
        del query[name]
    return _asked(request, server, query)


@planted_bug("invalid-query", at=selectors.sorts)
def an_unknown_sort_is_ignored(request: Request, server: Server) -> Response:
    return _enum_is_free(request, server, "sort_by")


@planted_bug("invalid-query", at=selectors.sorts)
def an_unknown_order_is_ignored(request: Request, server: Server) -> Response:
    return _enum_is_free(request, server, "sort_order")


@planted_bug("invalid-query", at=selectors.sorts)
def sort_order_is_case_insensitive(request: Request, server: Server) -> Response:
    query = request.query
    return _asked(request, server, {name: one.lower() if name == "sort_order" else one for name, one in query.items()})


@planted_bug("invalid-query", at=selectors.lists)
def a_fractional_page_is_accepted(request: Request, server: Server) -> Response:
    query = request.query
    return _asked(
        request,
        server,
        {name: one.partition(".")[0] if name.startswith("page") else one for name, one in query.items()},
    )


@planted_bug("invalid-query", at=selectors.lists)
def an_empty_page_is_read_as_the_default(request: Request, server: Server) -> Response:
    query = request.query
    return _asked(request, server, {name: one for name, one in query.items() if one or not name.startswith("page")})


@planted_bug("invalid-query", at=selectors.lists)
def spaces_around_a_number_are_ignored(request: Request, server: Server) -> Response:
    query = request.query
    return _asked(
        request, server, {name: one.strip() if name.startswith("page") else one for name, one in query.items()}
    )


# Where a filter takes any text: elsewhere the joined values are invalid, and refused as a repetition may be.
@planted_bug("repeated-query", at=selectors.all_of(selectors.queries, selectors.on_free_text))
def a_repeated_parameter_is_a_list(request: Request, server: Server) -> Response:
    pairs = parse_qsl(request.search, keep_blank_values=True, errors="replace")
    joined = {name: ",".join(one for other, one in pairs if other == name) for name, _ in pairs}
    return server.forward(request.replace(search=urlencode(joined)) if len(joined) < len(pairs) else request)


@planted_bug("repeated-query", at=selectors.queries)
def a_repeated_parameter_is_ignored(request: Request, server: Server) -> Response:
    pairs = parse_qsl(request.search, keep_blank_values=True, errors="replace")
    names = [name for name, _ in pairs]
    once = [(name, value) for name, value in pairs if names.count(name) == 1]
    return server.forward(request.replace(search=urlencode(once)) if len(once) < len(pairs) else request)


@planted_bug("invalid-payload", at=selectors.payloads)
def an_object_in_a_list_is_accepted(request: Request, server: Server) -> Response:
    match request.payload:
        case [{**only}]:
            return server.forward(request.replace(payload=only))
    return server.forward(request)


@planted_bug("invalid-payload", at=selectors.payloads)
def an_object_in_a_string_is_accepted(request: Request, server: Server) -> Response:
    payload = request.payload
    return server.forward(request.replace(body=payload.encode()) if isinstance(payload, str) else request)


@planted_bug("invalid-property", at=selectors.all_of(selectors.updates, lifetime_selectors.expiring))
def a_stored_date_is_accepted_for_its_enum_value(request: Request, server: Server) -> Response:
    payload, sets = request.payload, operation_of(request).properties
    if isinstance(payload, dict):
        words = {name: one["enum"][0] for name, one in sets.items() if "x-set" in one and "T" in str(payload.get(name))}
        return server.forward(request.replace(payload={**payload, **words}) if words else request)
    return server.forward(request)


@planted_bug("unknown-property", at=selectors.payloads)
def an_unknown_null_is_ignored(request: Request, server: Server) -> Response:
    payload, known = request.payload, operation_of(request).properties
    if not isinstance(payload, dict) or len(request.body) > _LONG:
        return server.forward(request)
    kept = {name: value for name, value in payload.items() if value is not None or name in known}
    return server.forward(request if kept == payload else request.replace(payload=kept))


@planted_bug("unknown-query", at=selectors.counts)
def a_count_accepts_page_parameters(request: Request, server: Server) -> Response:
    kept = {name: value for name, value in request.query.items() if name not in {"page", "page_size"}}
    return _asked(request, server, kept)


@planted_bug("no-server-error", "hostile-query", at=selectors.all_of(selectors.queries, selectors.named))
def an_invalid_query_for_an_unknown_item_fails(request: Request, server: Server) -> Response:
    response = server.forward(request)
    good = request.replace(query=sample_query(operation_of(request)))
    if response.status != 400 or request.method != "GET" or server.forward(good).status != 404:
        return response
    return response.replace(status=500, json={"title": "Server error", "status": 500})


@planted_bug("invalid-query", at=selectors.sorts_unlike_others)
def the_sort_of_another_list_is_ignored(request: Request, server: Server) -> Response:
    sorts = {one for each in server.document.collections for one in each.sort_properties()} - set(
        server.collection(request).sort_properties()
    )
    kept = {name: value for name, value in request.query.items() if name != "sort_by" or value not in sorts}
    return _asked(request, server, kept)


@planted_bug("required-query", at=selectors.reports)
def the_interval_is_a_week_by_default(request: Request, server: Server) -> Response:
    interval = next(one for one in operation_of(request).query if one.days)
    return server.forward(
        request if interval.name in request.query else request.replace(query={interval.name: next(iter(interval.days))})
    )


@planted_bug("invalid-query", at=selectors.reports)
def an_unknown_interval_is_a_week(request: Request, server: Server) -> Response:
    interval = next(one for one in operation_of(request).query if one.days)
    word = request.query.get(interval.name)
    known = word is None or word in interval.days
    return server.forward(request if known else request.replace(query={interval.name: next(iter(interval.days))}))


@planted_bug("invalid-query", at=selectors.reports)
def an_interval_is_case_insensitive(request: Request, server: Server) -> Response:
    return server.forward(request.replace(search=request.search.lower()))


@planted_bug("bad-request", at=selectors.payloads)
def a_payload_is_validated_only_after_a_valid_query(request: Request, server: Server) -> Response:
    valid = sample_payload(operation_of(request))
    invalid_query = request.search and server.forward(request.replace(payload=valid)).status == HTTPStatus.BAD_REQUEST
    return server.forward(request.replace(payload=valid) if invalid_query else request)
