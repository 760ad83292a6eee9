# DO NOT EDIT. Generated from openapi/ by `python -m nox -s generate`.
"""The version of the API that this SDK was generated from, and the versions that it works with."""

API_VERSION = "2.0.0"
"""The version of the API's document."""

API_VERSIONS = ">=2.0,<3"
"""The versions of the API that have everything this SDK uses, as a version specifier of PEP 440."""
