"""An HTTP/1.1 server on asyncio: it reads requests by RFC 9112, bounds what clients can occupy, and calls an application."""
