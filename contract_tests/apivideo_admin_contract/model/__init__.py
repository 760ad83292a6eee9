"""What the items, lists and pages of a correct server contain, computed from the document and from what the suite has sent."""
