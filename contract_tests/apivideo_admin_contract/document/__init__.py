"""The OpenAPI document as the suite reads it."""
