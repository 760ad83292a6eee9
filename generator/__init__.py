"""Generate the SDK and the bundled document from ``openapi/``. Run it with ``python -m generator``."""
