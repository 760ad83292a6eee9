"""Clients in programs whose clocks are patched by freezegun or time-machine."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys

import freezegun
import httpx2
import pytest
import time_machine

from apivideo_admin import AdminClient, AsyncAdminClient

MOMENT = dt.datetime(2001, 2, 3, tzinfo=dt.UTC)


def patched(library):
    return freezegun.freeze_time(MOMENT) if library == "freezegun" else time_machine.travel(MOMENT, tick=False)


def day(_: httpx2.Request) -> httpx2.Response:
    return httpx2.Response(200, json={"items": [{"collected_on": "2024-02-05", "video_duration_minutes": 1}]})


@pytest.mark.parametrize("library", ["freezegun", "time-machine"])
def test_a_client_that_is_made_while_time_stands_still_does_not_wait_for_ever(library):
    with patched(library), AdminClient("k", transport=httpx2.MockTransport(day)) as admin:
        for _ in range(11):
            assert admin.usage.hosting("p", interval="week")[0].collected_on == dt.date(2024, 2, 5)


@pytest.mark.parametrize("library", ["freezegun", "time-machine"])
@pytest.mark.parametrize("client", [AdminClient, AsyncAdminClient])
def test_the_clock_of_a_client_moves_while_time_stands_still(library, client):
    with patched(library):
        throttle = client("k")._api.sender.throttle
        start = throttle._clock()
        assert any(throttle._clock() > start for _ in range(1_000_000))


PROGRAM = """
import datetime, sys
{patch}
with patched:
    import httpx2
    from apivideo_admin import AdminClient, models
    BODY = {{"items": [{{"collected_on": "2024-02-05", "video_duration_minutes": 1}}]}}
    def handler(request):
        return httpx2.Response(200, json=BODY)
    def read():
        with AdminClient("k", transport=httpx2.MockTransport(handler)) as admin:
            (day,) = admin.usage.hosting("p", interval="week")
            return type(day.collected_on)
    first = read()
assert first is read() is datetime.date, (first, read())
"""
PATCHES = {
    "freezegun": 'import freezegun; patched = freezegun.freeze_time("2001-02-03")',
    "time-machine": 'import time_machine; patched = time_machine.travel("2001-02-03", tick=False)',
}


@pytest.mark.parametrize("library", PATCHES)
def test_a_library_that_is_first_imported_while_time_is_patched_decodes_real_dates_for_ever(library):
    program = PROGRAM.format(patch=PATCHES[library])
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
