"""Checks that hold a server, the mock by default, and the SDK against the document."""
