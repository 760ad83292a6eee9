"""Planted faults: small lies around the mock's application, each with the rule that must catch it."""
