"""Mutation testing: small changes of the mock's core, each of which the contract suite or the mock's own tests must notice."""
