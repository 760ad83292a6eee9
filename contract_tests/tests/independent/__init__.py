"""A server of the API that shares no code with the mock: the suite accepts it, and finds the bugs that are planted in it."""
