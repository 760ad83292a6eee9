"""The rules of the API, and what a check raises when one is broken."""
