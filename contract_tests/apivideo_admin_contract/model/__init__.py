"""What the items, lists and pages of a correct server contain."""
