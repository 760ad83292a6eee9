"""The backend in memory, the default."""

from apivideo_admin_mock.backends.memory.backend import MemoryBackend
from apivideo_admin_mock.backends.memory.store import MemoryStore

__all__ = ["MemoryBackend", "MemoryStore"]
