"""What all tests share."""

from __future__ import annotations

import warnings
from collections.abc import Generator

import pytest


@pytest.fixture(autouse=True)
def _deprecated_arguments_are_arguments() -> Generator[None]:
    """Let tests use every method and argument of an SDK. That a deprecated one warns is the matter of one test."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "`", DeprecationWarning)
        yield


@pytest.fixture(autouse=True)
def _no_month_is_about_to_start(monkeypatch: pytest.MonkeyPatch) -> None:
    """Run every check at any time. Around a new month, a run by URL skips those of items that are deleted then."""
    monkeypatch.setattr("apivideo_admin_contract.session.session.is_near_new_month", lambda _now: False)
