"""Shared fixtures: a mock with a frozen clock, and a function that sends it requests."""

from __future__ import annotations

import itertools
import json
import logging
import os
import signal
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from weakref import WeakSet

import pytest

from apivideo_admin_mock.backends.interface import Backend, OpenBackend, Setup, Tenant
from apivideo_admin_mock.backends.memory import MemoryBackend
from apivideo_admin_mock.http.messages import Request
from apivideo_admin_mock.testing import AdminMock

# A shell ignores these signals for a job in the background, and `nohup` ignores a hang-up. Servers of the tests must not inherit that.
for _name, _handler in (("SIGHUP", signal.SIG_DFL), ("SIGINT", signal.default_int_handler)):
    if (_signal := getattr(signal, _name, None)) is not None and signal.getsignal(_signal) is signal.SIG_IGN:
        signal.signal(_signal, _handler)


@dataclass(frozen=True)
class CallResponse:
    status: int
    headers: dict[str, str]
    text: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.text)


@dataclass(frozen=True)
class Caller:
    """A function that sends requests: ``call("GET /projects?page=2", {"name": "x"})``."""

    mock: AdminMock

    def __call__(
        self, line: str, payload: Any = None, *, key: str | None = None, body: bytes | None = None, **headers: Any
    ) -> CallResponse:
        if payload is not None:
            body = json.dumps(payload).encode()
        response = self.mock.engine.handle(self.request(line, body=body, key=key, **headers))
        return CallResponse(response.status, dict(response.headers), response.body)

    def request(self, line: str, *, body: bytes | None = None, key: str | None = None, **headers: Any) -> Request:
        method, _, target = line.partition(" ")
        path, _, query = target.partition("?")
        authorization = AdminMock.authorization_of(key or self.mock.key)
        return Request(
            method,
            path,
            query,
            headers.get("authorization", authorization),
            headers.get("content_type", "application/json" if body else None),
            body or b"",
            headers.get("oversize", False),
        )


@pytest.fixture(autouse=True)
def _logger() -> Iterator[None]:
    """Restore the logger of the mock: the command, which some tests run in this process, writes its records to standard error only."""
    logger = logging.getLogger("apivideo_admin_mock")
    handlers, propagate = logger.handlers[:], logger.propagate
    yield
    logger.handlers[:], logger.propagate = handlers, propagate


@pytest.fixture
def mock() -> AdminMock:
    """A mock without a rate limit and with a frozen clock."""
    return frozen_mock(rate_limit="off")


@pytest.fixture
def call(mock: AdminMock) -> Caller:
    return Caller(mock)


def frozen_mock(at: float = 1_770_000_000.0, **settings: Any) -> AdminMock:
    """Return a mock with a clock that is frozen at 2026-02-02T02:40:00+00:00, or at another time in seconds."""

    class Frozen:
        def now(self) -> float:
            return at

    return AdminMock(**{"clock": Frozen(), **settings})


#: The variable with the backend of the tests: "sqlite", or the URL of a PostgreSQL server. Without it, they use the memory.
BACKEND = "MOCK_TESTS_BACKEND"


#: The backends that a test opened, and all that exist: one that several tests share opens new connections.
_OPEN: list[Any] = []
_ALL: WeakSet[Any] = WeakSet()


def make_setup(**options: Any) -> Setup:
    """Return a setup without initial resources, with a clock that is frozen at 1000 seconds."""
    return Setup(
        **{
            "fill": lambda _: None,
            "now": lambda: 1000.0,
            "indexed": lambda: {"/things": ("id", "kind", "value")},
            "seed": 0,
            "permanent": frozenset({"key"}),
            "idle_seconds": 60.0,
            "max_tenants": 1000,
            "max_resources": 1000,
            "max_bytes": 1_000_000,
            "max_total_bytes": 1_000_000,
            **options,
        }
    )


@pytest.fixture(scope="session")
def open_backend() -> Iterator[OpenBackend]:
    """A function that opens an empty backend."""
    url = os.environ.get(BACKEND)
    if url is None:
        yield MemoryBackend
        return
    from apivideo_admin_mock.backends.sql import SqlBackend

    with tempfile.TemporaryDirectory() as folder:
        numbers = itertools.count()

        def open_sql(setup: Setup) -> Backend:
            if url == "sqlite":
                return opened(SqlBackend(f"sqlite:///{folder}/{next(numbers)}.db", setup))
            import psycopg

            schema = f"test_{os.getpid()}_{next(numbers)}"
            with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
                connection.execute(f"CREATE SCHEMA {schema}")
            return opened(SqlBackend(f"{url}?options=-csearch_path%3D{schema}", setup))

        def opened(backend: SqlBackend) -> SqlBackend:
            _OPEN.append(backend)
            _ALL.add(backend)
            return backend

        yield open_sql


@pytest.fixture(autouse=True)
def _close_backends() -> Iterator[None]:
    """Close the connections of the backends that a test opened or used."""
    yield
    for backend in list(_ALL):
        backend.close()
    _OPEN.clear()


@pytest.fixture(scope="session", autouse=True)
def _backend_of_all_mocks(open_backend: OpenBackend) -> Iterator[None]:
    """Use the backend in every mock of the tests."""
    with pytest.MonkeyPatch.context() as patch:
        if open_backend is not MemoryBackend:
            patch.setattr("apivideo_admin_mock.factory.backend_of", lambda _: open_backend)
        yield


@pytest.fixture(scope="session")
def make_backend(open_backend: OpenBackend) -> Callable[..., Backend]:
    """A function that returns an empty backend, with options of `Setup`."""
    return lambda **options: open_backend(make_setup(**options))


@pytest.fixture
def tenant(make_backend: Callable[..., Backend]) -> Iterator[Tenant]:
    """The data of a key, in a transaction."""
    with make_backend().transaction("key") as tenant:
        yield tenant


@pytest.fixture
def make_caller() -> Callable[..., Caller]:
    """A function that returns a `Caller` of a new mock with settings."""
    return lambda **settings: Caller(frozen_mock(**settings))


@pytest.fixture
def http(mock):
    """A client of the mock's Flask application, control plane included."""
    return mock.app.test_client()


@pytest.fixture
def key(mock):
    """The authorization headers for the mock."""
    return {"Authorization": mock.authorization}


@dataclass(frozen=True)
class CommandResult:
    returncode: int | str | None
    stdout: str
    stderr: str


@pytest.fixture
def command(capsys):
    """A function that runs the command in this process: one that ends before it serves."""
    from apivideo_admin_mock.cli import main

    def run_command(*arguments: str) -> CommandResult:
        try:
            code: int | str | None = main(arguments)
        except SystemExit as error:
            code = error.code
        return CommandResult(code, *capsys.readouterr())

    return run_command


@pytest.fixture
def run(pytester, monkeypatch):
    """A function that runs a test file in its own project. Of the installed plugins, only ours is loaded."""
    from apivideo_admin_mock import pytest_plugin

    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")

    def run_file(text: str, *arguments: str):
        pytester.makepyfile(text)
        # The temporary folder can be inside of the repository, whose settings are for other plugins.
        pytester.makeini("[pytest]")
        # With "-p", pytest 9.0.0 warns that the module is imported already.
        return pytester.runpytest_inprocess(*arguments, plugins=[pytest_plugin])

    return run_file
