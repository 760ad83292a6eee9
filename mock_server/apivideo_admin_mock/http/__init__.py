"""HTTP as plain values: requests and responses, routing, reading, validation, problems. No web framework."""
