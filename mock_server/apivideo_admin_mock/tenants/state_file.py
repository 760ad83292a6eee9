"""Keep the resources of all keys in a file: ``{"keys": {KEY: SCENARIO}}``, where a scenario is what `dump` returns."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from apivideo_admin_mock.atomic import write_atomically
from apivideo_admin_mock.backends.interface import Backend
from apivideo_admin_mock.errors import Diagnostic, MockError, ScenarioError
from apivideo_admin_mock.settings import Settings
from apivideo_admin_mock.shorten import shorten
from apivideo_admin_mock.spec import Api
from apivideo_admin_mock.tenants.dump import dump
from apivideo_admin_mock.tenants.scenario import populate

_KEYS = "keys"


def load_state(path: Path, backend: Backend, api: Api, settings: Settings) -> None:
    """Replace the resources of each key in a file with those of the file. Without the file, nothing changes.

    Raises MockError if the file cannot be read, ScenarioError with all errors of the first key whose resources do not match the document.
    """
    for key, content in _read(path).items():
        if not settings.accepts(key):
            raise MockError(
                f"--state {path}: the mock does not accept the key {shorten(key)!r}. fix: add --key or --any-key, or remove it from the file"
            )
        try:
            with backend.transaction(key) as tenant:
                tenant.clear()
                populate(tenant, api, content)
        except ScenarioError as error:
            places = [Diagnostic((_KEYS, key, *one.path), one.message, one.key) for one in error.diagnostics]
            raise ScenarioError(diagnostics=places) from None


def save_state(path: Path, backend: Backend, api: Api) -> None:
    """Write the resources of all keys. A reader never sees a part of the file. Raises MockError if it cannot be written."""
    with backend.exclusive() as tenants:
        content = {_KEYS: {one.key: dump(one, api) for one in tenants}}
    try:
        write_atomically(path, json.dumps(content, ensure_ascii=False, indent=1) + "\n", is_private=True)
    except OSError as error:
        raise MockError(f"--state {path}: cannot be written: {error.strerror or error}") from None


def _read(path: Path) -> dict[str, dict[str, Any]]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise MockError(f"--state {path}: cannot be read: {error.strerror or error}") from None
    except (ValueError, RecursionError) as error:
        raise MockError(f"--state {path}: is not JSON: {error}") from None
    found = content.get(_KEYS) if isinstance(content, dict) and len(content) == 1 else None
    if not isinstance(found, dict) or not all(isinstance(one, dict) for one in found.values()):
        raise MockError(
            f'--state {path}: is not a state. fix: write {{"keys": {{"KEY": {{"projects": [...]}}}}}}, or use --scenario for a scenario'
        )
    return found
