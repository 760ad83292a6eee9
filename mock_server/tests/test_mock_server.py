"""`MockServer` in programs that run an event loop of their own."""

import asyncio
import socket

from apivideo_admin_mock import MockServer


def test_a_server_can_be_started_and_stopped_in_a_coroutine():
    async def use() -> int:
        with MockServer() as server:
            address = ("127.0.0.1", int(server.url.rpartition(":")[2]))
            with socket.create_connection(address, timeout=10) as client:
                client.sendall(b"GET /_mock/health HTTP/1.1\r\nHost: localhost\r\n\r\n")
                return int(client.recv(65536).split()[1])

    assert asyncio.run(use()) == 200
