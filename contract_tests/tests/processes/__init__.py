"""Tests that start the command of the contract suite as a process, stop it, or close its output. The session `contract` runs them."""
