"""Empty databases for benchmarks: SQLite files, and PostgreSQL in a temporary folder with its default settings."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Final

import psycopg

from contract_tests.tools.bench.load import free_port

#: Returns the URL of a new, empty database.
NewDatabase = Callable[[], str]
START_SECONDS: Final = 60


@contextmanager
def databases() -> Iterator[dict[str, NewDatabase]]:
    """Return the database systems by name. Print a hint if PostgreSQL is not installed."""
    initdb, server = _program("initdb"), _program("postgres")
    with tempfile.TemporaryDirectory(prefix="apivideo-admin-bench-") as folder:
        numbers = count(1)
        found: dict[str, NewDatabase] = {"SQLite": lambda: f"sqlite:///{folder}/{next(numbers)}.db"}
        if initdb is None or server is None:
            print("without PostgreSQL, which is not installed; fix: apt-get install postgresql\n")
            yield found
            return
        with _postgresql(initdb, server) as port:
            yield {**found, "PostgreSQL": lambda: _create_database(port, f"bench{next(numbers)}")}


def _program(name: str) -> str | None:
    """Return the path of a program of PostgreSQL. Debian installs them outside of PATH."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return str(found[-1]) if found else shutil.which(name)


@contextmanager
def _postgresql(initdb: str, server: str) -> Iterator[int]:
    """Run PostgreSQL and return its port. It refuses to run as root: then it runs as ``nobody``."""
    other = pwd.getpwnam("nobody") if os.geteuid() == 0 else None
    user, group = (other.pw_uid, other.pw_gid) if other else (None, None)
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="apivideo-admin-bench-") as folder:
        if other:
            os.chown(folder, other.pw_uid, other.pw_gid)
        create = [initdb, "-D", f"{folder}/data", "-U", "mock", "--auth=trust", "-E", "UTF8", "--no-sync"]
        subprocess.run(create, check=True, capture_output=True, cwd=folder, user=user, group=group)
        command = [server, "-D", f"{folder}/data", "-p", str(port), "-h", "127.0.0.1", "-k", folder]
        with subprocess.Popen(command, cwd=folder, stderr=subprocess.DEVNULL, user=user, group=group) as process:
            try:
                _wait_for(port)
                yield port
            finally:
                process.send_signal(signal.SIGQUIT)  # ends at once, also with open connections


def _wait_for(port: int) -> None:
    until = time.monotonic() + START_SECONDS
    while True:
        try:
            psycopg.connect(host="127.0.0.1", port=port, user="mock", dbname="postgres").close()
        except psycopg.OperationalError:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)
        else:
            return


def _create_database(port: int, name: str) -> str:
    url = f"mock@127.0.0.1:{port}"
    with psycopg.connect(f"postgresql://{url}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    return f"postgresql+psycopg://{url}/{name}"
