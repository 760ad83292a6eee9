"""Bugs that are planted into the mock, each with the rules that it breaks."""
