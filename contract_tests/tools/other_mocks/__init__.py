"""The suite against mocks of others, which serve our document without keeping state."""
