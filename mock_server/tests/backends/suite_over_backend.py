"""Run the contract suite in this process, against mocks whose data is in a database: ``suite_over_backend.py sqlite``, or a URL.

The other arguments are those of the suite.
"""

from __future__ import annotations

import itertools
import os
import sys
import tempfile

from apivideo_admin_contract.cli import main
from apivideo_admin_mock import factory
from apivideo_admin_mock.backends.interface import Backend, Setup
from apivideo_admin_mock.backends.sql import SqlBackend


def run(url: str, arguments: list[str]) -> int:
    """Run the suite. Each of its mocks gets a database file or a schema of its own."""
    numbers, backends = itertools.count(), []
    with tempfile.TemporaryDirectory() as folder:

        def open_backend(setup: Setup) -> Backend:
            while backends:
                backends.pop().close()
            number = next(numbers)
            if url == "sqlite":
                backend = SqlBackend(f"sqlite:///{folder}/{number}.db", setup)
            else:
                import psycopg

                schema = f"suite_{os.getpid()}_{number}"
                with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
                    connection.execute(f"CREATE SCHEMA {schema}")
                backend = SqlBackend(f"{url}?options=-csearch_path%3D{schema}", setup)
            backends.append(backend)
            return backend

        factory.backend_of = lambda _: open_backend
        return main(["--jobs", "1", *arguments], os.environ)


if __name__ == "__main__":
    sys.exit(run(sys.argv[1], sys.argv[2:]))
