"""Compare our mock with other mock servers, which serve our document without keeping state."""
