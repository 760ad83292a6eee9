"""Bugs planted into a correct server or client. They prove that the checks catch them; they are never shipped."""
