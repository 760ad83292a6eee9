"""Serves a document that changes: the mock follows it and keeps what still fits."""

from __future__ import annotations

import logging
import threading
import time
from pathlib import Path

from apivideo_admin_mock import state
from apivideo_admin_mock.engine import Engine
from apivideo_admin_mock.errors import MockError
from apivideo_admin_mock.scenario import populate_what_fits
from apivideo_admin_mock.spec import Api, load_api, read_document
from apivideo_admin_mock.world import World

_log = logging.getLogger("apivideo_admin_mock")


def follow(engine: Engine, api: Api) -> list[str]:
    """Let a mock serve a new document, with all that its worlds hold; gives a line for each resource that doesn't fit it."""
    lost: list[str] = []

    def carry(world: World, api: Api) -> None:
        content = state.dump(world, engine.api)
        world.replace_resources(lambda empty: lost.extend(populate_what_fits(empty, api, content)))

    engine.follow(api, carry)
    return lost


class Watcher:
    """Looks at a file again and again, and follows it. A document with a mistake is told and left alone."""

    def __init__(self, path: Path, engine: Engine, *, seconds: float = 0.5) -> None:
        self._path, self._engine, self._seconds = path, engine, seconds
        self._seen = self._stamp()
        self._stopped = False

    def start(self) -> None:
        """Watch in a thread, until `stop` or the end of the process."""
        threading.Thread(target=self._run, daemon=True).start()

    def stop(self) -> None:
        """Look no more."""
        self._stopped = True

    def look(self) -> bool:
        """Follow the file if it changed since the last look; gives whether a new document is served."""
        stamp = self._stamp()
        if stamp == self._seen:
            return False
        self._seen = stamp
        try:
            lost = follow(self._engine, load_api(read_document(self._path)))
        except MockError as error:
            _log.warning("not reloaded: %s", error)
            return False
        _log.warning("reloaded %s: %d operations", self._path.name, len(self._engine.api.operations))
        for line in lost:
            _log.warning("dropped: %s", line)
        return True

    def _run(self) -> None:
        while not self._stopped:
            time.sleep(self._seconds)
            try:
                self.look()
            except Exception:  # noqa: BLE001 - the next save may mend it, and somebody must be there to see it
                _log.exception("not reloaded")

    def _stamp(self) -> tuple[int, int] | None:
        try:
            status = self._path.stat()
        except OSError:
            return None
        return status.st_mtime_ns, status.st_size
