"""The files of each version: its document, the public surface of its SDK, and its changelog entry."""
