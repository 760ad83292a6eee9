"""Serves a document that changes: the mock follows it and keeps what still fits."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from apivideo_admin_mock import state
from apivideo_admin_mock.engine import Engine
from apivideo_admin_mock.errors import MockError
from apivideo_admin_mock.scenario import populate
from apivideo_admin_mock.spec import Api, load_api, read_document
from apivideo_admin_mock.world import World

_log = logging.getLogger("apivideo_admin_mock")


def follow(engine: Engine, api: Api) -> tuple[Engine, list[str]]:
    """Give an engine for a new document with the worlds of the old one, and a line for each resource that doesn't fit it."""
    fresh = Engine(api, engine.settings, engine.clock)
    lost: list[str] = []
    for old in engine.worlds.all():
        new = fresh.worlds.find(old.key)
        if new is not None:
            with old.lock:
                new.clock, new.journal = old.clock, old.journal
                lost += _carry(state.dump(old, engine.api), new, api)
    return fresh, lost


def _carry(content: Mapping[str, Any], world: World, api: Api) -> list[str]:
    """Fill a world with what fits, one outermost resource after the other, in their order."""
    lost: list[str] = []

    def fill(empty: World) -> None:
        for name, items in content.items():
            for item in items:
                try:
                    populate(empty, api, {name: [item]})
                except MockError as error:
                    lost.append(str(error))

    world.replace_resources(fill)
    return lost


class Watcher:
    """Looks at a file again and again, and swaps the engine when it changed. A document with a mistake is left alone."""

    def __init__(self, path: Path, engine: Engine, swap: Callable[[Engine], None], *, seconds: float = 0.5) -> None:
        self._path, self._engine, self._swap, self._seconds = path, engine, swap, seconds
        self._seen = self._stamp()

    def start(self) -> None:
        """Watch in a thread, until the process ends."""
        threading.Thread(target=self._run, daemon=True).start()

    def look(self) -> bool:
        """Follow the file if it changed since the last look; gives whether the engine was swapped."""
        stamp = self._stamp()
        if stamp == self._seen:
            return False
        self._seen = stamp
        try:
            self._engine, lost = follow(self._engine, load_api(read_document(self._path)))
        except MockError as error:
            _log.warning("not reloaded: %s", error)
            return False
        self._swap(self._engine)
        _log.warning("reloaded %s: %d operations", self._path.name, len(self._engine.api.operations))
        for line in lost:
            _log.warning("dropped: %s", line)
        return True

    def _run(self) -> None:
        while not threading.Event().wait(self._seconds):
            self.look()

    def _stamp(self) -> tuple[int, int] | None:
        try:
            status = self._path.stat()
        except OSError:
            return None
        return status.st_mtime_ns, status.st_size
