"""Makes the engine of a mock from its settings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Unpack

from apivideo_admin_mock.clock import Clock, SystemClock
from apivideo_admin_mock.engine import Engine
from apivideo_admin_mock.errors import SettingsError
from apivideo_admin_mock.settings import SettingOptions, make_settings
from apivideo_admin_mock.spec import Api, bundled_api, bundled_document, load_api, version_api, version_document
from apivideo_admin_mock.suggest import did_you_mean


class MockOptions(SettingOptions, total=False):
    """The keywords of `create_app`."""

    document: Mapping[str, Any] | None
    spec_version: str | None
    clock: Clock | None


def create_engine(**settings: Unpack[MockOptions]) -> Engine:
    """Make the engine of a mock, with the settings of `create_app`, for use without a web framework."""
    known = MockOptions.__annotations__
    for name in settings:
        if name not in known:
            raise SettingsError(f"{name!r} is not a setting.{did_you_mean(name, list(known))}")
    return Engine(_api_of(settings), make_settings(settings), settings.get("clock") or SystemClock())


def chosen_document(settings: MockOptions) -> Mapping[str, Any]:
    """Give the document that settings ask for: ``document``, that of ``spec_version``, or the present one.

    Raises SettingsError where they ask for two, or for a version that is not shipped.
    """
    document, version = settings.get("document"), settings.get("spec_version")
    if not isinstance(document, Mapping | None):
        raise SettingsError(f"document takes a mapping, the parsed document, not {document!r}")
    if not isinstance(version, str | None):
        raise SettingsError(f"spec_version takes a text like '1.0.0', not {version!r}")
    if document is not None and version is not None:
        raise SettingsError("document and spec_version exclude each other: give one of them")
    return document if document is not None else bundled_document() if version is None else version_document(version)


def _api_of(settings: MockOptions) -> Api:
    document, version = chosen_document(settings), settings.get("spec_version")
    # What is shipped is compiled once a process.
    if version is not None:
        return version_api(version)
    return bundled_api() if settings.get("document") is None else load_api(document)
