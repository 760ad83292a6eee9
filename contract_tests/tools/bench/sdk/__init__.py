"""Benchmarks of the SDK with all features on (`nox -s bench -- sdk`)."""
