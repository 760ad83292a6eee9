"""The HTTP client of the suite: sends requests as an account, and records and checks each exchange."""
