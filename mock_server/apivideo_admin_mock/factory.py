"""Create the engine of a mock from its settings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Unpack

from apivideo_admin_mock.backends.interface import OpenBackend
from apivideo_admin_mock.backends.memory import MemoryBackend
from apivideo_admin_mock.core.engine import Engine
from apivideo_admin_mock.errors import SettingsError
from apivideo_admin_mock.http.credentials import TOKEN
from apivideo_admin_mock.settings import SettingOptions, Settings, make_settings
from apivideo_admin_mock.spec import Api, bundled_api, bundled_document, shared_api, version_api, version_document
from apivideo_admin_mock.spec.security import Scheme
from apivideo_admin_mock.suggest import did_you_mean
from apivideo_admin_mock.tenants.clock import Clock, SystemClock


class MockOptions(SettingOptions, total=False):
    """The keyword arguments of `create_app`."""

    document: Mapping[str, Any] | None
    spec_version: str | None
    clock: Clock | None


def create_engine(**settings: Unpack[MockOptions]) -> Engine:
    """Create the engine of a mock, for use without a web framework. The settings are those of `create_app`."""
    known = MockOptions.__annotations__
    for name in settings:
        if name not in known:
            raise SettingsError(f"{name!r} is not a setting.{did_you_mean(name, list(known))}")
    chosen, api = make_settings(settings), api_of(settings)
    check_keys(api, chosen)
    return Engine(api, chosen, settings.get("clock") or SystemClock(), backend_of(chosen))


def check_keys(api: Api, settings: Settings) -> None:
    """Raise SettingsError if a key cannot be sent in any of the schemes of the document."""
    for key in () if Scheme.BASIC in api.schemes else (*settings.keys, *settings.suspended_keys):
        if not TOKEN.fullmatch(key):
            raise SettingsError(
                f"{key!r} cannot be an admin API key of this document: a Bearer token has ASCII letters, digits and -._~+/ only"
            )


def chosen_document(settings: MockOptions) -> Mapping[str, Any]:
    """Return the document to serve: ``document``, the one of ``spec_version``, or the current one.

    Raises SettingsError if both settings are set, or if the version is not shipped.
    """
    document, version = settings.get("document"), settings.get("spec_version")
    if not isinstance(document, Mapping | None):
        raise SettingsError(f"document must be a mapping (the parsed document), not {document!r}")
    if not isinstance(version, str | None):
        raise SettingsError(f"spec_version must be a string like '1.0.0', not {version!r}")
    if document is not None and version is not None:
        raise SettingsError("document and spec_version cannot be combined: set one of them")
    return document if document is not None else bundled_document() if version is None else version_document(version)


def api_of(settings: MockOptions) -> Api:
    """Return the API of the document to serve, compiled. Raises SettingsError like `chosen_document`, and SpecError."""
    document, version = chosen_document(settings), settings.get("spec_version")
    # A shipped document is compiled once per process.
    if version is not None:
        return version_api(version)
    return bundled_api() if settings.get("document") is None else shared_api(document)


def backend_of(settings: Settings) -> OpenBackend:
    """Return the function that opens the backend of the settings. Raises SettingsError if it needs a missing package."""
    url, limiter = settings.backend, settings.limiter
    if url is None:
        return MemoryBackend
    with _extra("backend", "sql"):
        from apivideo_admin_mock.backends.sql import SqlBackend
    if limiter is None:
        return lambda setup: SqlBackend(url, setup)
    with _extra("limiter", "redis"):
        from apivideo_admin_mock.backends.redis import RedisWindows
    return lambda setup: SqlBackend(url, setup, RedisWindows(limiter).open)


@contextmanager
def _extra(setting: str, extra: str) -> Iterator[None]:
    try:
        yield
    except ImportError as error:
        raise SettingsError(
            f"{setting} needs another package ({error}). fix: pip install 'apivideo-admin-mock[{extra}]'"
        ) from None


def root_collections(document: Mapping[str, Any]) -> set[str]:
    """Return the names of the top-level collections."""
    paths = document.get("paths")
    names = paths if isinstance(paths, Mapping) else ()  # loading reports any other error
    return {path[1:].replace("-", "_") for path in names if path.count("/") == 1}


def counted(collections: Mapping[str, Any]) -> dict[str, Any]:
    """Return collections in the form of a scenario, with each number as a count of resources."""
    return {name: {"count": value} if isinstance(value, int) else value for name, value in collections.items()}
