"""Rules for the `x-` keywords."""
