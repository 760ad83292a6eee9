"""Benchmarks of the SDK, with all of its features on: `python -m contract_tests.tools.bench.sdk`."""
