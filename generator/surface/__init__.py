"""The SDK's public surface: what callers can name, kept for each release, and what a new one does to them."""
