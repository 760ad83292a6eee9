"""A store in memory."""

from apivideo_admin_mock.backends.memory.store import MemoryStore

__all__ = ["MemoryStore"]
