"""Storage of the resources of a tenant: the interface, and the implementation in memory."""

from apivideo_admin_mock.store.interface import Filter, Record, Store, TableKey
from apivideo_admin_mock.store.memory import MemoryStore

__all__ = ["Filter", "MemoryStore", "Record", "Store", "TableKey"]
