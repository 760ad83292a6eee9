"""Keep the HTTP response of a call beside its decoded value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

import httpx2
import msgspec

from .api import Api, AsyncApi
from .errors import REQUEST_ID, published

if TYPE_CHECKING:
    from .retry import Attempts

ResultT = TypeVar("ResultT")
ResultT_co = TypeVar("ResultT_co", covariant=True)


class RawResponse(msgspec.Struct, Generic[ResultT_co], frozen=True):
    """An HTTP response together with its decoded value.

    Attributes:
        response: The HTTP response: status, headers, content, and the request without its credentials.
        status_code: The HTTP status code of the response.
        headers: The headers of the response.
        request_id: The server's id of the request, or None.
        parsed: The value that the method returns without ``with_raw_response``.
        retries: The number of failed attempts before this response.

    """

    response: httpx2.Response
    parsed: ResultT_co
    retries: int

    @property
    def status_code(self) -> int:
        """The HTTP status code of the response."""
        return self.response.status_code

    @property
    def headers(self) -> httpx2.Headers:
        """The headers of the response."""
        return self.response.headers

    @property
    def request_id(self) -> str | None:
        """The server's id of the request, or None."""
        found: str | None = self.response.headers.get(REQUEST_ID)
        return found

    def __repr__(self) -> str:
        return f"<RawResponse {self.response.status_code}, {len(self.response.content)} bytes>"


class RecordingApi(Api):
    """Run one call, and keep its response."""

    def __init__(self, api: Api) -> None:
        super().__init__(api.settings, api.sender, api.error_classes)
        self.response: httpx2.Response
        self.retries = 0

    def send(self, request: httpx2.Request, attempts: Attempts) -> httpx2.Response:
        """Send a request, with retries, and keep the response."""
        self.response = super().send(request, attempts)
        self.retries = attempts.retries
        return self.response

    def recorded(self, parsed: ResultT) -> RawResponse[ResultT]:
        """Return the response together with its decoded value."""
        return RawResponse(published(self.response), parsed, self.retries)


class AsyncRecordingApi(AsyncApi):
    """Run one asynchronous call, and keep its response."""

    def __init__(self, api: AsyncApi) -> None:
        super().__init__(api.settings, api.sender, api.error_classes)
        self.response: httpx2.Response
        self.retries = 0

    async def send(self, request: httpx2.Request, attempts: Attempts) -> httpx2.Response:
        """Send a request, with retries, and keep the response."""
        self.response = await super().send(request, attempts)
        self.retries = attempts.retries
        return self.response

    def recorded(self, parsed: ResultT) -> RawResponse[ResultT]:
        """Return the response together with its decoded value."""
        return RawResponse(published(self.response), parsed, self.retries)
