# DO NOT EDIT. Generated from openapi/ by `python -m nox -s generate`.
"""The version of the document that this SDK was generated from."""

__version__ = "2.0.0"
