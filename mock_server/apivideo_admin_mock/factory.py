"""Makes the engine of a mock from its settings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Unpack

from apivideo_admin_mock.clock import Clock, SystemClock
from apivideo_admin_mock.engine import Engine
from apivideo_admin_mock.errors import SettingsError
from apivideo_admin_mock.settings import SettingOptions, make_settings
from apivideo_admin_mock.spec import bundled_api, load_api
from apivideo_admin_mock.suggest import did_you_mean


class MockOptions(SettingOptions, total=False):
    """The keywords of `create_app`."""

    document: Mapping[str, Any] | None
    clock: Clock | None


def create_engine(**settings: Unpack[MockOptions]) -> Engine:
    """Make the engine of a mock, with the settings of `create_app`, for use without a web framework."""
    known = MockOptions.__annotations__
    for name in settings:
        if name not in known:
            raise SettingsError(f"{name!r} is not a setting.{did_you_mean(name, list(known))}")
    document, clock = settings.get("document"), settings.get("clock")
    if not isinstance(document, Mapping | None):
        raise SettingsError(f"document takes a mapping, the parsed document, not {document!r}")
    api = bundled_api() if document is None else load_api(document)
    return Engine(api, make_settings(settings), clock or SystemClock())
