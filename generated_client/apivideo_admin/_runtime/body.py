"""Read the body of a response: completely, up to a size, and once for all.

A body that cannot be decompressed or is too large does not hide the response: its status and headers arrived. The response gets
the extension ``UNREADABLE``, with the reason.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import httpx2

from .errors import UNREADABLE

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

LIMIT = "apivideo_admin_max_response_bytes"
"""The request extension with the largest body, in bytes, that is read."""

DEFAULT_MAX_BYTES = 32 * 1024 * 1024
"""A page of 100 items has some 30 KiB."""


class _TooLargeError(Exception):
    pass


class _Limited(httpx2.SyncByteStream, httpx2.AsyncByteStream):
    """The bytes of a body as they arrive, up to a number."""

    def __init__(self, stream: httpx2.SyncByteStream | httpx2.AsyncByteStream, limit: int) -> None:
        self._stream = stream
        self._left = limit

    def __iter__(self) -> Iterator[bytes]:
        assert isinstance(self._stream, httpx2.SyncByteStream)  # noqa: S101 (for type checkers; httpx2 checks it too)
        for chunk in self._stream:
            yield self._counted(chunk)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        assert isinstance(self._stream, httpx2.AsyncByteStream)  # noqa: S101 (as above)
        async for chunk in self._stream:
            yield self._counted(chunk)

    def _counted(self, chunk: bytes) -> bytes:
        self._left -= len(chunk)
        if self._left < 0:
            raise _TooLargeError
        return chunk

    def close(self) -> None:
        assert isinstance(self._stream, httpx2.SyncByteStream)  # noqa: S101 (as above)
        self._stream.close()

    async def aclose(self) -> None:
        assert isinstance(self._stream, httpx2.AsyncByteStream)  # noqa: S101 (as above)
        await self._stream.aclose()


def read(response: httpx2.Response, request: httpx2.Request) -> httpx2.Response:
    """Return the response with its whole body, decompressed, if it is not larger than the ``LIMIT`` of the request."""
    limit = request.extensions.get(LIMIT, DEFAULT_MAX_BYTES)
    if response.is_closed:  # a transport in this process, or a hook, has read it already
        return response if len(response.content) <= limit else _unreadable(response, "", _too_large(limit))
    stream, coding = _prepare(response, limit)
    try:
        response.read()
    except _TooLargeError:
        return _unreadable(response, coding, _too_large(limit))
    finally:
        response.stream = stream
    return _decompress(response, coding, limit) if coding else response


async def aread(response: httpx2.Response, request: httpx2.Request) -> httpx2.Response:
    """Return the response with its whole body; see ``read``."""
    limit = request.extensions.get(LIMIT, DEFAULT_MAX_BYTES)
    if response.is_closed:  # a transport in this process, or a hook, has read it already
        return response if len(response.content) <= limit else _unreadable(response, "", _too_large(limit))
    stream, coding = _prepare(response, limit)
    try:
        await response.aread()
    except _TooLargeError:
        return _unreadable(response, coding, _too_large(limit))
    finally:
        response.stream = stream
    return _decompress(response, coding, limit) if coding else response


def _prepare(response: httpx2.Response, limit: int) -> tuple[httpx2.SyncByteStream | httpx2.AsyncByteStream, str]:
    """Make the response readable as it arrives. Return its stream, and its Content-Encoding, which is hidden from httpx2."""
    stream = response.stream
    response.stream = _Limited(stream, limit)
    return stream, response.headers.pop("Content-Encoding", "")


def _decompress(response: httpx2.Response, coding: str, limit: int) -> httpx2.Response:
    applied = [one for one in map(str.strip, coding.lower().split(",")) if one not in ("", "identity")]
    if len(applied) > 1:
        return _unreadable(
            response, coding, f"it has {len(applied)} content encodings ({coding}), and at most 1 is allowed"
        )
    encoded = httpx2.Response(
        response.status_code, headers={"Content-Encoding": coding}, stream=httpx2.ByteStream(response.content)
    )
    parts: list[bytes] = []
    size = 0
    try:
        for part in encoded.iter_bytes():  # of at most 1 MiB
            size += len(part)
            if size > limit:
                return _unreadable(response, coding, _too_large(limit))
            parts.append(part)
    except httpx2.DecodingError as error:
        return _unreadable(response, coding, f"it is not valid {coding}: {error}", content=response.content)
    return _with_content(response, coding, b"".join(parts))


def _too_large(limit: int) -> str:
    return f"it is larger than max_response_bytes ({limit})"


def _unreadable(response: httpx2.Response, coding: str, reason: str, *, content: bytes = b"") -> httpx2.Response:
    other = _with_content(response, coding, content)
    other.extensions[UNREADABLE] = reason
    return other


def _with_content(response: httpx2.Response, coding: str, content: bytes) -> httpx2.Response:
    other = httpx2.Response(
        response.status_code, content=content, extensions=response.extensions, history=response.history
    )
    other.headers = response.headers
    if coding:
        other.headers["Content-Encoding"] = coding
    with suppress(RuntimeError):  # only httpx2 clients measure it
        other.elapsed = response.elapsed
    return other
