"""The settings of a mock and their validation."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import NoneType
from typing import Any, Literal, TypedDict

from apivideo_admin_mock.errors import SettingsError
from apivideo_admin_mock.shorten import shorten
from apivideo_admin_mock.spec import RateLimit

#: The accepted key if no key is set.
DEFAULT_KEY = "mock-admin-key"

_RATE = re.compile(r"(?P<requests>[1-9][0-9]{0,6})/(?P<seconds>[1-9][0-9]{0,3})?s\Z", re.ASCII)

_MAX_IN_FLIGHT = 16 * 1024 * 1024
_HOST = re.compile(r"[A-Za-z0-9._-]{1,253}|[0-9A-Fa-f:.]{2,45}(%[A-Za-z0-9._-]+)?", re.ASCII)
_ORIGIN = re.compile(r"\*|[a-z][a-z0-9+.-]*://(?:\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::[0-9]{1,5})?")
_BACKEND = re.compile(r"sqlite:///.|postgresql\+psycopg://")


@dataclass(frozen=True)
class Settings:
    """The settings of a mock.

    - ``keys``: the accepted admin API keys. Each has its own tenant.
    - ``any_key``: accept every other key as well, and create its tenant at the first request.
    - ``suspended_keys``: keys that get a 403.
    - ``rate_limit``: None for no limit, ``"spec"`` for the limit in the document.
    - ``seed``: determines ids, secrets and usage.
    - ``scenario``: the initial resources of each tenant.
    - ``control_token``: if set, the control plane accepts requests from every address that carry this token.
    - ``allowed_hosts``: names in the ``Host`` header to accept besides those of the loopback interface.
    - ``cors``: origins whose pages may use the API, like ``https://app.example``, or ``*`` for all.
    - ``backend``: the URL of the database with all data, ``sqlite:///FILE`` or ``postgresql+psycopg://…``; None for the memory.
    - ``limiter``: the URL of a Redis server with the rate limit, ``redis://…``; None for the backend itself.
    - ``idle_seconds`` and the ``max_`` settings: limits of the tenants whose key is not in ``keys``. A tenant is
      deleted after ``idle_seconds`` without a request, there are at most ``max_tenants``, and each has at most
      ``max_resources`` with at most ``max_bytes`` of JSON. In memory, the least recently used tenants are deleted while all
      resources and recorded requests have more than ``max_total_bytes``.
    - ``max_count``, ``max_control_bytes``: limits of a request to the control plane: the number of resources that the counts of a
      scenario create, and the bytes of its payload.
    """

    keys: tuple[str, ...] = (DEFAULT_KEY,)
    any_key: bool = False
    suspended_keys: frozenset[str] = frozenset()
    rate_limit: RateLimit | Literal["spec"] | None = "spec"
    seed: int = 0
    scenario: Mapping[str, Any] | None = None
    control_token: str | None = None
    allowed_hosts: frozenset[str] = frozenset()
    cors: frozenset[str] = frozenset()
    backend: str | None = None
    limiter: str | None = None
    idle_seconds: float = 3600
    max_tenants: int = 1000
    max_resources: int = 100_000
    max_bytes: int = 64 * 1024 * 1024
    max_total_bytes: int = 1024 * 1024 * 1024
    max_count: int = 10_000
    max_control_bytes: int = 16 * 1024 * 1024

    @property
    def max_bytes_in_flight(self) -> int:
        """The total size of all request bodies of more than 64 KiB that the server receives and processes at one time."""
        return min(_MAX_IN_FLIGHT, self.max_total_bytes // 32) if self.any_key else _MAX_IN_FLIGHT

    def accepts(self, key: str) -> bool:
        """Whether a key has a tenant, or gets one at its first request."""
        return key in self.keys or self.any_key


class SettingOptions(TypedDict, total=False):
    """The keyword arguments of `make_settings`."""

    keys: Iterable[str]
    any_key: bool
    suspended_keys: Iterable[str]
    rate_limit: str | RateLimit | None
    seed: int
    scenario: Mapping[str, Any] | None
    control_token: str | None
    allowed_hosts: Iterable[str]
    cors: Iterable[str]
    backend: str | None
    limiter: str | None
    idle_seconds: float
    max_tenants: int
    max_resources: int
    max_bytes: int
    max_total_bytes: int
    max_count: int
    max_control_bytes: int


def make_settings(options: SettingOptions) -> Settings:
    """Validate settings. Raises SettingsError for an invalid value.

    ``rate_limit`` is for example ``"10/s"``, or ``"spec"``, or ``"off"`` (or None) for no limit.
    """
    chosen = _strings("keys", options.get("keys", ()), check_key)
    suspended = _strings("suspended_keys", options.get("suspended_keys", ()), check_key)
    if both := [key for key in chosen if key in suspended]:
        raise SettingsError(f"{both[0]!r} is in keys and in suspended_keys; fix: remove it from one of them")
    any_key = options.get("any_key", False)
    _check_types(options)
    if options.get("control_token") == "":
        raise SettingsError("control_token is empty: set a token, or remove it to allow the loopback address only")
    _check_urls(options.get("backend"), options.get("limiter"))
    if not chosen and not any_key:
        chosen = (DEFAULT_KEY,)
    return Settings(
        keys=chosen,
        any_key=any_key,
        suspended_keys=frozenset(suspended),
        rate_limit=read_rate_limit(options.get("rate_limit", "spec")),
        seed=options.get("seed", 0),
        scenario=options.get("scenario"),
        control_token=options.get("control_token"),
        allowed_hosts=frozenset(_strings("allowed_hosts", options.get("allowed_hosts", ()), _check_host)),
        cors=frozenset(_strings("cors", options.get("cors", ()), _check_origin)),
        backend=options.get("backend"),
        limiter=options.get("limiter"),
        idle_seconds=_positive(options, "idle_seconds"),
        max_tenants=_positive(options, "max_tenants"),
        max_resources=_positive(options, "max_resources"),
        max_bytes=_positive(options, "max_bytes"),
        max_total_bytes=_positive(options, "max_total_bytes"),
        max_count=_positive(options, "max_count"),
        max_control_bytes=_positive(options, "max_control_bytes"),
    )


_TYPES: Mapping[str, tuple[type, ...]] = {
    "any_key": (bool,),
    "seed": (int,),
    "rate_limit": (str, RateLimit, NoneType),
    "scenario": (Mapping, NoneType),
    "control_token": (str, NoneType),
    "backend": (str, NoneType),
    "limiter": (str, NoneType),
    "idle_seconds": (int, float),
    "max_tenants": (int,),
    "max_resources": (int,),
    "max_bytes": (int,),
    "max_total_bytes": (int,),
    "max_count": (int,),
    "max_control_bytes": (int,),
}


def _check_types(options: SettingOptions) -> None:
    for name, value in options.items():
        allowed = _TYPES.get(name)
        if allowed is None:
            continue
        # A bool is an int in Python, but not a valid number here.
        if not isinstance(value, allowed) or (isinstance(value, bool) and allowed != (bool,)):
            types = " or ".join("None" if one is NoneType else one.__name__ for one in allowed)
            raise SettingsError(f"{name} must be {types}, not {value!r}")


def _check_urls(backend: str | None, limiter: str | None) -> None:
    if backend is not None and not _BACKEND.match(backend):
        raise SettingsError(
            f"{_without_password(backend)!r} is not the URL of a database. fix: use sqlite:///FILE or "
            "postgresql+psycopg://USER:PASSWORD@HOST/DATABASE"
        )
    if limiter is not None and not limiter.startswith(("redis://", "rediss://", "unix://")):
        raise SettingsError(
            f"{_without_password(limiter)!r} is not the URL of a Redis server. fix: use redis://HOST:PORT/0"
        )
    if limiter is not None and backend is None:
        raise SettingsError("limiter needs a database as backend: the rate limit of data in memory is in memory too")


def _without_password(url: str) -> str:
    return re.sub(r"(?<=:)[^:@/]*(?=@)", "***", url)


def _positive(
    options: SettingOptions,
    name: Literal[
        "idle_seconds",
        "max_tenants",
        "max_resources",
        "max_bytes",
        "max_total_bytes",
        "max_count",
        "max_control_bytes",
    ],
) -> Any:
    value = options.get(name, getattr(Settings, name))
    if value <= 0:
        raise SettingsError(f"{name} must be more than 0, not {value}")
    return value


def _strings(name: str, values: Iterable[str], check: Callable[[object], None]) -> tuple[str, ...]:
    """Return a setting that is a list of strings. Raises SettingsError if it is something else."""
    if isinstance(values, str) or not isinstance(values, Iterable):
        raise SettingsError(f"{name} must be a list: write [{values!r}]")
    chosen = tuple(values)
    for one in chosen:
        check(one)
    return chosen


def _check_host(host: object) -> None:
    if not isinstance(host, str) or not _HOST.fullmatch(host):
        raise SettingsError(f"{host!r} is not a host: write a name or an address without a port, like mock.example")


def _check_origin(origin: object) -> None:
    if not isinstance(origin, str) or not _ORIGIN.fullmatch(origin):
        raise SettingsError(
            f"{origin!r} is not an origin: write a scheme, a host in lowercase and a port that is not the default one, like "
            "http://localhost:5173, or * for all origins"
        )


def check_key(key: object) -> None:
    """Raise SettingsError if a value cannot be a key, because Basic authentication cannot carry it (RFC 7617)."""
    if not isinstance(key, str) or not key or ":" in key or not key.isprintable():
        raise SettingsError(
            f"{key!r} cannot be an admin API key: a key is a non-empty string without colons and control characters"
        )


def read_rate_limit(text: str | RateLimit | None) -> RateLimit | Literal["spec"] | None:
    """Parse a limit like ``10/s`` or ``100/60s``, ``off`` or ``spec``. Raises SettingsError for anything else."""
    if text is None or text == "off":
        return None
    if isinstance(text, RateLimit):
        return text
    if text == "spec":
        return "spec"
    match = _RATE.match(text)
    if match is None:
        raise SettingsError(f"{shorten(text)!r} is not a rate limit: write it like 10/s or 100/60s, or use off")
    return RateLimit(int(match["requests"]), float(match["seconds"] or 1))
