"""The first stage of a request: the key that it carries."""

from __future__ import annotations

from apivideo_admin_mock.http.credentials import read_key
from apivideo_admin_mock.http.problems import Problem
from apivideo_admin_mock.settings import Settings
from apivideo_admin_mock.spec.problems import Kind
from apivideo_admin_mock.spec.security import Scheme


def identify(settings: Settings, schemes: tuple[Scheme, ...], authorization: str | None) -> str | Problem:
    """Return the accepted key in an ``Authorization`` header of one of the schemes, or a 401 or 403 problem."""
    key = read_key(authorization, schemes)
    if isinstance(key, Problem):
        return key
    if key in settings.suspended_keys:
        return Problem(Kind.SUSPENDED_ACCOUNT)
    return key if settings.accepts(key) else Problem(Kind.INVALID_API_KEY)
