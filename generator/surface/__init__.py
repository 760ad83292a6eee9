"""The public surface of the SDK: its public names and their declarations, and the changes between two surfaces."""
