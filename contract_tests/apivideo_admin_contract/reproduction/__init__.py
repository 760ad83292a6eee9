"""How a failure is told: what was sent, cut to what matters, as commands of a shell and as a test."""
