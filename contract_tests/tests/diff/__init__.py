"""Verification of `generator diff`: clients of the document before an edit use a server of the document after it."""
