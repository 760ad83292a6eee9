"""The OpenAPI document: its operations, collections and schemas, the subjects of checks, and recorded exchanges."""
