"""What the generated code stands on: settings, requests, sending, errors and paging. Written by hand, and not public."""
