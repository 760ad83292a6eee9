"""Reports: the days they cover and the figures they give."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from apivideo_admin_mock.errors import SpecError
from apivideo_admin_mock.spec import bundled_api
from apivideo_admin_mock.spec.extensions import GenerateCumulative, GenerateDaily, GenerateDay, GenerateNow
from apivideo_admin_mock.usage import figures

#: A report of one property besides the day, of so many days, up to a day that is the 20,000th after 1970-01-01.
TODAY = 20_000
REPORT = next(one.report for one in bundled_api().operations if one.report)


def values(generate, *, days=366, today=TODAY, key="seed|project"):
    interval = replace(REPORT.interval, days={"all": days})
    report = replace(REPORT, interval=interval, day="day", fields={"day": GenerateDay(), "n": generate})
    return [item["n"] for item in figures(report, "all", today * 86400, key)]


@pytest.fixture
def report(call):
    project = call("POST /projects", {"name": "x"}).json["project_id"]
    return lambda kind, interval: call(f"GET /projects/{project}/{kind}-usage?interval={interval}").json["items"]


@pytest.mark.parametrize("kind", ["delivery", "hosting"])
@pytest.mark.parametrize(("interval", "days"), [("week", 7), ("month", 30)])
def test_a_report_has_one_item_a_day_up_to_today(report, kind, interval, days):
    today = date(2026, 2, 2)

    collected = [item["collected_on"] for item in report(kind, interval)]

    assert collected == [(today - timedelta(days=back)).isoformat() for back in reversed(range(days))]


def test_what_is_hosted_never_falls(mock, report):
    totals = {}
    for _ in range(12):
        totals |= {item["collected_on"]: item["video_duration_minutes"] for item in report("hosting", "month")}
        mock.clock.advance(30 * 86400)

    ordered = [totals[day] for day in sorted(totals)]
    assert ordered == sorted(ordered)
    assert len(set(ordered)) > 1


@pytest.mark.parametrize(("day", "minutes"), [("2026-02-01", 5), ("2026-01-20", 10**12), ("2026-02-02", 0)])
def test_a_total_that_is_set_holds_the_others_so_that_none_falls(make_caller, day, minutes):
    hosted = [{"collected_on": day, "video_duration_minutes": minutes}]
    call = make_caller(scenario={"projects": [{"name": "x", "hosting_usage": hosted}]})
    project = call("GET /projects").json["items"][0]["project_id"]

    items = call(f"GET /projects/{project}/hosting-usage?interval=month").json["items"]

    totals = {item["collected_on"]: item["video_duration_minutes"] for item in items}
    assert totals[day] == minutes
    assert list(totals.values()) == sorted(totals.values())


@pytest.mark.parametrize("later", [5, 6])
def test_a_total_may_stand_still_and_grow(make_caller, later):
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


def test_what_is_delivered_differs_from_day_to_day(report):
    items = report("delivery", "month")

    assert len({item["video_hls_duration_minutes"] for item in items}) > 20
    assert all(value >= 0 for item in items for name, value in item.items() if name != "collected_on")


def test_a_week_is_the_end_of_the_month(report):
    assert report("delivery", "week") == report("delivery", "month")[-7:]
    assert report("hosting", "week") == report("hosting", "month")[-7:]


def test_projects_differ(call):
    one, two = (call("POST /projects", {"name": "x"}).json["project_id"] for _ in range(2))

    def items(project: str):
        return call(f"GET /projects/{project}/delivery-usage?interval=week").json["items"]

    assert items(one) != items(two)


@pytest.mark.parametrize("day", [0, 3, 40])
def test_no_total_is_negative_nor_falls_however_far_back_the_clock_goes(mock, report, day):
    mock.clock.set(86400 * day)

    totals = [item["video_duration_minutes"] for item in report("hosting", "month")]
    assert totals == sorted(totals)
    assert totals[0] == (0 if day < 29 else totals[0])
    assert totals[0] >= 0


def test_the_amounts_of_the_days_are_all_those_of_their_range():
    assert set(values(GenerateDaily(low=3, high=5))) == {3, 4, 5}
    assert set(values(GenerateDaily(low=7, high=7))) == {7}


def test_the_amounts_follow_no_rule_that_is_seen():
    amounts = values(GenerateDaily(low=0, high=9))
    assert all(amounts.count(amount) > 10 for amount in range(10))
    assert all(values(GenerateDaily(low=0, high=9), key=f"another|{n}") != amounts for n in range(5))


def test_a_total_grows_by_a_rate_of_its_own_that_is_of_the_range():
    ages = range(TODAY - 365, TODAY + 1)
    rates = set()
    for number in range(40):
        totals = values(GenerateCumulative(low=2, high=4), key=str(number))
        [rate] = {total // age for total, age in zip(totals, ages, strict=True)}
        assert all(0 <= total - rate * age < rate for total, age in zip(totals, ages, strict=True))
        assert len({total - rate * age for total, age in zip(totals, ages, strict=True)}) == rate
        rates.add(rate)
    assert rates == {2, 3, 4}


def test_a_total_that_cannot_grow_is_nothing():
    assert set(values(GenerateCumulative(low=0, high=0))) == {0}


def test_what_only_a_resource_has_is_refused_in_a_report():
    with pytest.raises(SpecError, match="`n`: an item of a report has a day, daily or cumulative value only"):
        values(GenerateNow())
