"""The data of an account, in plain dictionaries."""

from __future__ import annotations

import hashlib
import secrets
import time
from collections import deque
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

Item = dict[str, Any]

_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
_LIMIT = 10


@dataclass
class Account:
    """The projects of an admin API key, the API keys of each, and the times of the last requests."""

    projects: dict[str, Item] = field(default_factory=dict)
    keys: dict[str, dict[str, Item]] = field(default_factory=dict)
    requests: deque[float] = field(default_factory=deque)

    def take(self) -> int | None:
        """Count a request. Return how many more are accepted now, or None if this one is refused."""
        now = time.monotonic()
        while self.requests and self.requests[0] <= now - 1:
            self.requests.popleft()
        if len(self.requests) >= _LIMIT:
            return None
        self.requests.append(now)
        return _LIMIT - len(self.requests)

    def project(self, project_id: str) -> Item | None:
        """Return a project as of now, or None if it does not exist."""
        found = self.projects.get(project_id)
        if found is None or found["deletes_at"] is None:
            return found
        since = _moment() - datetime.fromisoformat(found["deletes_at"])
        if since >= timedelta(seconds=60):
            del self.projects[project_id]
            self.keys.pop(project_id, None)
            return None
        return {**found, "deleted": since >= timedelta(0)}

    def all_projects(self) -> list[Item]:
        """Return the projects, the oldest first."""
        return [found for one in list(self.projects) if (found := self.project(one)) is not None]

    def create_project(self, payload: Item) -> Item:
        """Create a project."""
        project_id = _id("project_")
        self.projects[project_id] = {
            "project_id": project_id,
            "created_at": _now(),
            "name": payload["name"],
            "deletes_at": None,
            "region": payload.get("region", "eu-central-1"),
            "deleted": False,
        }
        self.keys[project_id] = {}
        return self.projects[project_id]

    def update_project(self, project: Item, payload: Item) -> Item:
        """Rename a project, or schedule its deletion."""
        stored = self.projects[project["project_id"]]
        stored["name"] = payload["name"]
        if "deletes_at" in payload and stored["deletes_at"] is None:
            stored["deletes_at"] = next_cycle(_moment())
        return stored

    def create_key(self, project_id: str, payload: Item) -> Item:
        """Create an API key."""
        key_id = _id("api_key_")
        self.keys[project_id][key_id] = {
            "project_id": project_id,
            "api_key_id": key_id,
            "created_at": _now(),
            "name": payload["name"],
            "value": "".join(secrets.choice(_LETTERS) for _ in range(43)),
        }
        return self.keys[project_id][key_id]


def next_cycle(now: datetime) -> str:
    """Return the first moment of the next month."""
    year, month = divmod(now.year * 12 + now.month, 12)
    return datetime(year, month + 1, 1, tzinfo=UTC).isoformat()


def delivery(project_id: str, number: int) -> list[Item]:
    """Return the delivery usage of the last days."""
    names = ("live_stream_hls_duration_minutes", "video_hls_duration_minutes", "video_mp4_duration_minutes")
    return [{"collected_on": day, **{name: _figure(project_id, day, name) for name in names}} for day in _days(number)]


def hosting(project_id: str, number: int) -> list[Item]:
    """Return the hosting usage of the last days, which never decreases."""
    first = _figure(project_id, "", "hosting")
    return [
        {"collected_on": day, "video_duration_minutes": first + datetime.fromisoformat(day).toordinal()}
        for day in _days(number)
    ]


def _days(number: int) -> list[str]:
    today = _moment().date()
    return [(today - timedelta(days=ago)).isoformat() for ago in reversed(range(number))]


def _figure(*parts: str) -> int:
    return int.from_bytes(hashlib.sha256("/".join(parts).encode()).digest()[:2]) % 500 + 100


def _id(prefix: str) -> str:
    return prefix + "".join(secrets.choice(_BASE58) for _ in range(22))


def _now() -> str:
    return _moment().isoformat(timespec="seconds")


def _moment() -> datetime:
    return datetime.fromtimestamp(time.time(), UTC)
