"""Bugs of reports with filters and groups."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from apivideo_admin_contract.document.document import Row
from apivideo_admin_contract.model.reports import Report, report_of, selected
from contract_tests.planted_bugs.server import filter_selectors, selectors
from contract_tests.planted_bugs.server.filter_overrides import matches, sent_filters
from contract_tests.planted_bugs.server.planting import planted_bug
from contract_tests.planted_bugs.server.server import Server, operation_of
from contract_tests.planted_bugs.server.wire import Request, Response


def _edited(request: Request, server: Server, edit: Callable[[list[Row]], list[Row]]) -> Response:
    response = server.forward(request)
    return response.replace(json={"items": edit(response.json["items"])}) if response.is_success else response


def _names(report: Report, rows: list[Row]) -> list[str]:
    """Return the properties that split rows."""
    return [name for name in report.named("day", "group") if any(name in row for row in rows)]


def _without(request: Request, server: Server, drop: Callable[[str], bool]) -> Response:
    """Return the response to a query without some of its parameters."""
    response = server.forward(request)
    kept = [one for one in request.search.split("&") if one and not drop(one.partition("=")[0])]
    return server.forward(request.replace(search="&".join(kept))) if response.is_success else response


@planted_bug("report-agrees", at=filter_selectors.filtered_reports)
def filters_of_reports_are_ignored(request: Request, server: Server) -> Response:
    names = {one.name for one in operation_of(request).filters}
    return _without(request, server, names.__contains__)


@planted_bug("report-agrees", at=filter_selectors.reports_with_filters)
def the_last_filter_of_a_report_is_ignored(request: Request, server: Server) -> Response:
    sent = [one.name for one, _ in sent_filters(request)]
    return _without(request, server, lambda name: len(sent) > 1 and name == sent[-1])


@planted_bug("report-agrees", at=filter_selectors.filtered_reports)
def the_first_day_of_a_report_is_left_out(request: Request, server: Server) -> Response:
    return _of_days(request, server, lambda days: days[1:])


@planted_bug("report-agrees", at=filter_selectors.filtered_reports)
def the_last_day_of_a_report_is_left_out(request: Request, server: Server) -> Response:
    return _of_days(request, server, lambda days: days[:-1])


def _of_days(request: Request, server: Server, change: Callable[[list[str]], list[str]]) -> Response:
    """Return the rows of other days, where a request filters them."""
    operation, report = operation_of(request), report_of(operation_of(request))
    sent = [one for one, _ in sent_filters(request) if one.filters_by == report.day]
    response = server.forward(request)
    if not sent or not response.is_success or report.day is None:
        return response
    names = _names(report, response.json["items"])
    rows = _every_row(request, server, report)
    rows = [row for row in rows if all(matches(one, row, wanted) for one, wanted in sent_filters(request))]
    days = change(sorted({row[report.day] for row in rows}))
    kept = [row for row in rows if row[report.day] in days]
    assert operation.response is not None
    return response.replace(json={"items": selected(report, kept, {}, names)})


def _every_row(request: Request, server: Server, report: Report) -> list[Row]:
    query: dict[str, Any] = {**report.periods()[-1].query, **report.split_query(report.splits()[0])}
    rows: list[Row] = server.call(request, report.operation, request.ids, query).json["items"]
    return rows


@planted_bug("report-agrees", at=filter_selectors.grouped_reports)
def the_breakdown_is_ignored(request: Request, server: Server) -> Response:
    names = {one.name for one in operation_of(request).query if one.groups}
    return _without(request, server, names.__contains__)


@planted_bug("report-agrees", at=filter_selectors.grouped_reports)
def only_the_first_property_splits_the_rows(request: Request, server: Server) -> Response:
    report = report_of(operation_of(request))
    return _edited(request, server, lambda rows: selected(report, rows, {}, _names(report, rows)[:1]))


@planted_bug("report-agrees", at=filter_selectors.grouped_reports)
def sums_count_the_first_row_twice(request: Request, server: Server) -> Response:
    report = report_of(operation_of(request))

    def edit(rows: list[Row]) -> list[Row]:
        if len(_names(report, rows)) == len(report.named("day", "group")):
            return rows
        return [
            row | {name: 2 * row[name] + 1 for name in report.figures} if not index else row
            for index, row in enumerate(rows)
        ]

    return _edited(request, server, edit)


@planted_bug("report-agrees", at=filter_selectors.grouped_reports)
def sums_are_averages(request: Request, server: Server) -> Response:
    report = report_of(operation_of(request))

    def edit(rows: list[Row]) -> list[Row]:
        missing = len(report.named("day", "group")) - len(_names(report, rows))
        return [row | {name: row[name] // (1 + missing) for name in report.figures} for row in rows]

    return _edited(request, server, edit)


@planted_bug("report-agrees", at=filter_selectors.grouped_reports)
def the_sum_of_everything_is_missing(request: Request, server: Server) -> Response:
    report = report_of(operation_of(request))
    return _edited(request, server, lambda rows: rows if _names(report, rows) else [])


@planted_bug("report-agrees", "report-days", at=filter_selectors.grouped_reports)
def the_last_group_is_missing(request: Request, server: Server) -> Response:
    report = report_of(operation_of(request))
    last = {name: report.properties[name]["enum"][-1] for name in report.named("group")}
    return _edited(
        request,
        server,
        lambda rows: [row for row in rows if not any(row.get(name) == one for name, one in last.items())],
    )


@planted_bug("report-days", "report-agrees", at=filter_selectors.grouped_reports)
def groups_are_sorted_backwards(request: Request, server: Server) -> Response:
    report = report_of(operation_of(request))
    groups = report.named("group")

    def edit(rows: list[Row]) -> list[Row]:
        by_groups = sorted(rows, key=lambda row: [str(row.get(name)) for name in groups], reverse=True)
        return sorted(by_groups, key=lambda row: str(row.get(str(report.day))))

    return _edited(request, server, edit)


@planted_bug("report-days", "report-agrees", at=filter_selectors.grouped_reports)
def rows_without_figures_are_left_out(request: Request, server: Server) -> Response:
    report = report_of(operation_of(request))
    return _edited(request, server, lambda rows: [row for row in rows if all(row[name] % 7 for name in report.figures)])


@planted_bug("report-figures", at=filter_selectors.grouped_reports)
def grouped_figures_are_floats(request: Request, server: Server) -> Response:
    report = report_of(operation_of(request))
    return _edited(
        request, server, lambda rows: [row | {name: float(row[name]) for name in report.figures} for row in rows]
    )


@planted_bug("report-agrees", at=filter_selectors.grouped_reports)
def grouped_figures_change_with_every_read(request: Request, server: Server) -> Response:
    report = report_of(operation_of(request))
    server.memory["reads"] = turn = server.memory.get("reads", 0) + 1
    return _edited(
        request, server, lambda rows: [row | {name: row[name] + turn for name in report.figures} for row in rows]
    )


@planted_bug("report-days", at=filter_selectors.grouped_reports)
def a_grouped_report_has_a_day_less(request: Request, server: Server) -> Response:
    report = report_of(operation_of(request))

    def edit(rows: list[Row]) -> list[Row]:
        days = [row.get(str(report.day)) for row in rows]
        return [row for row, day in zip(rows, days, strict=True) if day is None or day != days[0]]

    return _edited(request, server, edit)


@planted_bug("report-owner", at=selectors.all_of(selectors.all_reports, lambda one, _: not one.path_parameters))
def all_accounts_have_the_same_figures(request: Request, server: Server) -> Response:
    response = server.forward(request)
    if not response.is_success:
        return response
    first: Response = server.memory.setdefault((operation_of(request).id, request.search), response)
    return response.replace(body=first.body)
