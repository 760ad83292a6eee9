"""Connect the SDK to a mock in this process."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from apivideo_admin_mock.errors import MockError

if TYPE_CHECKING:
    from apivideo_admin import AdminClient, AsyncAdminClient
    from apivideo_admin_mock.testing import AdminMock


def connect(mock: AdminMock) -> AdminClient:
    """Return the SDK's client, connected to a mock in process. Raises MockError if the SDK is not installed.

    The client neither retries nor throttles, so that a test sees each response.
    """
    with _require_sdk():
        from apivideo_admin import AdminClient

        return AdminClient(**_options(mock))


def connect_async(mock: AdminMock) -> AsyncAdminClient:
    """Return the SDK's asynchronous client, like `connect`."""
    with _require_sdk():
        from apivideo_admin import AsyncAdminClient

        return AsyncAdminClient(**_options(mock))


def _options(mock: AdminMock) -> dict[str, Any]:
    from apivideo_admin_mock.adapters.transport import MockTransport

    return {
        "api_key": mock.key,
        "base_url": mock.base_url,
        "transport": MockTransport(mock.engine),
        "max_retries": 0,
        "throttle": False,
    }


@contextmanager
def _require_sdk() -> Iterator[None]:
    try:
        yield
    except ImportError as error:
        raise MockError(
            f"this fixture needs the SDK ({error}). Install the package apivideo-admin in this environment."
        ) from None
