"""What the operations of the control plane do. Each gives JSON or None; a ValueError or a MockError is the caller's mistake."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import msgspec

from apivideo_admin_mock import scenario, state
from apivideo_admin_mock.actions import missing_owner
from apivideo_admin_mock.clock import from_rfc3339, rfc3339
from apivideo_admin_mock.engine import Engine
from apivideo_admin_mock.faults import Fault
from apivideo_admin_mock.journal import Entry, as_json
from apivideo_admin_mock.payload import parse
from apivideo_admin_mock.problem import Problem
from apivideo_admin_mock.settings import read_rate_limit
from apivideo_admin_mock.world import World

if TYPE_CHECKING:
    from apivideo_admin_mock.control.routes import Call

_CENTURY = 3_155_760_000


class RequestQuery(msgspec.Struct, forbid_unknown_fields=True):
    """Which requests to give, and how long to wait, in seconds, until there are ``count`` of them."""

    operation_id: str | None = None
    method: str | None = None
    path: str | None = None
    # With None the text "null" would be a status.
    status: Annotated[int, msgspec.Meta(ge=100, le=599)] | msgspec.UnsetType = msgspec.UNSET
    count: Annotated[int, msgspec.Meta(ge=0, le=1000)] = 0
    wait: Annotated[float, msgspec.Meta(ge=0, le=60)] = 0.0


class ClockChange(msgspec.Struct, forbid_unknown_fields=True):
    """What to do to the clock: set it (RFC 3339), move it by seconds, freeze it or let it run, in this order."""

    now: str | None = None
    advance: Annotated[float, msgspec.Meta(ge=-_CENTURY, le=_CENTURY)] = 0.0
    frozen: bool | None = None


class SettingsChange(msgspec.Struct, forbid_unknown_fields=True):
    """What to set: the rate limit as in ``10/s``, ``off`` or ``spec``, and seconds that every answer is late."""

    rate_limit: str | None = None
    latency: Annotated[float, msgspec.Meta(ge=0, le=60)] | None = None


class UsageChange(msgspec.Struct, forbid_unknown_fields=True):
    """The figures of some days of the report at a path."""

    path: str
    items: list[dict[str, Any]]


def reset(_engine: Engine, world: World, _call: Call) -> None:
    """Begin anew."""
    world.reset()


def read_state(engine: Engine, world: World, _call: Call) -> Any:
    """Give all resources, as a scenario that makes them again."""
    world.expiry.sweep(world.store, world.clock.now())
    return state.dump(world, engine.api)


def restore_state(engine: Engine, world: World, call: Call) -> None:
    """Put the resources of a scenario in the place of all that is there; where it doesn't fit nothing changes."""
    content = _object(call)
    world.replace_resources(lambda fresh: scenario.populate(fresh, engine.api, content))


def load_scenario(engine: Engine, world: World, call: Call) -> None:
    """Add the resources of a scenario; where it doesn't fit nothing changes."""
    state.add(world, engine.api, _object(call))


def set_usage(engine: Engine, world: World, call: Call) -> None:
    """Set figures of a report."""
    change = _decode(call, UsageChange)
    operation, ids = engine.find_report(change.path)
    if missing_owner(operation, ids, world) is not None:
        raise ValueError(f"{change.path!r} names a resource that does not exist")
    scenario.set_report(world, operation, ids, change.items, "items")


def list_requests(engine: Engine, world: World, call: Call) -> Any:
    """Give the requests that fit; with ``count`` and ``wait``, once there are so many or the seconds are over."""
    try:
        query = msgspec.convert(call.query, RequestQuery, strict=False)
    except msgspec.ValidationError as error:
        raise ValueError(f"{error}; see /_mock/openapi.json for the parameters") from None

    def find() -> list[Entry]:
        status = None if query.status is msgspec.UNSET else query.status
        return world.journal.find(query.operation_id, method=query.method, path=query.path, status=status)

    world.changed.wait_for(lambda: len(find()) >= query.count, query.wait)
    entries = find()
    return {"items": [as_json(entry, engine.api.secrets) for entry in entries], "count": len(entries)}


def clear_requests(_engine: Engine, world: World, _call: Call) -> None:
    """Forget the requests."""
    world.journal.clear()


def list_faults(_engine: Engine, world: World, _call: Call) -> Any:
    """Give the faults that can still hit."""
    return {"items": world.faults.list()}


def add_fault(engine: Engine, world: World, call: Call) -> Any:
    """Add a fault and give it back with its defaults."""
    fault = _decode(call, Fault)
    known = [operation.id for operation in engine.api.operations]
    if fault.operation_id is not None and fault.operation_id not in known:
        raise ValueError(f"{fault.operation_id!r} is no operation; known are {', '.join(known)}")
    world.faults.add(fault)
    return fault


def clear_faults(_engine: Engine, world: World, _call: Call) -> None:
    """Remove all faults."""
    world.faults.clear()


def read_clock(_engine: Engine, world: World, _call: Call) -> Any:
    """Give the time."""
    return {"now": rfc3339(world.clock.now()), "frozen": world.clock.frozen}


def change_clock(engine: Engine, world: World, call: Call) -> Any:
    """Set, move, freeze the clock or let it run."""
    change = _decode(call, ClockChange)
    base = world.clock.now() if change.now is None else from_rfc3339(change.now)
    if change.now is not None or change.advance:
        world.clock.set(base + change.advance)
    if change.frozen is not None:
        (world.clock.freeze if change.frozen else world.clock.unfreeze)()
    return read_clock(engine, world, call)


def read_settings(_engine: Engine, world: World, _call: Call) -> Any:
    """Give the rate limit and the latency."""
    limit = world.window.limit
    return {"rate_limit": "off" if limit is None else str(limit), "latency": world.latency}


def change_settings(engine: Engine, world: World, call: Call) -> Any:
    """Change the rate limit or the latency."""
    change = _decode(call, SettingsChange)
    # All is checked before anything is changed.
    limit = None if change.rate_limit is None else read_rate_limit(change.rate_limit)
    if change.latency is not None:
        world.latency = change.latency
    if change.rate_limit is not None:
        world.window.limit = engine.api.rate_limit if limit == "spec" else limit
    return read_settings(engine, world, call)


def _object(call: Call) -> dict[str, Any]:
    content = parse(call.body)
    if isinstance(content, Problem):
        raise ValueError(content.detail)  # noqa: TRY004 - the caller's mistake, not a wrong type
    if not isinstance(content, dict):
        raise ValueError("the payload must be a JSON object")  # noqa: TRY004 - as above
    return content


def _decode(call: Call, form: type[Any]) -> Any:
    try:
        return msgspec.convert(_object(call), form)
    except msgspec.ValidationError as error:
        raise ValueError(f"{error}; see /_mock/openapi.json for the form") from None
