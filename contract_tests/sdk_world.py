"""What an SDK client takes from the world, for checks that must not wait: a clock that only its own waits move."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from msgspec.structs import replace

from apivideo_admin import AdminClient, AsyncAdminClient
from apivideo_admin._runtime.sender import AsyncEnvironment, Environment
from apivideo_admin_contract.rules.verdict import Violation

#: A client that waits more often than this in one world does not stop by itself.
_MOST_WAITS: Final = 1000


@dataclass(slots=True)
class World:
    """Time in seconds, and the waits of the client in their order. Chance is always the same."""

    chance: float = 0.5
    now: float = 0.0
    waits: list[float] = field(default_factory=list)

    def enter(self, client: AdminClient | AsyncAdminClient) -> None:
        """Let the calls of a client take place here."""
        # What a client takes from the world is no part of its face.
        if isinstance(client, AsyncAdminClient):
            theirs = AsyncEnvironment(clock=self._clock, sleep=self._asleep, random=self._random)
            client._api.sender = replace(client._api.sender, environment=theirs)  # noqa: SLF001 - see above
        else:
            ours = Environment(clock=self._clock, sleep=self._sleep, random=self._random)
            client._api.sender = replace(client._api.sender, environment=ours)  # noqa: SLF001 - see above

    def _clock(self) -> float:
        return self.now

    def _random(self) -> float:
        return self.chance

    def _sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.now += seconds
        if len(self.waits) > _MOST_WAITS:
            raise Violation(
                f"the client tries again for ever: it waited {_MOST_WAITS} times, {self.now:.0f} seconds in all"
            )

    async def _asleep(self, seconds: float) -> None:
        self._sleep(seconds)
