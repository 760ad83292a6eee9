"""Receive the bytes of a connection into a buffer that stays."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from typing import Final

_SIZE: Final = 16_384


class Receiver(asyncio.BufferedProtocol, ABC):
    """A protocol whose `data_received` gets bytes, as that of `asyncio.Protocol`.

    For `asyncio.Protocol`, the event loop allocates 256 KiB for each read, which takes longer than the read. The buffer belongs to one
    connection: an event loop of Windows writes into it while other connections are served.
    """

    def __init__(self) -> None:
        self._received = memoryview(bytearray(_SIZE))

    def get_buffer(self, _sizehint: int) -> memoryview:
        """Return where to write what is received."""
        return self._received

    def buffer_updated(self, size: int) -> None:
        """Process the ``size`` bytes that were received."""
        self.data_received(bytes(self._received[:size]))

    @abstractmethod
    def data_received(self, data: bytes) -> None:
        """Process bytes."""
