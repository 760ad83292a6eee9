"""The operations of the control plane. Each returns JSON, or None for no content, and raises ValueError or MockError for a 400."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec

from apivideo_admin_mock.core.actions import missing_owner
from apivideo_admin_mock.core.engine import Engine
from apivideo_admin_mock.faults import Fault
from apivideo_admin_mock.http.payload import parse
from apivideo_admin_mock.http.problems import Problem
from apivideo_admin_mock.settings import read_rate_limit
from apivideo_admin_mock.tenants import scenario, state
from apivideo_admin_mock.tenants.clock import from_rfc3339, rfc3339
from apivideo_admin_mock.tenants.journal import Entry, as_json
from apivideo_admin_mock.tenants.tenant import Tenant

_CENTURY = 3_155_760_000  # seconds


class ControlRequest(msgspec.Struct, frozen=True):
    """A request to the control plane: its query parameters and its raw payload."""

    query: dict[str, str]
    body: bytes


class RequestQuery(msgspec.Struct, forbid_unknown_fields=True):
    """Filters of recorded requests. ``wait`` is the maximum time, in seconds, to wait for ``count`` matches."""

    operation_id: str | None = None
    method: str | None = None
    path: str | None = None
    # UNSET, not None: with None the text "null" would be a valid status.
    status: Annotated[int, msgspec.Meta(ge=100, le=599)] | msgspec.UnsetType = msgspec.UNSET
    count: Annotated[int, msgspec.Meta(ge=0, le=1000)] = 0
    wait: Annotated[float, msgspec.Meta(ge=0, le=60)] = 0.0


class ClockChange(msgspec.Struct, forbid_unknown_fields=True):
    """A change of the clock: set it (RFC 3339), move it by seconds, and freeze or unfreeze it, in this order."""

    now: str | None = None
    advance: Annotated[float, msgspec.Meta(ge=-_CENTURY, le=_CENTURY)] = 0.0
    frozen: bool | None = None


class SettingsChange(msgspec.Struct, forbid_unknown_fields=True):
    """New settings: the rate limit (``10/s``, ``off`` or ``spec``) and the latency of every response, in seconds."""

    rate_limit: str | None = None
    latency: Annotated[float, msgspec.Meta(ge=0, le=60)] | None = None


class UsageChange(msgspec.Struct, forbid_unknown_fields=True):
    """Figures to set, by day, in the report at a path."""

    path: str
    items: list[dict[str, Any]]


def reset(_engine: Engine, tenant: Tenant, _request: ControlRequest) -> None:
    """Reset a tenant to its initial state."""
    tenant.reset()


def read_state(engine: Engine, tenant: Tenant, _request: ControlRequest) -> Any:
    """Return all resources as a scenario that recreates them."""
    tenant.expiry.sweep(tenant.store, tenant.clock.now())
    return state.dump(tenant, engine.api)


def restore_state(engine: Engine, tenant: Tenant, request: ControlRequest) -> None:
    """Replace all resources with those of a scenario. An invalid scenario changes nothing."""
    content = _object(request)
    tenant.replace_resources(lambda fresh: scenario.populate(fresh, engine.api, content))


def load_scenario(engine: Engine, tenant: Tenant, request: ControlRequest) -> None:
    """Add the resources of a scenario. An invalid scenario changes nothing."""
    state.add(tenant, engine.api, _object(request))


def set_usage(engine: Engine, tenant: Tenant, request: ControlRequest) -> None:
    """Set the figures of a report."""
    change = _decode(request, UsageChange)
    operation, ids = engine.find_report(change.path)
    if missing_owner(operation, ids, tenant.store) is not None:
        raise ValueError(f"{change.path!r} names a resource that does not exist")
    scenario.set_report(tenant, engine.api, operation, ids, change.items, "items")


def list_requests(engine: Engine, tenant: Tenant, request: ControlRequest) -> Any:
    """Return the recorded requests that match. With ``count`` and ``wait``, first wait for that many matches."""
    try:
        query = msgspec.convert(request.query, RequestQuery, strict=False)
    except msgspec.ValidationError as error:
        raise ValueError(f"{error}; see /_mock/openapi.json for the parameters") from None

    def find() -> list[Entry]:
        status = None if query.status is msgspec.UNSET else query.status
        return tenant.journal.find(query.operation_id, method=query.method, path=query.path, status=status)

    tenant.changed.wait_for(lambda: len(find()) >= query.count, query.wait)
    entries = find()
    return {"items": [as_json(entry, engine.api.secrets) for entry in entries], "count": len(entries)}


def clear_requests(_engine: Engine, tenant: Tenant, _request: ControlRequest) -> None:
    """Delete the recorded requests."""
    tenant.journal.clear()


def list_faults(_engine: Engine, tenant: Tenant, _request: ControlRequest) -> Any:
    """Return the active faults."""
    return {"items": tenant.faults.list()}


def add_fault(engine: Engine, tenant: Tenant, request: ControlRequest) -> Any:
    """Add a fault and return it with its defaults."""
    fault = _decode(request, Fault)
    known = [operation.id for operation in engine.api.operations]
    if fault.operation_id is not None and fault.operation_id not in known:
        raise ValueError(f"{fault.operation_id!r} is not an operation. Known operations: {', '.join(known)}")
    tenant.faults.add(fault)
    return fault


def clear_faults(_engine: Engine, tenant: Tenant, _request: ControlRequest) -> None:
    """Remove all faults."""
    tenant.faults.clear()


def read_clock(_engine: Engine, tenant: Tenant, _request: ControlRequest) -> Any:
    """Return the time of the tenant's clock."""
    return {"now": rfc3339(tenant.clock.now()), "frozen": tenant.clock.frozen}


def change_clock(engine: Engine, tenant: Tenant, request: ControlRequest) -> Any:
    """Set, move, freeze or unfreeze the clock."""
    change = _decode(request, ClockChange)
    base = tenant.clock.now() if change.now is None else from_rfc3339(change.now)
    if change.now is not None or change.advance:
        tenant.clock.set(base + change.advance)
    if change.frozen is not None:
        (tenant.clock.freeze if change.frozen else tenant.clock.unfreeze)()
    return read_clock(engine, tenant, request)


def read_settings(_engine: Engine, tenant: Tenant, _request: ControlRequest) -> Any:
    """Return the rate limit and the latency."""
    limit = tenant.window.limit
    return {"rate_limit": "off" if limit is None else str(limit), "latency": tenant.latency}


def change_settings(engine: Engine, tenant: Tenant, request: ControlRequest) -> Any:
    """Change the rate limit or the latency."""
    change = _decode(request, SettingsChange)
    # Validate everything first: an invalid change must change nothing.
    limit = None if change.rate_limit is None else read_rate_limit(change.rate_limit)
    if change.latency is not None:
        tenant.latency = change.latency
    if change.rate_limit is not None:
        tenant.window.limit = engine.api.rate_limit if limit == "spec" else limit
    return read_settings(engine, tenant, request)


def _object(request: ControlRequest) -> dict[str, Any]:
    content = parse(request.body)
    if isinstance(content, Problem):
        raise ValueError(content.detail)  # noqa: TRY004 - an error of the client, not a wrong Python type
    if not isinstance(content, dict):
        raise ValueError("the payload must be a JSON object")  # noqa: TRY004 - as above
    return content


def _decode(request: ControlRequest, form: type[Any]) -> Any:
    try:
        return msgspec.convert(_object(request), form)
    except msgspec.ValidationError as error:
        raise ValueError(f"{error}; see /_mock/openapi.json for the schema") from None
