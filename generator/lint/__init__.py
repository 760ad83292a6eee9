"""The house rules of ``openapi/``: each is a small function that names what breaks it, where, and the fix."""

from generator.lint.run import RULES, Rule, lint

__all__ = ["RULES", "Rule", "lint"]
