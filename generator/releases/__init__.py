"""What is kept of each version: its document, the surface of its SDK, and its entry in the changelog."""
