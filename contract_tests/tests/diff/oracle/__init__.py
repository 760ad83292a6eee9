"""A public tool that compares documents, as an oracle that knows nothing of `generator diff`."""
