# DO NOT EDIT. Generated from openapi/ by `python -m nox -s generate`.
"""The versions of the API that the mock serves."""

API_VERSION = "2.0.0"
"""The version that it serves by default: that of ``openapi.json``."""

API_VERSIONS = ">=1.0.0,<=2.0.0"
"""The versions that ``spec_version`` accepts, from the oldest to the newest, as a version specifier of PEP 440."""
