"""Measure the order of a run of the contract suite, and the cases of its smoke level, with planted bugs."""
