"""Set the figures of reports."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import islice, pairwise
from typing import Any, Final

from apivideo_admin_mock.backends.interface import Tenant
from apivideo_admin_mock.errors import Diagnostic, ScenarioError
from apivideo_admin_mock.http.validation import Validator
from apivideo_admin_mock.lazy import LazyDict
from apivideo_admin_mock.spec import Api, Operation, Report
from apivideo_admin_mock.spec.problems import Kind

_MAX_DIAGNOSTICS: Final = 50
# More than 27 years of one report.
_MAX_DAYS: Final = 10_000


def set_report(
    tenant: Tenant, api: Api, operation: Operation, ids: tuple[str, ...], items: Any, path: tuple[str | int, ...]
) -> None:
    """Set figures of a report: items with a day and some of its figures. Raises ScenarioError with all errors of the items.

    ``path`` is the location of the items in messages.
    """
    report = operation.report
    if report is None or not isinstance(items, list):
        raise ScenarioError(diagnostics=[Diagnostic(path, "must be a list of items, one for each day")])
    if report.day is None or report.groups:
        reason = "the figures of a report with groups, or without days, cannot be set; remove them"
        raise ScenarioError(diagnostics=[Diagnostic(path, reason)])
    if found := list(islice(_item_errors(api, report, items, path), _MAX_DIAGNOSTICS)):
        raise ScenarioError(diagnostics=found)
    days = dict(tenant.figures(operation.id, ids))
    for item in items:
        figures = {name: value for name, value in item.items() if name != report.day}
        days[item[report.day]] = {**days.get(item[report.day], {}), **figures}
    if len(days) > _MAX_DAYS:
        raise ScenarioError(diagnostics=[Diagnostic(path, f"has figures of more than {_MAX_DAYS} days")])
    if falling := [
        Diagnostic(path, f"`{name}` is a total and cannot fall: on {day} it is lower than on {before}")
        for name, day, before in _falling_totals(report, days)
    ]:
        raise ScenarioError(diagnostics=falling)
    tenant.set_figures(operation.id, ids, days)
    # Too large a change is undone with its transaction.
    if tenant.max_bytes is not None and tenant.records.size + tenant.figures_size > tenant.max_bytes:
        reason = f"more than {tenant.max_bytes} bytes for one key; raise max_bytes or set fewer figures"
        raise ScenarioError(diagnostics=[Diagnostic(path, reason)])


def _item_errors(api: Api, report: Report, items: list[Any], path: tuple[str | int, ...]) -> Iterator[Diagnostic]:
    validator = _report_validators(api)[report]
    for index, item in enumerate(items):
        place = (*path, index)
        if isinstance(item, dict):
            yield from (Diagnostic(place, one.detail, one.name.partition(".")[0]) for one in validator.violations(item))
        else:
            yield Diagnostic(place, "must be a mapping with a day and its figures")


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
        return Validator(schema, api.schemas, kind=Kind.INVALID_ATTRIBUTE, noun=noun, secrets=api.secrets)

    return LazyDict(make)
