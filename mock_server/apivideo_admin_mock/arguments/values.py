"""Read the values of flags."""

from __future__ import annotations

import argparse

# Each worker opens up to 10 connections, of 100 that PostgreSQL allows by default.
_MAX_WORKERS = 9
_HOUR = 3600  # seconds


def read_workers(text: str) -> int:
    """Return a number of processes. Raises ArgumentTypeError for any other text."""
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= _MAX_WORKERS):
        raise argparse.ArgumentTypeError(
            f"{text!r} is not a number of processes: use a number from 1 to {_MAX_WORKERS}"
        )
    return int(text)


def read_port(text: str) -> int:
    """Return a port, 0 for a free one. Raises ArgumentTypeError for any other text."""
    if not (text.isascii() and text.isdigit() and int(text) <= 65535):  # noqa: PLR2004 - the largest port
        raise argparse.ArgumentTypeError(f"{text!r} is not a port: use a number from 0 to 65535")
    return int(text)


def read_seconds(text: str) -> float:
    """Return a time in seconds, more than 0 and up to an hour. Raises ArgumentTypeError for any other text."""
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value <= _HOUR:
        raise argparse.ArgumentTypeError(
            f"{text!r} is not a time: use a number of seconds, more than 0 and up to {_HOUR}"
        )
    return value
