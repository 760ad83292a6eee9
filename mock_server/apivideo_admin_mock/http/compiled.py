"""What the engine needs of a document to read requests, made once."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from apivideo_admin_mock.http.reading import Reader, lazy_readers
from apivideo_admin_mock.http.routing import Router
from apivideo_admin_mock.spec import Api


@lru_cache(maxsize=8)
def compile_readers(api: Api) -> tuple[Router, Mapping[str, Reader]]:
    """Return the router and the readers of a document. They are cached: the mocks of a test run share them."""
    return Router(api.operations), lazy_readers(api)
