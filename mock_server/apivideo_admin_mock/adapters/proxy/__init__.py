"""Forward requests to one fixed server over HTTP/1.1, in the event loop of the proxy's own server."""
