"""Benchmarks: measure ratios against a baseline in the same run (`nox -s bench`).

They are not tests, because other processes on the machine change the figures.
"""
