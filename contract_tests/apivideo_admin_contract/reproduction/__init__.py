"""Reproductions of violations: the shortest sequence of requests that shows one, as shell commands and as a pytest case."""
