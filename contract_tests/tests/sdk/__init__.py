"""Tests of the SDK, by the operations of the document."""
