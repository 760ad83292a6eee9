"""Reports: the days they cover and the figures they give."""

from datetime import date, timedelta

import pytest


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


def test_no_figure_is_negative_however_far_back_the_clock_goes(mock, report):
    mock.clock.set(86400 * 40)

    assert all(item["video_duration_minutes"] >= 0 for item in report("hosting", "month"))
