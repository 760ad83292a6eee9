"""Tests of the mock against the document."""
