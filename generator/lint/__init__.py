"""The lint rules of ``openapi/``. Each is a function that yields diagnostics with a location and a fix."""

from generator.lint.run import RULES, Rule, lint

__all__ = ["RULES", "Rule", "lint"]
