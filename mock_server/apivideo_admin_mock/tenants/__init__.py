"""The data behind each admin API key: its resources, clock, ids, injected faults and recorded requests."""
