"""What all tests of `generator diff` share."""

from __future__ import annotations

import warnings
from collections.abc import Generator

import pytest


@pytest.fixture(autouse=True)
def _deprecated_arguments_are_arguments() -> Generator[None]:
    """Let tests use every method and argument of a rendered SDK: a deprecated one still works, and warns."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "`", DeprecationWarning)
        yield
