"""Give each process its own state: after a fork, the child replaces what it inherited from its parent.

A child that uses the connections of its parent gets responses to the requests of the parent. Its copy of a lock may be held by a
thread that exists only in the parent.
"""

from __future__ import annotations

import os
from typing import Protocol
from weakref import WeakSet


class PerProcess(Protocol):
    """An object with state that belongs to one process."""

    def reset_after_fork(self) -> None:
        """Replace the inherited state. No other thread runs at this time."""


_registered: WeakSet[PerProcess] = WeakSet()


def register(one: PerProcess) -> None:
    """Call ``reset_after_fork`` of an object in each process that is forked while the object exists."""
    _registered.add(one)


def _reset() -> None:
    for one in list(_registered):
        one.reset_after_fork()


if hasattr(os, "register_at_fork"):  # not on Windows, which has no fork
    os.register_at_fork(after_in_child=_reset)
