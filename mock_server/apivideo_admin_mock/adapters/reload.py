"""Reload a document that changed, and migrate the resources that are still valid."""

from __future__ import annotations

import logging
import threading
import time
from pathlib import Path

from apivideo_admin_mock.backends.interface import Tenant
from apivideo_admin_mock.core.engine import Engine
from apivideo_admin_mock.errors import MockError
from apivideo_admin_mock.spec import Api, load_api, read_document
from apivideo_admin_mock.tenants.dump import dump
from apivideo_admin_mock.tenants.scenario import populate_valid

_log = logging.getLogger("apivideo_admin_mock")


def reload(engine: Engine, api: Api) -> list[str]:
    """Serve a new document and migrate the resources of all tenants. Return a line for each resource that was dropped."""
    dropped: list[str] = []

    def migrate(tenant: Tenant, before: Api) -> None:
        content = dump(tenant, before)
        tenant.clear()
        dropped.extend(populate_valid(tenant, api, content))

    engine.reload(api, migrate)
    return dropped


class Watcher:
    """Checks a document file for changes and reloads it. An invalid document is logged; the previous one stays in use."""

    def __init__(self, path: Path, engine: Engine, *, seconds: float = 0.5) -> None:
        self._path, self._engine, self._seconds = path, engine, seconds
        self._seen = self._stamp()
        self._stopped = False

    def start(self) -> None:
        """Watch in a thread, until `stop` or the end of the process."""
        threading.Thread(target=self._run, daemon=True).start()

    def stop(self) -> None:
        """Stop watching."""
        self._stopped = True

    def check(self) -> bool:
        """Reload the file if it changed since the last check. Return whether a new document is served."""
        stamp = self._stamp()
        if stamp == self._seen:
            return False
        self._seen = stamp
        try:
            dropped = reload(self._engine, load_api(read_document(self._path)))
        except MockError as error:
            _log.warning("not reloaded: %s", error)
            return False
        _log.warning("reloaded %s: %d operations", self._path.name, len(self._engine.api.operations))
        for line in dropped:
            _log.warning("dropped: %s", line)
        return True

    def _run(self) -> None:
        while not self._stopped:
            time.sleep(self._seconds)
            try:
                self.check()
            except Exception:  # noqa: BLE001 - keep watching: the next save may fix the cause
                _log.exception("not reloaded")

    def _stamp(self) -> tuple[int, int] | None:
        try:
            status = self._path.stat()
        except OSError:
            return None
        return status.st_mtime_ns, status.st_size
