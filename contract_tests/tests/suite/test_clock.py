"""The time of a server elsewhere is the one that it tells."""

from __future__ import annotations

import time
from email.utils import formatdate

import httpx2
import pytest

from apivideo_admin_contract.client.clock import RealTime


def _response(**headers: str) -> httpx2.Response:
    return httpx2.Response(200, headers=headers)


@pytest.mark.parametrize("ahead", [-3600, 90, 86_400])
def test_a_clock_that_differs_is_followed(ahead: int) -> None:
    clock = RealTime()
    clock.observe(_response(Date=formatdate(time.time() + ahead, usegmt=True)))
    # Nobody stops this process for a minute.
    assert abs(clock.now() - time.time() - ahead) < 60


@pytest.mark.parametrize("headers", [{}, {"Date": "soon"}])
def test_without_another_one_it_is_ours(headers: dict[str, str]) -> None:
    clock = RealTime()
    clock.observe(_response(**headers))
    assert abs(clock.now() - time.time()) < 60


def test_one_that_is_a_moment_old_is_ours() -> None:
    clock = RealTime()
    clock.observe(_response(Date=formatdate(time.time() - 1, usegmt=True)))
    assert abs(clock.now() - time.time()) < 60


def test_a_clock_that_was_set_right_is_followed_again() -> None:
    clock = RealTime()
    for moment in (time.time() + 500, time.time()):
        clock.observe(_response(Date=formatdate(moment, usegmt=True)))
    assert abs(clock.now() - time.time()) < 60
