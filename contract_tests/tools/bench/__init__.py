"""Benchmarks: ratios against a baseline in the same run (`nox -s bench`). Never a test: these machines are shared."""
