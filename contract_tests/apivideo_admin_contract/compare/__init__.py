"""Compare two servers: run the same checks on both, and compare their verdicts and their responses."""
