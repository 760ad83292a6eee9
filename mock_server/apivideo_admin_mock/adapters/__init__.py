"""Connect the engine to WSGI, Flask, Granian, Werkzeug, httpx2 and the file system."""
