"""Makes the SDK and the bundled document from ``openapi/``; run it with ``python -m generator``."""
