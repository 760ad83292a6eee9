# DO NOT EDIT. Generated from openapi/ by `python -m nox -s generate`.
"""The namespaces of the clients."""
