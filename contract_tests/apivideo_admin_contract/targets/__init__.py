"""The servers that the suite can run against: the mock in this process, or any server by its URL."""
