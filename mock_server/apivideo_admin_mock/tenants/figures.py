"""Set the figures of reports."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import pairwise
from typing import Any

from apivideo_admin_mock.backends.interface import Tenant
from apivideo_admin_mock.errors import ScenarioError
from apivideo_admin_mock.http.validation import Validator
from apivideo_admin_mock.lazy import LazyDict
from apivideo_admin_mock.spec import Api, Operation, Report
from apivideo_admin_mock.spec.problems import Kind


def set_report(tenant: Tenant, api: Api, operation: Operation, ids: tuple[str, ...], items: Any, location: str) -> None:
    """Set figures of a report: items with a day and some of its figures. Raises ScenarioError if one is invalid."""
    report = operation.report
    if report is None or not isinstance(items, list):
        raise ScenarioError(f"{location}: must be a list of items, one for each day")
    for index, item in enumerate(items):
        if not isinstance(item, dict):
            raise ScenarioError(f"{location}[{index}]: must be a mapping with a day and its figures")
        violations = _report_validators(api)[report].violations(item)
        if violations:
            raise ScenarioError(f"{location}[{index}]: {' '.join(violation.detail for violation in violations)}")
    days = dict(tenant.figures(operation.id, ids))
    for item in items:
        figures = {name: value for name, value in item.items() if name != report.day}
        days[item[report.day]] = {**days.get(item[report.day], {}), **figures}
    for name, day, before in _falling_totals(report, days):
        raise ScenarioError(f"{location}: `{name}` is a total and cannot fall: on {day} it is lower than on {before}")
    tenant.set_figures(operation.id, ids, days)


def _falling_totals(report: Report, overrides: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[str, str, str]]:
    """Yield the name, day and previous day of each overridden total that falls."""
    for name in report.totals:
        days = sorted(day for day, figures in overrides.items() if name in figures)
        yield from (
            (name, day, before) for before, day in pairwise(days) if overrides[day][name] < overrides[before][name]
        )


@lru_cache(maxsize=8)
def _report_validators(api: Api) -> Mapping[Report, Validator]:
    """Return the validators of the items of reports. Each is compiled when it is first used."""

    def make(report: Report) -> Validator:
        schema = {**report.schema, "required": [report.day], "additionalProperties": False}
        noun = f"property of an item of {report.name}"
        return Validator(schema, api.schemas, kind=Kind.INVALID_ATTRIBUTE, noun=noun)

    return LazyDict(make)
