"""Valid and invalid values of the schemas of the document."""
