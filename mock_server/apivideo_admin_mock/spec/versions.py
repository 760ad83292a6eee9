"""The versions of the document in this package: the released ones in ``history/``, and the current one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from apivideo_admin_mock.errors import SettingsError
from apivideo_admin_mock.spec.load import bundled_api, bundled_document, bundled_path, load_api
from apivideo_admin_mock.spec.model import Api


@cache
def versions() -> Mapping[str, Path]:
    """Return the path of each version, oldest first."""
    history = bundled_path().parent / "history"
    found = {path.stem: path for path in history.glob("*.json")}
    found[str(bundled_document()["info"]["version"])] = bundled_path()
    return dict(sorted(found.items(), key=lambda item: tuple(map(int, item[0].split(".")))))


def version_path(version: str) -> Path:
    """Return the path of a version. Raises SettingsError if it is not shipped."""
    if version not in versions():
        raise SettingsError(f"there is no version {version!r} of the document. Available: {', '.join(versions())}")
    return versions()[version]


@cache
def version_document(version: str) -> Mapping[str, Any]:
    """Return the document of a version. Raises SettingsError if it is not shipped."""
    path = version_path(version)
    if path == bundled_path():
        return bundled_document()
    document: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return document


@cache
def version_api(version: str) -> Api:
    """Return the API of a version, compiled once per process. Raises SettingsError if it is not shipped."""
    return bundled_api() if version_path(version) == bundled_path() else load_api(version_document(version))
