"""The path of a request: `engine.Engine.handle` reads it from top to bottom."""
