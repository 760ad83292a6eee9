"""Send requests: the accounts, the URL of the server, its clock, the pace, and the checks of every response."""
