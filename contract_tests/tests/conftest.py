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
