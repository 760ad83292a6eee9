"""Proofs of what `generator diff` says: each edit is made in a document, and clients of the one before meet the one after."""
