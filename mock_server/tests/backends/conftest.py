"""PostgreSQL and Redis in temporary folders on free ports. Without the programs, their tests are skipped."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

try:
    import psycopg
except ImportError:
    # Without the extras `sql` and `redis`, there is nothing to test.
    collect_ignore_glob = ["*"]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


def _program(name: str) -> str | None:
    """Return the path of a program of PostgreSQL. Debian installs them outside of PATH."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return str(found[-1]) if found else shutil.which(name)


def _other_user() -> dict[str, int]:
    """Return the options of a subprocess: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    user = pwd.getpwnam("nobody")
    return {"user": user.pw_uid, "group": user.pw_gid}


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The URL of a PostgreSQL server."""
    initdb, server = _program("initdb"), _program("postgres")
    if initdb is None or server is None:
        pytest.skip("PostgreSQL is not installed: apt-get install postgresql")
    options, port = _other_user(), free_port()
    with tempfile.TemporaryDirectory() as folder:
        if options:
            os.chown(folder, options["user"], options["group"])
        data = f"{folder}/data"
        create = [initdb, "-D", data, "-U", "mock", "--auth=trust", "-E", "UTF8", "--no-sync"]
        subprocess.run(create, check=True, capture_output=True, cwd=folder, **options)
        settings = {
            "port": port,
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": folder,
            "max_connections": 300,
            "fsync": "off",
            "synchronous_commit": "off",
        }
        command = [server, "-D", data, *(one for name, value in settings.items() for one in ("-c", f"{name}={value}"))]
        with subprocess.Popen(command, cwd=folder, stderr=subprocess.DEVNULL, **options) as process:
            try:
                _wait_for(lambda: psycopg.connect(host="127.0.0.1", port=port, user="mock", dbname="postgres").close())
                yield f"postgresql+psycopg://mock@127.0.0.1:{port}/postgres"
            finally:
                process.send_signal(signal.SIGQUIT)  # ends at once, also with open connections


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """The URL of a Redis server."""
    server = shutil.which("redis-server")
    if server is None:
        pytest.skip("Redis is not installed: apt-get install redis-server")
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        command = [server, "--port", str(port), "--bind", "127.0.0.1", "--dir", folder, "--save", ""]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
            try:
                _wait_for(lambda: socket.create_connection(("127.0.0.1", port), timeout=1).close())
                yield f"redis://127.0.0.1:{port}/0"
            finally:
                process.terminate()


def _wait_for(connect: Callable[[], None]) -> None:
    """Wait until a server accepts a connection."""
    until = time.monotonic() + 60
    while True:
        try:
            connect()
        except (OSError, psycopg.OperationalError):
            if time.monotonic() > until:
                raise
            time.sleep(0.05)
        else:
            return


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request, tmp_path) -> str:
    """The URL of an empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/mock.db"
    url = request.getfixturevalue("postgresql")
    name = f"test_{os.getpid()}_{time.monotonic_ns()}"
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return f"{url.rpartition('/')[0]}/{name}"


@dataclass(frozen=True)
class Server:
    """A mock server in a process group of its own."""

    process: subprocess.Popen[str]
    url: str


@pytest.fixture
def serve() -> Iterator[Callable[..., contextlib.AbstractContextManager[Server]]]:
    """A function that serves a mock with arguments of the command."""

    @contextlib.contextmanager
    def serving(*arguments: str) -> Iterator[Server]:
        command = [sys.executable, "-m", "apivideo_admin_mock", "serve", "--port", "0", *arguments]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True) as process:
            try:
                line = process.stdout.readline() if process.stdout else ""
                yield Server(process, next(word for word in line.split() if word.startswith("http://")))
            finally:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, 9)

    return serving
