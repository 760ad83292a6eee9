"""What tests use: a mock with what they need to set it up and to look at it."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self, cast

from apivideo_admin_mock import state
from apivideo_admin_mock.clock import MovableClock
from apivideo_admin_mock.errors import MockError, SettingsError
from apivideo_admin_mock.factory import MockOptions, chosen_document, create_engine
from apivideo_admin_mock.faults import Effect, Fault, to_effect
from apivideo_admin_mock.journal import Entry
from apivideo_admin_mock.settings import DEFAULT_KEY
from apivideo_admin_mock.suggest import did_you_mean
from apivideo_admin_mock.threaded import ThreadedServer
from apivideo_admin_mock.wsgi import application_of

if TYPE_CHECKING:
    from flask import Flask

    from apivideo_admin import AdminClient, AsyncAdminClient
    from apivideo_admin_mock.world import World

_SETTINGS = frozenset(MockOptions.__annotations__)


class AdminMock:
    """A mock in this process. ``wsgi`` is its WSGI application, ``key`` an admin API key that it accepts.

    The settings are those of `create_app`; a keyword that names a collection says what the world begins with: a number of
    resources (``projects=3``), or a list of them (``projects=[{"name": "Alpha"}]``).
    Raises SettingsError or ScenarioError for what doesn't fit.
    """

    #: What to give the client as its base URL; nothing is sent there.
    base_url = "http://admin.mock"

    def __init__(self, **settings: Any) -> None:
        known = {name: value for name, value in settings.items() if name in _SETTINGS}
        collections = {name: value for name, value in settings.items() if name not in _SETTINGS}
        roots = _root_collections(chosen_document(cast("MockOptions", known)))
        for name in collections:
            if name not in roots:
                raise SettingsError(
                    f"{name!r} is neither a setting nor a collection.{did_you_mean(name, [*_SETTINGS, *roots])}"
                )
        if collections:
            known["scenario"] = {**(known.get("scenario") or {}), **_counted(collections)}
        self.engine = create_engine(**known)
        self.wsgi = application_of(self.engine)
        self.key = next(iter(self.engine.settings.keys), DEFAULT_KEY)

    @cached_property
    def app(self) -> Flask:
        """The mock as a Flask application. It is made at first use, for it costs more than all else here."""
        from apivideo_admin_mock.app import app_of

        return app_of(self.engine)

    @property
    def world(self) -> World:
        """The world of `key`."""
        world = self.engine.worlds.find(self.key)
        if world is None:
            raise SettingsError(f"{self.key!r} is not accepted any more")
        return world

    @property
    def clock(self) -> MovableClock:
        """The clock of the world: ``advance(seconds)``, ``set(...)``, ``freeze()``."""
        return self.world.clock

    @property
    def authorization(self) -> str:
        """The value of the ``Authorization`` header that opens the mock."""
        return self.authorization_of(self.key)

    @staticmethod
    def authorization_of(key: str) -> str:
        """Give the value of the ``Authorization`` header for a key (RFC 7617)."""
        return "Basic " + base64.b64encode(f"{key}:".encode()).decode()

    def seed(self, scenario: Mapping[str, Any] | None = None, **collections: Any) -> None:
        """Add resources: a scenario, or collections as in ``seed(projects=3)``. Raises ScenarioError for what doesn't fit."""
        state.add(self.world, self.engine.api, {**(scenario or {}), **_counted(collections)})

    def calls(self, operation_id: str | None = None) -> list[Entry]:
        """Give the requests that were made, the oldest first: those of an operation, or all."""
        if operation_id is not None:
            self._check_operation(operation_id)
        return self.world.journal.find(operation_id)

    def fail(
        self,
        operation_id: str | None = None,
        effect: Effect | int | str = 500,
        *,
        method: str | None = None,
        path: str | None = None,
        nth: int = 1,
        times: int | None = 1,
        probability: float = 1.0,
    ) -> None:
        """Hit requests with a fault: the next one of an operation (or of any), or as `faults.Fault` tells.

        ``effect`` is an error status, the name of an effect (``"reset"``, ``"truncate"``, ``"malform"``, ``"content_type"``,
        ``"stall"``, ``"stale"``), or an effect of `apivideo_admin_mock.faults`. Raises MockError for what doesn't fit.
        """
        if operation_id is not None:
            self._check_operation(operation_id)
        try:
            fault = Fault(to_effect(effect), method, operation_id, path, nth, times, probability)
        except ValueError as error:
            raise MockError(f"the fault does not fit: {error}") from None
        with self.world.lock:
            self.world.faults.add(fault)

    def _check_operation(self, operation_id: str) -> None:
        known = [operation.id for operation in self.engine.api.operations]
        if operation_id not in known:
            raise MockError(f"{operation_id!r} is no operation.{did_you_mean(operation_id, known)}")

    def reset(self) -> None:
        """Begin anew, with what the mock was made with."""
        self.world.reset()


def _root_collections(document: Mapping[str, Any]) -> set[str]:
    """Give the names of the collections that no resource is above."""
    paths = document.get("paths")
    names = paths if isinstance(paths, Mapping) else ()  # what else is wrong with it is told when it is loaded
    return {path[1:].replace("-", "_") for path in names if path.count("/") == 1}


def _counted(collections: Mapping[str, Any]) -> dict[str, Any]:
    """Give collections as a scenario has them, where a number stands for so many resources."""
    return {name: {"count": value} if isinstance(value, int) else value for name, value in collections.items()}


class MockServer(AdminMock):
    """A mock on a free port of the loopback address, for code in any language.

    ``with MockServer() as mock: ... mock.url ...``; the settings, and what it can be asked, are those of `AdminMock`.
    """

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self._server: ThreadedServer | None = None

    @property
    def url(self) -> str:
        """The base URL, without a slash at its end. Raises RuntimeError outside of the ``with`` block."""
        if self._server is None:
            raise RuntimeError("the mock does not serve: use it as `with MockServer() as mock:`, or call start()")
        return self._server.url

    def start(self) -> Self:
        """Begin to serve; the port takes connections when this returns."""
        if self._server is None:
            self._server = ThreadedServer(self.wsgi)
        return self

    def stop(self) -> None:
        """Stop serving and free the port."""
        if self._server is not None:
            self._server.stop()
            self._server = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()


def connect(mock: AdminMock) -> AdminClient:
    """Give the SDK's client, bound to a mock without a socket. Raises MockError where the SDK is not installed."""
    with _needs_sdk():
        from apivideo_admin import AdminClient
        from apivideo_admin_mock.transport import MockTransport

        return AdminClient(
            api_key=mock.key,
            base_url=mock.base_url,
            transport=MockTransport(mock.engine),
            max_retries=0,
            throttle=False,
        )


def connect_async(mock: AdminMock) -> AsyncAdminClient:
    """Give the SDK's asynchronous client, as `connect` does."""
    with _needs_sdk():
        from apivideo_admin import AsyncAdminClient
        from apivideo_admin_mock.transport import MockTransport

        return AsyncAdminClient(
            api_key=mock.key,
            base_url=mock.base_url,
            transport=MockTransport(mock.engine),
            max_retries=0,
            throttle=False,
        )


@contextmanager
def _needs_sdk() -> Iterator[None]:
    try:
        yield
    except ImportError as error:
        raise MockError(f"this fixture needs the SDK: pip install apivideo-admin ({error})") from None
