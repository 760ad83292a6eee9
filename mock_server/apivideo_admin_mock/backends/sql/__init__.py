"""The backend in a database: a SQLite file or PostgreSQL. It needs the extra ``sql``."""

from apivideo_admin_mock.backends.sql.backend import SqlBackend

__all__ = ["SqlBackend"]
