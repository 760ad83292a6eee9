"""Tests that prove the contract suite with planted bugs. They take minutes, and run in `nox -s contract`."""
