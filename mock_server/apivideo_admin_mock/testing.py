"""Mocks for tests, with methods that prepare their data, inject faults and return recorded requests."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, Self, cast

from apivideo_admin_mock.adapters.app import make_control_app, make_flask_app, make_wsgi_app
from apivideo_admin_mock.adapters.application import MockApplication
from apivideo_admin_mock.adapters.threaded import ThreadedServer
from apivideo_admin_mock.backends.entry import MAX_BYTES, MAX_ENTRIES, Entry, EntryFilter
from apivideo_admin_mock.errors import MockError, SettingsError
from apivideo_admin_mock.factory import MockOptions, chosen_document, counted, create_engine, root_collections
from apivideo_admin_mock.faults import Effect, Fault, to_effect
from apivideo_admin_mock.http.credentials import write_key
from apivideo_admin_mock.settings import DEFAULT_KEY
from apivideo_admin_mock.spec.security import Scheme
from apivideo_admin_mock.suggest import did_you_mean
from apivideo_admin_mock.tenants import injection
from apivideo_admin_mock.tenants.clock import MovableClock
from apivideo_admin_mock.tenants.journal import clear_journal, dropped_calls, recorded
from apivideo_admin_mock.tenants.scenario import populate
from apivideo_admin_mock.tenants.tenant import reset
from apivideo_admin_mock.tenants.verification import Expected, Recorded, verify, verify_order

if TYPE_CHECKING:
    from flask import Flask

    from apivideo_admin_mock.backends.interface import Tenant

_SETTINGS = frozenset(MockOptions.__annotations__)


class AdminMock:
    """A mock in this process. ``wsgi`` is its WSGI application, ``key`` an admin API key that it accepts.

    The settings are those of `create_app`. In addition, a keyword with the name of a collection sets its initial resources: a
    number (``projects=3``) or a list (``projects=[{"name": "Alpha"}]``).

    Raises:
        SettingsError: A keyword is neither a setting nor a collection, or has an invalid value.
        ScenarioError: An initial resource does not match the document.

    """

    #: The base URL for a client that is connected in process. No request is sent to it.
    base_url = "http://admin-mock.localhost"

    def __init__(self, **settings: Any) -> None:
        known = {name: value for name, value in settings.items() if name in _SETTINGS}
        collections = {name: value for name, value in settings.items() if name not in _SETTINGS}
        roots = root_collections(chosen_document(cast("MockOptions", known)))
        for name in collections:
            if name not in roots:
                raise SettingsError(
                    f"{name!r} is neither a setting nor a collection.{did_you_mean(name, [*_SETTINGS, *roots])}"
                )
        if collections:
            known["scenario"] = {**(known.get("scenario") or {}), **counted(collections)}
        self.engine = create_engine(**known)
        self.wsgi = make_wsgi_app(self.engine)
        self.key = next(iter(self.engine.settings.keys), DEFAULT_KEY)

    @cached_property
    def app(self) -> Flask:
        """The mock as a Flask application, created at first use."""
        return make_flask_app(self.engine)

    def transaction(self) -> AbstractContextManager[Tenant]:
        """Return a context with all data of `key`. If the block raises, everything is as it was before."""
        return self.engine.backend.transaction(self.key)

    @property
    def clock(self) -> MovableClock:
        """The clock of `key`: ``now()``, ``advance(seconds)``, ``set(moment)``, ``freeze()``, ``unfreeze()``."""
        return MovableClock(self.transaction)

    @property
    def authorization(self) -> str:
        """The ``Authorization`` header value for `key`, in the scheme that the document prefers."""
        return write_key(self.engine.api.schemes[0], self.key)

    @staticmethod
    def authorization_of(key: str) -> str:
        """Return the ``Authorization`` header value for a key, in HTTP Basic (RFC 7617), which the control plane always accepts."""
        return write_key(Scheme.BASIC, key)

    def seed(self, scenario: Mapping[str, Any] | None = None, **collections: Any) -> None:
        """Add resources: a scenario, or collections, for example ``seed(projects=3)``.

        An invalid resource raises ScenarioError, and nothing is added.
        """
        with self.transaction() as tenant:
            populate(tenant, self.engine.api, {**(scenario or {}), **counted(collections)})

    def calls(self, operation_id: str | None = None, *, allow_dropped: bool = False) -> list[Entry]:
        """Return the recorded requests, oldest first: those of one operation, or all.

        The mock keeps the last 1,000 requests, with up to 4 MiB of bodies. Raises MockError if it has dropped older ones, which could belong
        to the result, unless ``allow_dropped``, and for an unknown operation.
        """
        self.engine.api.check_operation(operation_id)
        with self.transaction() as tenant:
            dropped = 0 if allow_dropped else dropped_calls(tenant)
            if dropped:
                raise MockError(
                    f"{dropped} older requests are no longer recorded: the mock keeps the last {MAX_ENTRIES}, with up to "
                    f"{MAX_BYTES} bytes of bodies. fix: use calls(allow_dropped=True) for the ones that are kept, or call "
                    "clear_calls() before the requests of interest"
                )
            return tenant.journal.find(EntryFilter(operation_id))

    def assert_called(self, operation_id: str | None = None, **expected: Any) -> None:
        """Raise AssertionError, with the nearest requests, unless a request of an operation, or of any, was recorded.

        The other arguments are those of `tenants.verification.Expected`: ``json`` (the whole payload), ``query``, ``headers`` (only the
        given names are compared), ``method``, ``path``, ``status``, and ``times`` (the exact number of such requests). Raises MockError for
        an unknown operation, TypeError for an unknown argument.
        """
        __tracebackhide__ = True  # of pytest
        self.engine.api.check_operation(operation_id)
        self._verify(partial(verify, Expected(operation_id, **expected)))

    def assert_not_called(self, operation_id: str | None = None, **expected: Any) -> None:
        """Raise AssertionError if such a request was recorded. The arguments are those of `assert_called`, without ``times``."""
        __tracebackhide__ = True  # of pytest
        self.assert_called(operation_id, times=0, **expected)

    def assert_called_in_order(self, *operation_ids: str) -> None:
        """Raise AssertionError unless requests of these operations were recorded in this order; others may stand between them."""
        __tracebackhide__ = True  # of pytest
        for one in operation_ids:
            self.engine.api.check_operation(one)
        self._verify(partial(verify_order, operation_ids))

    def _verify(self, compare: Callable[[Recorded], str | None]) -> None:
        __tracebackhide__ = True  # of pytest
        with self.transaction() as tenant:
            found = recorded(tenant, self.engine.api)
        message = compare(found)
        if message is not None:
            raise AssertionError(message)

    def clear_calls(self) -> None:
        """Delete the recorded requests."""
        with self.transaction() as tenant:
            clear_journal(tenant)

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
        """Inject a fault into the next request, of one operation or of any. See `faults.Fault` for the other arguments.

        ``effect`` is an error status, the name of an effect (``"reset"``, ``"truncate"``, ``"malformed"``, ``"content_type"``,
        ``"stall"``, ``"stale"``), or an effect of `apivideo_admin_mock.faults`. Raises MockError for an invalid argument.
        """
        self.engine.api.check_operation(operation_id)
        try:
            fault = Fault(to_effect(effect), method, operation_id, path, nth, times, probability)
        except ValueError as error:
            raise MockError(f"the fault is invalid: {error}") from None
        with self.transaction() as tenant:
            try:
                injection.add_fault(tenant, fault)
            except ValueError as error:
                raise MockError(str(error)) from None

    def clear_faults(self) -> None:
        """Remove all injected faults."""
        with self.transaction() as tenant:
            injection.clear_faults(tenant)

    def reset(self) -> None:
        """Reset the mock to its initial state: resources, ids, clock, faults, rate limit and recorded requests."""
        with self.transaction() as tenant:
            reset(tenant, self.engine.fill)


class MockServer(AdminMock):
    """A mock on a free port of the loopback address, for clients in any language.

    Use it as ``with MockServer() as mock: ... mock.url ...``. The settings and the other methods are those of `AdminMock`.
    """

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self._server: ThreadedServer | None = None

    @property
    def url(self) -> str:
        """The base URL, without a trailing slash. Raises RuntimeError outside of the ``with`` block."""
        if self._server is None:
            raise RuntimeError("the mock is not running: use `with MockServer() as mock:`, or call start()")
        return self._server.url

    def start(self) -> Self:
        """Start the server. The port accepts connections when this returns."""
        if self._server is None:
            self._server = ThreadedServer(MockApplication(self.engine, make_control_app(self.engine)))
        return self

    def stop(self) -> None:
        """Stop the server and release the port."""
        if self._server is not None:
            self._server.stop()
            self._server = None

    @classmethod
    def of(cls, mock: AdminMock) -> Self:
        """Return a server of an existing mock: both have the same data."""
        if isinstance(mock, cls):
            return mock
        server = cls.__new__(cls)
        server.__dict__.update(mock.__dict__)
        server._server = None  # noqa: SLF001 - of this class
        return server

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()
