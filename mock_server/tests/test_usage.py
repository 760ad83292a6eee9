"""Reports: their days and their figures."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from apivideo_admin_mock.core.reports import figures
from apivideo_admin_mock.errors import SpecError
from apivideo_admin_mock.spec import bundled_api
from apivideo_admin_mock.spec.extensions import GenerateCumulative, GenerateDaily, GenerateDay, GenerateNow

#: Reports in these tests end on the 20,000th day after 1970-01-01.
TODAY = 20_000
REPORT = next(one.report for one in bundled_api().operations if one.report)
REPORT_OF_TOTALS = next(one.report for one in bundled_api().operations if one.report and one.report.totals)


def values(generate, *, days=366, today=TODAY, key="seed|project"):
    interval = replace(REPORT.interval, days={"all": days})
    report = replace(REPORT, interval=interval, day="day", fields={"day": GenerateDay(), "n": generate})
    return [item["n"] for item in figures(report, {interval.name: "all"}, today * 86400, key)]


@pytest.fixture
def report(call):
    project = call("POST /projects", {"name": "x"}).json["project_id"]
    return lambda kind, interval: call(f"GET /projects/{project}/{kind}-usage?interval={interval}").json["items"]


@pytest.mark.parametrize("kind", ["delivery", "hosting"])
@pytest.mark.parametrize(("interval", "days"), [("week", 7), ("month", 30)])
def test_a_report_has_one_item_for_each_day_up_to_today(report, kind, interval, days):
    today = date(2026, 2, 2)

    collected = [item["collected_on"] for item in report(kind, interval)]

    assert collected == [(today - timedelta(days=back)).isoformat() for back in reversed(range(days))]


def test_the_hosted_total_never_falls(mock, report):
    totals = {}
    for _ in range(12):
        totals |= {item["collected_on"]: item["video_duration_minutes"] for item in report("hosting", "month")}
        mock.clock.advance(30 * 86400)

    ordered = [totals[day] for day in sorted(totals)]
    assert ordered == sorted(ordered)
    assert len(set(ordered)) > 1


@pytest.mark.parametrize(("day", "minutes"), [("2026-02-01", 5), ("2026-01-20", 10**12), ("2026-02-02", 0)])
def test_an_overridden_total_limits_the_others(make_caller, day, minutes):
    hosted = [{"collected_on": day, "video_duration_minutes": minutes}]
    call = make_caller(scenario={"projects": [{"name": "x", "hosting_usage": hosted}]})
    project = call("GET /projects").json["items"][0]["project_id"]

    items = call(f"GET /projects/{project}/hosting-usage?interval=month").json["items"]

    totals = {item["collected_on"]: item["video_duration_minutes"] for item in items}
    assert totals[day] == minutes
    assert list(totals.values()) == sorted(totals.values())


@pytest.mark.parametrize("later", [5, 6])
def test_overridden_totals_can_be_equal_or_grow(make_caller, later):
    hosted = [
        {"collected_on": day, "video_duration_minutes": minutes}
        for day, minutes in (("2026-01-30", 5), ("2026-02-01", later))
    ]
    call = make_caller(scenario={"projects": [{"name": "x", "hosting_usage": hosted}]})
    project = call("GET /projects").json["items"][0]["project_id"]

    items = call(f"GET /projects/{project}/hosting-usage?interval=week").json["items"]

    totals = [item["video_duration_minutes"] for item in items[3:6]]
    assert (totals[0], totals[2]) == (5, later)
    assert totals == sorted(totals)


def test_totals_after_overridden_ones_continue_from_them(make_caller):
    """Without a jump to the generated total, which is far higher."""
    hosted = [{"collected_on": f"2026-01-{day}", "video_duration_minutes": 5} for day in (29, 30)]
    call = make_caller(scenario={"projects": [{"name": "x", "hosting_usage": hosted}]})
    project = call("GET /projects").json["items"][0]["project_id"]
    high = REPORT_OF_TOTALS.fields["video_duration_minutes"].high

    items = call(f"GET /projects/{project}/hosting-usage?interval=week").json["items"]

    totals = {item["collected_on"]: item["video_duration_minutes"] for item in items}
    assert totals["2026-01-29"] == totals["2026-01-30"] == 5
    assert 5 < totals["2026-02-02"] <= 5 + 4 * 2 * high
    assert totals["2026-01-28"] == max(0, totals["2026-01-28"]) <= 5


def test_all_totals_are_near_an_overridden_one(make_caller):
    hosted = [{"collected_on": "2026-02-02", "video_duration_minutes": 10**9}]
    call = make_caller(scenario={"projects": [{"name": "x", "hosting_usage": hosted}]})
    project = call("GET /projects").json["items"][0]["project_id"]
    high = REPORT_OF_TOTALS.fields["video_duration_minutes"].high

    items = call(f"GET /projects/{project}/hosting-usage?interval=month").json["items"]

    assert 10**9 - 31 * 2 * high <= items[0]["video_duration_minutes"] <= items[-1]["video_duration_minutes"] == 10**9


@pytest.mark.parametrize("day", ["0001-01-01", "1960-05-05", "9999-12-31"])
def test_an_overridden_total_can_be_of_any_day(make_caller, day):
    hosted = [{"collected_on": day, "video_duration_minutes": 7}]
    call = make_caller(scenario={"projects": [{"name": "x", "hosting_usage": hosted}]})
    project = call("GET /projects").json["items"][0]["project_id"]

    totals = [
        item["video_duration_minutes"]
        for item in call(f"GET /projects/{project}/hosting-usage?interval=month").json["items"]
    ]

    assert totals == sorted(totals)
    assert totals[0] >= 0


def test_delivered_minutes_differ_by_day(report):
    items = report("delivery", "month")

    assert len({item["video_hls_duration_minutes"] for item in items}) > 20
    assert all(value >= 0 for item in items for name, value in item.items() if name != "collected_on")


def test_a_week_is_the_end_of_the_month(report):
    assert report("delivery", "week") == report("delivery", "month")[-7:]
    assert report("hosting", "week") == report("hosting", "month")[-7:]


def test_projects_have_different_figures(call):
    one, two = (call("POST /projects", {"name": "x"}).json["project_id"] for _ in range(2))

    def items(project: str):
        return call(f"GET /projects/{project}/delivery-usage?interval=week").json["items"]

    assert items(one) != items(two)


@pytest.mark.parametrize("day", [0, 3, 40])
def test_totals_are_not_negative_and_never_fall_in_1970(mock, report, day):
    mock.clock.set(86400 * day)

    totals = [item["video_duration_minutes"] for item in report("hosting", "month")]
    assert totals == sorted(totals)
    assert totals[0] == (0 if day < 29 else totals[0])
    assert totals[0] >= 0


def test_daily_amounts_cover_their_range():
    assert set(values(GenerateDaily(low=3, high=5))) == {3, 4, 5}
    assert set(values(GenerateDaily(low=7, high=7))) == {7}


def test_daily_amounts_are_evenly_distributed_and_depend_on_the_key():
    amounts = values(GenerateDaily(low=0, high=9))
    assert all(amounts.count(amount) > 10 for amount in range(10))
    assert all(values(GenerateDaily(low=0, high=9), key=f"another|{n}") != amounts for n in range(5))


def test_each_total_has_its_own_rate_within_the_range():
    ages = range(TODAY - 365, TODAY + 1)
    rates = set()
    for number in range(40):
        totals = values(GenerateCumulative(low=2, high=4), key=str(number))
        [rate] = {total // age for total, age in zip(totals, ages, strict=True)}
        assert all(0 <= total - rate * age < rate for total, age in zip(totals, ages, strict=True))
        assert len({total - rate * age for total, age in zip(totals, ages, strict=True)}) == rate
        rates.add(rate)
    assert rates == {2, 3, 4}


def test_a_total_without_growth_is_0():
    assert set(values(GenerateCumulative(low=0, high=0))) == {0}


def test_a_generator_for_resources_is_an_error_in_a_report():
    with pytest.raises(SpecError, match="`n`: a row of a report can only have a day, group, daily or cumulative value"):
        values(GenerateNow())
