"""The content of the site, read from the document, its history and its decisions."""
