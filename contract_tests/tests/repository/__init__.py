"""Tests of the repository: import rules, code rules, README examples, tools."""
