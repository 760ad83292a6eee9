"""Thousands of interruptions, cancellations and forks (`nox -s stress`). The fast tests have a sample of each."""

from __future__ import annotations

import httpx2
import pytest
from echo_server import serve_echoes
from forked import race
from interruptions import cancel_calls, interrupt_calls

from apivideo_admin import AdminClient

# A socket that an interrupted call left is closed when it is collected, with a warning of Python.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


def count(_: httpx2.Request) -> httpx2.Response:
    return httpx2.Response(200, json={"count": 1})


@pytest.mark.parametrize("part", range(2))
def test_eight_thousand_interruptions_without_a_network_lose_no_permit(part):
    with AdminClient("k", transport=httpx2.MockTransport(count)) as admin:
        assert interrupt_calls(4000 + part, 0.003, admin, admin.projects.count) == 0


@pytest.mark.parametrize("part", range(2))
def test_two_thousand_interruptions_on_connections_lose_no_permit(part):
    with serve_echoes() as url, AdminClient("k", base_url=url) as admin:
        assert interrupt_calls(1000 + part, 0.01, admin, lambda: admin.projects.get("p")) == 0
        assert admin.projects.get("after").project_id == "after"


def test_a_thousand_cancellations_lose_no_permit():
    with serve_echoes() as url:
        assert cancel_calls(1000, url) == 0


def test_two_hundred_forks_get_no_foreign_response():
    def foreign(admin, name):
        return sum(admin.projects.get(f"{name}-{number}").project_id != f"{name}-{number}" for number in range(5))

    with serve_echoes() as url, AdminClient("k", base_url=url) as admin:
        admin.projects.get("warm")
        for number in range(50):
            children = [lambda name=f"{number}-{child}": foreign(admin, name) for child in range(4)]
            assert race(*children) == [0] * 4
            assert foreign(admin, f"parent-{number}") == 0
