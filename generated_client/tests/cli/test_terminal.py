"""Tables, records and charts in terminals of 80 and 40 columns, without colors."""

from __future__ import annotations

import httpx2
import pytest
from cli_harness import CommandLine, responding
from rich.cells import cell_len
from sdk_harness import make_project, page_of

from apivideo_admin._runtime.cli import chart
from apivideo_admin._runtime.cli.layout import Column, fit

DAYS = [
    {
        "collected_on": f"2026-11-{day:02}",
        "live_stream_hls_duration_minutes": day % 3 * 100,
        "video_hls_duration_minutes": day * 1000,
        "video_mp4_duration_minutes": 0,
    }
    for day in range(1, 8)
]


def lines(text):
    return [line.rstrip() for line in text.splitlines()]


def report(width, *arguments, **options):
    def respond(_):
        return httpx2.Response(200, json={"items": DAYS})

    line = responding(respond, terminal=True, width=width, **options)
    return line("usage", "delivery", "p", "--interval", "week", *arguments)


def listed(width, *names):
    def respond(_):
        return httpx2.Response(200, json=page_of(make_project(), list(names)))

    return responding(respond, terminal=True, width=width)("projects", "list")


def test_a_table_leaves_out_the_columns_that_do_not_fit():
    done = listed(80, "My project", "x" * 50)
    header, first, *_ = lines(done.out)
    assert header.split() == ["project_id", "created_at", "name"]
    assert first.startswith("project_1CCq9NurjJBRehCVCe8XQY  ")
    assert "x" * 50 in "".join(line[59:] for line in lines(done.out)).replace(" ", "")
    assert max(map(cell_len, lines(done.out))) <= 80
    assert done.err.startswith("Not shown: deletes_at, region, deleted. hint: ")


def test_a_narrow_terminal_shows_records():
    done = listed(40, "One", "Two")
    one, two = done.out.split("\n\n")
    assert lines(one) == [
        "project_id",
        "  project_1CCq9NurjJBRehCVCe8XQY",
        "created_at",
        "  2024-02-05T00:00:00+01:00",
        "name",
        "  One",
        "deletes_at",
        "",
        "region",
        "  eu-central-1",
        "deleted",
        "  false",
    ]
    assert "  Two" in lines(two)
    assert done.err == ""


def test_an_object_is_shown_as_a_record():
    def respond(_):
        return httpx2.Response(200, json=make_project() | {"name": "a [red]name[/red] :smile:"})

    done = responding(respond, terminal=True)("projects", "get", "p")
    assert "name        a [red]name[/red] :smile:" in lines(done.out)


def test_texts_of_wide_characters_stay_in_their_column():
    done = listed(80, "漢字" * 30)
    assert max(map(cell_len, lines(done.out))) <= 80


def test_a_report_in_a_terminal_has_bars():
    done = report(80)
    assert lines(done.out) == [
        "duration minutes",
        "collected_on  live_stream_hls       video_hls               video_mp4",
        "2026-11-01    100 ████████          1,000 ██▎               0",
        "2026-11-02    200 ████████████████  2,000 ████▋             0",
        "2026-11-03      0                   3,000 ██████▉           0",
        "2026-11-04    100 ████████          4,000 █████████▏        0",
        "2026-11-05    200 ████████████████  5,000 ███████████▍      0",
        "2026-11-06      0                   6,000 █████████████▊    0",
        "2026-11-07    100 ████████          7,000 ████████████████  0",
    ]


def test_a_report_in_a_narrow_terminal_has_its_series_one_below_the_other():
    done = report(40)
    shown = lines(done.out)
    assert shown[:3] == [
        "live_stream_hls_duration_minutes",
        "2026-11-01  100 ███████████",
        "2026-11-02  200 ██████████████████████",
    ]
    assert "video_mp4_duration_minutes" in shown
    assert max(map(cell_len, shown)) <= 40


def test_bars_can_be_left_out_or_asked_for():
    assert "█" not in report(80, "--no-chart").out
    assert "█" not in report(80, "--format", "json").out

    def respond(_):
        return httpx2.Response(200, json={"items": DAYS})

    piped = responding(respond)
    assert "█" not in piped("usage", "delivery", "p", "--interval", "week").out
    assert "█" in piped("usage", "delivery", "p", "--interval", "week", "--chart").out


def test_a_terminal_that_is_not_in_unicode_has_bars_of_number_signs():
    done = report(80, encoding="ascii")
    assert done.out.isascii()
    assert "#############" in done.out


@pytest.mark.parametrize(("variables", "colored"), [({"NO_COLOR": "1"}, False), ({"NO_COLOR": ""}, True)])
def test_bars_have_colors_unless_no_color_is_set(variables, colored):
    def respond(_):
        return httpx2.Response(200, json={"items": DAYS})

    done = responding(respond, terminal=True)("usage", "delivery", "p", "--interval", "week", **variables)
    assert ("\x1b[36m" in done.out) is colored


def test_a_walk_shows_its_progress_on_standard_error_only(mock, cli):
    mock.seed(projects=45)
    terminal = CommandLine(cli.transport, terminal=True)
    done = terminal("projects", "list", "--all")
    assert "\r40 items …\x1b[K\r45 items …\x1b[K\r\x1b[K" in done.err
    assert "items …" not in done.out
    assert "items" not in cli("projects", "list", "--all").err
    assert "…" not in terminal("projects", "list", "--all", "--format", "jsonl").err
    assert "…" not in terminal("projects", "list", "--all", TERM="dumb").err


def test_the_columns_that_the_user_typed_are_left_out_first():
    columns = [Column("parent_id", 9, [30]), Column("id", 2, [30]), Column("name", 4, [10])]
    assert fit(columns, 60, last=["parent_id"]) == {"id": 30, "name": 10}
    assert fit(columns, 80, last=["parent_id"]) == {"parent_id": 30, "id": 30, "name": 10}
    assert fit(columns, 30, last=["parent_id"]) is None


def test_a_long_text_gets_the_width_that_is_left():
    columns = [Column("id", 2, [30]), Column("text", 4, [200], has_spaces=True), Column("ok", 2, [5])]
    assert fit(columns, 80) == {"id": 30, "text": 41, "ok": 5}
    assert fit([columns[1]], 80) == {"text": 80}


def test_every_figure_above_zero_has_a_bar_and_the_highest_one_fills_the_width():
    (series,) = chart.series_of([{"n": value} for value in (0, 1, 5000, 10000)], ["n"])
    assert chart.bars(series, 10, ascii_only=False) == ["", "▏", "█████", "██████████"]
    assert chart.bars(series, 10, ascii_only=True) == ["", "#", "#####", "##########"]
    (none,) = chart.series_of([{"n": 0}, {"n": None}], ["n"])
    assert chart.bars(none, 10, ascii_only=False) == ["", ""]


def test_only_fields_with_numbers_are_drawn():
    rows = [{"day": "a", "n": 1, "ok": True, "mixed": 1}, {"day": "b", "n": None, "ok": False, "mixed": "x"}]
    assert [one.name for one in chart.series_of(rows, ["day", "n", "ok", "mixed"])] == ["n"]


def test_words_that_all_names_end_with_are_said_once():
    assert chart.short_names(["a_hls_minutes", "b_minutes"]) == (["a_hls", "b"], "minutes")
    assert chart.short_names(["minutes", "b_minutes"]) == (["minutes", "b_minutes"], "")
    assert chart.short_names(["one"]) == (["one"], "")
