"""Makers of values for the schemas of the document: samples, boundary, distinguishing and invalid values, awkward texts, strategies, classes."""
