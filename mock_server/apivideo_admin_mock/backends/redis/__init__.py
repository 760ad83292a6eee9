"""The rate limit in Redis. It needs the extra ``redis``."""

from apivideo_admin_mock.backends.redis.window import RedisWindows

__all__ = ["RedisWindows"]
