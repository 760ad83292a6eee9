"""What can be set when a mock is made."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import NoneType
from typing import Any, Literal, TypedDict

from apivideo_admin_mock.errors import SettingsError
from apivideo_admin_mock.ratelimit import RateLimit

#: The key that is accepted where none is set.
DEFAULT_KEY = "mock-admin-key"

_RATE = re.compile(r"(?P<requests>[1-9][0-9]{0,6})/(?P<seconds>[1-9][0-9]{0,3})?s\Z", re.ASCII)


@dataclass(frozen=True)
class Settings:
    """The settings of a mock.

    ``keys`` are the admin API keys that are accepted, each with a world of its own; with ``any_key`` every other key makes
    a world as well. A key in ``suspended_keys`` is answered with 403. ``rate_limit`` is None for no limit and
    ``"spec"`` for that of the document. ``seed`` chooses ids, secrets and usage. ``scenario`` is what each
    world begins with. With a ``control_token`` the control plane answers on every address, to who has the token.
    With ``any_key`` a world of a key that is not in ``keys`` is dropped after ``idle_seconds`` without a request, there are at
    most ``most_worlds`` of them, and each holds at most ``most_resources``.
    """

    keys: tuple[str, ...] = (DEFAULT_KEY,)
    any_key: bool = False
    suspended_keys: frozenset[str] = frozenset()
    rate_limit: RateLimit | Literal["spec"] | None = "spec"
    seed: int = 0
    scenario: Mapping[str, Any] | None = None
    control_token: str | None = None
    idle_seconds: float = 3600
    most_worlds: int = 1000
    most_resources: int = 100_000


class SettingOptions(TypedDict, total=False):
    """The keywords of `make_settings`."""

    keys: Iterable[str]
    any_key: bool
    suspended_keys: Iterable[str]
    rate_limit: str | RateLimit | None
    seed: int
    scenario: Mapping[str, Any] | None
    control_token: str | None
    idle_seconds: float
    most_worlds: int
    most_resources: int


def make_settings(options: SettingOptions) -> Settings:
    """Check settings. ``rate_limit`` is like ``"10/s"``, ``"spec"``, or ``"off"`` (or None) for no limit.

    Raises SettingsError for a value that doesn't fit.
    """
    chosen = _keys("keys", options.get("keys", ()))
    suspended = _keys("suspended_keys", options.get("suspended_keys", ()))
    any_key = options.get("any_key", False)
    _check_types(options)
    if options.get("control_token") == "":
        raise SettingsError("control_token is empty: give a token, or leave it out for the loopback address only")
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
        idle_seconds=_positive(options, "idle_seconds"),
        most_worlds=_positive(options, "most_worlds"),
        most_resources=_positive(options, "most_resources"),
    )


_TYPES: Mapping[str, tuple[type, ...]] = {
    "any_key": (bool,),
    "seed": (int,),
    "rate_limit": (str, RateLimit, NoneType),
    "scenario": (Mapping, NoneType),
    "control_token": (str, NoneType),
    "idle_seconds": (int, float),
    "most_worlds": (int,),
    "most_resources": (int,),
}


def _check_types(options: SettingOptions) -> None:
    for name, value in options.items():
        allowed = _TYPES.get(name)
        if allowed is None:
            continue
        # A bool is an int to Python, and to no setting here.
        if not isinstance(value, allowed) or (isinstance(value, bool) and allowed != (bool,)):
            words = " or ".join(one.__name__ for one in allowed)
            raise SettingsError(f"{name} takes {words}, not {value!r}")


def _positive(options: SettingOptions, name: Literal["idle_seconds", "most_worlds", "most_resources"]) -> Any:
    value = options.get(name, getattr(Settings, name))
    if value <= 0:
        raise SettingsError(f"{name} must be more than 0, not {value}")
    return value


def _keys(name: str, keys: Iterable[str]) -> tuple[str, ...]:
    if isinstance(keys, str) or not isinstance(keys, Iterable):
        raise SettingsError(f"{name} takes a list of keys: write [{keys!r}]")
    chosen = tuple(keys)
    for key in chosen:
        check_key(key)
    return chosen


def check_key(key: object) -> None:
    """Raise SettingsError where a text can't be a key: it would not survive Basic authentication (RFC 7617)."""
    if not isinstance(key, str) or not key or ":" in key or not key.isprintable():
        raise SettingsError(
            f"{key!r} can't be an admin API key: it must have characters, and no colon or control character"
        )


def read_rate_limit(text: str | RateLimit | None) -> RateLimit | Literal["spec"] | None:
    """Read a limit like ``10/s`` or ``100/60s``, ``off`` or ``spec``. Raises SettingsError for anything else."""
    if text is None or text == "off":
        return None
    if isinstance(text, RateLimit):
        return text
    if text == "spec":
        return "spec"
    match = _RATE.match(text)
    if match is None:
        raise SettingsError(f"{text!r} is not a rate limit: write it like 10/s or 100/60s, or off")
    return RateLimit(int(match["requests"]), float(match["seconds"] or 1))
