"""The machinery of the contract suite: what a check is, what it works with, and what comes of running it."""
