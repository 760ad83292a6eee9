"""The window of the rate limit in Redis, in one atomic script."""

from __future__ import annotations

import math
from typing import Final

from redis import Redis
from redis.commands.core import Script
from redis.exceptions import RedisError

from apivideo_admin_mock.errors import MockError
from apivideo_admin_mock.http.rate_limit import UNLIMITED, Allowance
from apivideo_admin_mock.spec import RateLimit

# A list with the times of the accepted requests, oldest first. The time is an argument, because the clock of a tenant can be moved.
# Returns whether the request is accepted, the number of requests in the window, and the time of the oldest one.
_SCRIPT: Final = """
local key, now, seconds, limit, count = KEYS[1], tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), ARGV[4] == '1'
local time = ARGV[1]
local last = redis.call('LINDEX', key, -1)
if last and tonumber(last) > now then
  if tonumber(last) > now + seconds then
    redis.call('DEL', key)
  else
    now, time = tonumber(last), last
  end
end
local first = redis.call('LINDEX', key, 0)
while first and tonumber(first) <= now - seconds do
  redis.call('LPOP', key)
  first = redis.call('LINDEX', key, 0)
end
local used = redis.call('LLEN', key)
local accepted = 0
if not count or used < limit then accepted = 1 end
if count and accepted == 1 then
  redis.call('RPUSH', key, time)
  redis.call('EXPIRE', key, 86400 + math.ceil(seconds))
  used = used + 1
  first = first or time
end
return {accepted, used, first or '', time}
"""
_PREFIX: Final = "apivideo-admin-mock:"


class RedisWindows:
    """The windows of all keys on a Redis server, by URL. Raises MockError if the server cannot be reached."""

    def __init__(self, url: str) -> None:
        self._redis = Redis.from_url(url, socket_timeout=5)
        try:
            self._redis.ping()
        except RedisError as error:
            raise MockError(
                f"cannot use the Redis server: {error}. fix: start it, or choose another --limiter"
            ) from None
        self._script = self._redis.register_script(_SCRIPT)

    def open(self, key: str) -> RedisWindow:
        """Return the window of a key."""
        return RedisWindow(self._redis, self._script, _PREFIX.encode() + key.encode("utf-8", "surrogatepass"))


class RedisWindow:
    """The window of a key. See `Window` for the other methods."""

    def __init__(self, redis: Redis, script: Script, name: bytes) -> None:
        self._redis, self._script, self._name = redis, script, name
        self._taken: list[bytes] = []

    def take(self, now: float, limit: RateLimit | None) -> Allowance:
        """Count a request at ``now`` (seconds) if the limit allows it."""
        if limit is None:
            return UNLIMITED
        return self._run(now, limit, count=True)

    def peek(self, now: float, limit: RateLimit | None) -> Allowance:
        """Return the state of the window at ``now`` without counting a request."""
        if limit is None:
            return UNLIMITED
        return self._run(now, limit, count=False)

    def clear(self) -> None:
        """Forget all requests."""
        self._redis.delete(self._name)

    def undo(self) -> None:
        """Remove the requests that the transaction counted."""
        while self._taken:
            self._redis.lrem(self._name, -1, self._taken.pop().decode())

    def _run(self, now: float, limit: RateLimit, *, count: bool) -> Allowance:
        arguments: list[str | int] = [repr(now), repr(limit.seconds), limit.requests, int(count)]
        accepted, used, first, time = self._script(keys=[self._name], args=arguments)
        if count and accepted:
            self._taken.append(time)
        reset = math.ceil(float(first) + limit.seconds - float(time)) if first else 0
        return Allowance(bool(accepted), limit.requests, max(0, limit.requests - used), reset)
