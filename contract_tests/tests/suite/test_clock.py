"""The clock of a server at a URL: its ``Date`` header, or the local clock."""

from __future__ import annotations

import time
from email.utils import formatdate

import httpx2
import pytest

from apivideo_admin_contract.client.clock import RealTime


def _response(**headers: str) -> httpx2.Response:
    return httpx2.Response(200, headers=headers)


@pytest.mark.parametrize("ahead", [-3600, 90, 86_400])
def test_the_date_of_a_response_sets_the_clock(ahead: int) -> None:
    clock = RealTime()
    clock.observe(_response(Date=formatdate(time.time() + ahead, usegmt=True)))
    # This process is not suspended for a minute.
    assert abs(clock.now() - time.time() - ahead) < 60


@pytest.mark.parametrize("headers", [{}, {"Date": "soon"}])
def test_without_a_valid_date_the_local_clock_is_used(headers: dict[str, str]) -> None:
    clock = RealTime()
    clock.observe(_response(**headers))
    assert abs(clock.now() - time.time()) < 60


def test_a_date_that_is_a_second_old_does_not_set_the_clock() -> None:
    clock = RealTime()
    clock.observe(_response(Date=formatdate(time.time() - 1, usegmt=True)))
    assert abs(clock.now() - time.time()) < 60


def test_a_corrected_date_sets_the_clock_again() -> None:
    clock = RealTime()
    for moment in (time.time() + 500, time.time()):
        clock.observe(_response(Date=formatdate(moment, usegmt=True)))
    assert abs(clock.now() - time.time()) < 60
