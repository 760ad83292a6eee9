"""Stand in front of a real server: validate requests and responses against the document, and record them."""
