"""Run checks and collect their results."""
