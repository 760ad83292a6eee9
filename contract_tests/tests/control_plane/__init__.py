"""The control plane of the mock against its own document."""
