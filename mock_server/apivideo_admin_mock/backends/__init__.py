"""Storage of the resources of a tenant: the interface, and the implementations."""
