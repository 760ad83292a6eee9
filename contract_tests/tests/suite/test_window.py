"""What requests prove about the sliding window of a server."""

from __future__ import annotations

import pytest

from apivideo_admin_contract.session.rate_probe import Sent, Window

WINDOW = Window(limit=2, seconds=1)


def _sent(*moments: float, refused: tuple[float, ...] = (), takes: float = 0.0) -> list[Sent]:
    accepted = [Sent(moment, moment + takes, accepted=True) for moment in moments]
    return sorted(
        accepted + [Sent(moment, moment + takes, accepted=False) for moment in refused], key=lambda one: one.started
    )


@pytest.mark.parametrize(
    "sent",
    [
        _sent(),
        _sent(0, 0.5, 1, 1.5),
        _sent(0, 0, refused=(0, 0.5, 0.9)),
        # Each may have been accepted half a second after its start.
        _sent(0, 0.5, 0.9, takes=0.5),
        # The first may have been accepted at its end, less than a second before the refusal.
        _sent(0, 0.2, refused=(1.1,), takes=0.3),
    ],
)
def test_requests_of_a_possibly_correct_server_are_no_violation(sent: list[Sent]) -> None:
    assert WINDOW.violation(sent) is None


@pytest.mark.parametrize(
    ("sent", "violation"),
    [
        (_sent(0, 0.5, 0.9), "3 requests were accepted within 0.900 seconds"),
        (_sent(0, 0.1, 0.2, takes=0.7), "3 requests were accepted within 0.900 seconds"),
        (_sent(0, refused=(0.5,)), "a request was refused although at most 1 were accepted in the 1 seconds before"),
        (_sent(0, 0, refused=(1.5,), takes=0.3), "a request was refused although at most 0 were accepted"),
    ],
)
def test_requests_that_prove_a_wrong_window_are_a_violation(sent: list[Sent], violation: str) -> None:
    assert str(WINDOW.violation(sent)).startswith(violation)


def test_with_slack_a_slightly_too_short_window_is_no_violation() -> None:
    assert Window(limit=2, seconds=1, slack=0.2).violation(_sent(0, 0.5, 0.9)) is None


def test_the_remaining_requests_are_a_range_when_one_may_have_left_the_window() -> None:
    before, last = _sent(0, takes=0.3), Sent(1.1, 1.4, accepted=True)
    assert WINDOW.remaining(before, last) == (0, 1)
    assert WINDOW.remaining(_sent(1), last) == (0, 0)


def test_a_window_is_full_until_its_first_request_may_have_left_it() -> None:
    assert WINDOW.is_full(_sent(0, 0.2), 0.9)
    assert not WINDOW.is_full(_sent(0, 0.2), 1)
    assert not WINDOW.is_full(_sent(0, refused=(0.2,)), 0.5)
