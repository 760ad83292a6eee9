"""Where a finding comes from, and where it can be done again."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from apivideo_admin_contract.client.clock import NOON
from apivideo_admin_contract.document.document import Document
from apivideo_admin_contract.environment import SUSPENDED_KEY
from apivideo_admin_contract.reproduction.explain import Scene
from apivideo_admin_contract.reproduction.replay import Open, Stage, healthy
from apivideo_admin_contract.reproduction.timeline import Timeline
from apivideo_admin_contract.session.check import Case, Need
from apivideo_admin_contract.targets.in_process import KEYS, InProcessTarget

Scenes = Callable[[Case], Scene]
"""Gives the scene of a case."""


def mock_scenes(document: Document, target: InProcessTarget, *, is_planted: bool = False) -> Scenes:
    """Give scenes on mocks like those of a host; ``is_planted`` where something is put around them, so that a bare one is healthy."""

    def scene(case: Case) -> Scene:
        limited = Need.LIMIT in case.check.needs

        @contextmanager
        def fresh() -> Iterator[Stage]:
            with target.session(limited=limited) as session:
                assert session.clock is not None, "a mock in this process has a clock"
                yield Stage(session.wire.client, session.clock, KEYS, KEYS)

        marker = {
            "keys": [key for name, key in KEYS.items() if name != SUSPENDED_KEY],
            "suspended_keys": [KEYS[SUSPENDED_KEY]],
            "rate_limit": "spec" if limited else "off",
        }
        return Scene(
            document, KEYS, fresh, _healthy(KEYS, lambda: NOON, limited=limited) if is_planted else None, marker
        )

    return scene


def url_scenes(document: Document, keys: Mapping[str, str]) -> Scenes:
    """Give scenes on a server at a URL, which is asked nothing more; ``keys`` are by the names of the variables that hold them."""

    def scene(case: Case) -> Scene:
        limited = Need.LIMIT in case.check.needs
        return Scene(document, keys, None, _healthy(keys, time.time, limited=limited), None)

    return scene


def _healthy(keys: Mapping[str, str], now: Callable[[], float], *, limited: bool) -> Callable[[Timeline], Open]:
    @contextmanager
    def opened(timeline: Timeline) -> Iterator[Stage]:
        stage = healthy(timeline, now(), keys, limited=limited)
        with stage.client:
            yield stage

    return opened
