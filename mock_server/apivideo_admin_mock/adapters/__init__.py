"""Connect the engine to HTTP/1.1, WSGI, Flask, httpx2 and the file system."""
