"""Where the resources of a world are: an interface, and the store that keeps them in memory."""

from apivideo_admin_mock.store.interface import Filter, Record, Store, TableKey
from apivideo_admin_mock.store.memory import MemoryStore

__all__ = ["Filter", "MemoryStore", "Record", "Store", "TableKey"]
