"""Bugs of reports: wrong days and wrong figures."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from apivideo_admin_contract.document.document import Operation
from contract_tests.planted_bugs.server import selectors
from contract_tests.planted_bugs.server.planting import planted_bug
from contract_tests.planted_bugs.server.selectors import figures_of
from contract_tests.planted_bugs.server.server import Server, on_status, operation_of
from contract_tests.planted_bugs.server.wire import Request, Response

Day = dict[str, Any]


def _edited(request: Request, server: Server, edit: Callable[[list[Day], str], list[Day]]) -> Response:
    """Change the days of a report; ``edit`` gets them and the name of the property with the date."""
    response = server.forward(request)
    if not response.is_success:
        return response
    (day,) = figures_of(operation_of(request), "day")
    return response.replace(json={**response.json, "items": edit(response.json["items"], day)})


def _figures(request: Request, server: Server, kind: str, change: Callable[[int, int], Any]) -> Response:
    """Change the figures of a report; ``change`` gets the index of the day and the figure."""
    names = figures_of(operation_of(request), kind) if kind else _numbers(operation_of(request))

    def edit(days: list[Day], _: str) -> list[Day]:
        return [{**one, **{name: change(index, one[name]) for name in names}} for index, one in enumerate(days)]

    return _edited(request, server, edit)


def _numbers(operation: Operation) -> list[str]:
    return [*figures_of(operation, "daily"), *figures_of(operation, "cumulative")]


def _moved(days: list[Day], name: str, by: int) -> list[Day]:
    return [{**one, name: (date.fromisoformat(one[name]) + timedelta(days=by)).isoformat()} for one in days]


_days = ("report-days",)


@planted_bug(*_days, at=selectors.reports)
def a_week_has_6_days(request: Request, server: Server) -> Response:
    return _edited(request, server, lambda days, _: days[1:] if len(days) == 7 else days)


@planted_bug(*_days, at=selectors.reports)
def a_week_has_8_days(request: Request, server: Server) -> Response:
    return _edited(request, server, lambda days, name: _moved(days[:1], name, -1) + days if len(days) == 7 else days)


@planted_bug(*_days, at=selectors.reports)
def a_month_has_29_days(request: Request, server: Server) -> Response:
    return _edited(request, server, lambda days, _: days[1:] if len(days) == 30 else days)


@planted_bug(*_days, at=selectors.reports)
def a_month_has_31_days(request: Request, server: Server) -> Response:
    return _edited(request, server, lambda days, name: _moved(days[:1], name, -1) + days if len(days) == 30 else days)


@planted_bug(*_days, at=selectors.reports)
def a_month_is_a_week(request: Request, server: Server) -> Response:
    return _edited(request, server, lambda days, _: days[-7:])


@planted_bug(*_days, at=selectors.reports)
def the_newest_day_is_first(request: Request, server: Server) -> Response:
    return _edited(request, server, lambda days, _: days[::-1])


@planted_bug(*_days, at=selectors.reports)
def two_days_are_swapped(request: Request, server: Server) -> Response:
    return _edited(request, server, lambda days, _: [days[1], days[0], *days[2:]])


@planted_bug(*_days, at=selectors.reports)
def a_day_appears_twice(request: Request, server: Server) -> Response:
    return _edited(request, server, lambda days, _: [*days[1:4], *days[3:]])


@planted_bug(*_days, at=selectors.reports)
def a_day_is_left_out(request: Request, server: Server) -> Response:
    return _edited(request, server, lambda days, name: _moved(days[:3], name, -1) + days[3:])


@planted_bug(*_days, at=selectors.reports)
def the_last_day_is_yesterday(request: Request, server: Server) -> Response:
    return _edited(request, server, lambda days, name: _moved(days, name, -1))


@planted_bug(*_days, at=selectors.reports)
def the_last_day_is_tomorrow(request: Request, server: Server) -> Response:
    return _edited(request, server, lambda days, name: _moved(days, name, 1))


@planted_bug(*_days, at=selectors.reports)
def only_days_with_figures_are_listed(request: Request, server: Server) -> Response:
    names = _numbers(operation_of(request))
    return _edited(request, server, lambda days, _: [one for one in days if any(one[name] % 3 for name in names)][-6:])


@planted_bug("schema", *_days, at=selectors.reports)
def a_day_has_a_time(request: Request, server: Server) -> Response:
    return _edited(request, server, lambda days, name: [{**one, name: f"{one[name]}T00:00:00+00:00"} for one in days])


@planted_bug("schema", *_days, at=selectors.reports)
def a_day_is_formatted_day_first(request: Request, server: Server) -> Response:
    def turned(text: str) -> str:
        return "/".join(reversed(text.split("-")))

    return _edited(request, server, lambda days, name: [{**one, name: turned(one[name])} for one in days])


@planted_bug("report-figures", "schema", at=selectors.reports)
def figures_are_negative(request: Request, server: Server) -> Response:
    return _figures(request, server, "", lambda _, one: -one - 1)


@planted_bug("report-figures", "schema", at=selectors.reports)
def one_figure_is_negative(request: Request, server: Server) -> Response:
    return _figures(request, server, "", lambda index, one: -1 if index == 0 else one)


@planted_bug("report-figures", "schema", at=selectors.reports)
def figures_have_fractions(request: Request, server: Server) -> Response:
    return _figures(request, server, "", lambda _, one: one + 0.5)


@planted_bug("report-figures", "schema", at=selectors.reports)
def figures_are_strings(request: Request, server: Server) -> Response:
    return _figures(request, server, "", lambda _, one: str(one))


@planted_bug("report-figures", "schema", at=selectors.reports)
def a_figure_is_null(request: Request, server: Server) -> Response:
    return _figures(request, server, "", lambda index, one: None if index == 2 else one)


@planted_bug("report-totals", at=selectors.figures("cumulative"))
def a_cumulative_figure_decreases(request: Request, server: Server) -> Response:
    return _figures(request, server, "cumulative", lambda index, one: max(0, one - 500) if index == 3 else one + 500)


@planted_bug("report-totals", "report-agrees", at=selectors.figures("cumulative"))
def a_cumulative_figure_is_that_of_the_day(request: Request, server: Server) -> Response:
    return _figures(request, server, "cumulative", lambda index, one: (one * 7919 + index * 13) % 41)


@planted_bug("report-totals", "report-agrees", at=selectors.figures("cumulative"))
def a_cumulative_figure_starts_with_the_report(request: Request, server: Server) -> Response:
    names = figures_of(operation_of(request), "cumulative")

    def edit(days: list[Day], _: str) -> list[Day]:
        return [{**one, **{name: one[name] - days[0][name] for name in names}} for one in days]

    return _edited(request, server, edit)


@planted_bug("report-agrees", at=selectors.figures("daily"))
def figures_change_with_every_read(request: Request, server: Server) -> Response:
    server.memory["reads"] = turn = server.memory.get("reads", 0) + 1
    return _figures(request, server, "daily", lambda _, one: one + turn)


@planted_bug("report-agrees", at=selectors.figures("daily"))
def figures_add_up_over_the_report(request: Request, server: Server) -> Response:
    names = figures_of(operation_of(request), "daily")

    def edit(days: list[Day], _: str) -> list[Day]:
        return [{**one, **{n: sum(d[n] for d in days[: index + 1]) for n in names}} for index, one in enumerate(days)]

    return _edited(request, server, edit)


@planted_bug("report-agrees", at=selectors.reports)
def a_week_has_the_figures_of_the_days_before(request: Request, server: Server) -> Response:
    response = server.forward(request)
    (day,), interval = (
        figures_of(operation_of(request), "day"),
        next(one for one in operation_of(request).query if one.days),
    )
    if not response.is_success or len(response.json["items"]) != min(interval.days.values()):
        return response
    longest = max(interval.days, key=lambda word: interval.days[word])
    days = server.forward(request.replace(query={interval.name: longest})).json["items"]
    shifted = days[-len(response.json["items"]) - 1 : -1]
    return response.replace(
        json={"items": [{**a, day: b[day]} for a, b in zip(shifted, response.json["items"], strict=True)]}
    )


@planted_bug("report-owner", at=selectors.reports)
def all_resources_have_the_same_figures(request: Request, server: Server) -> Response:
    response = server.forward(request)
    if not response.is_success:
        return response
    first: Response = server.memory.setdefault((operation_of(request).id, request.search), response)
    return response.replace(body=first.body)


@planted_bug("report-owner", "not-found", at=selectors.reports)
def a_report_of_an_unknown_item_is_empty(request: Request, server: Server) -> Response:
    return on_status(
        request,
        server,
        404,
        lambda response: response.replace(status=200, json={"items": []}, content_type="application/json"),
    )


@planted_bug("report-days", at=selectors.reports, clock=True)
def a_day_begins_two_hours_early(request: Request, server: Server) -> Response:
    late = server.now() % 86_400 >= 79_200
    return _edited(request, server, lambda days, name: _moved(days, name, 1) if late else days)


@planted_bug("report-days", at=selectors.reports, clock=True)
def a_day_begins_two_hours_late(request: Request, server: Server) -> Response:
    early = server.now() % 86_400 < 7200
    return _edited(request, server, lambda days, name: _moved(days, name, -1) if early else days)


@planted_bug("report-figures", at=selectors.reports)
def figures_are_floats(request: Request, server: Server) -> Response:
    return _figures(request, server, "", lambda _, one: float(one))
