"""Mutation testing: change the mock's core, and check that the contract suite or the mock's tests fail."""
