"""The operations of the control plane. Each raises ValueError or MockError for a 400.

Each returns JSON, None for no content, or a function that returns the JSON and needs no transaction.
"""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from msgspec import structs

from apivideo_admin_mock.backends.interface import Tenant
from apivideo_admin_mock.control.reading import ControlRequest, decode, read_object
from apivideo_admin_mock.core.actions import missing_owner
from apivideo_admin_mock.core.engine import Engine
from apivideo_admin_mock.core.reports import find_report
from apivideo_admin_mock.faults import Fault
from apivideo_admin_mock.settings import read_rate_limit
from apivideo_admin_mock.shorten import shorten
from apivideo_admin_mock.tenants import injection, scenario
from apivideo_admin_mock.tenants.clock import freeze_clock, from_rfc3339, rfc3339, set_clock, unfreeze_clock
from apivideo_admin_mock.tenants.dump import dump
from apivideo_admin_mock.tenants.expiry import sweep
from apivideo_admin_mock.tenants.figures import set_report
from apivideo_admin_mock.tenants.tenant import reset as reset_tenant

_CENTURY = 3_155_760_000  # seconds
_MAX_TENANTS = 1000


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


def list_tenants(engine: Engine) -> Any:
    """Return the keys of the mock: those of its settings, then others with data."""
    keys = list(dict.fromkeys([*engine.settings.keys, *engine.backend.all_keys()]))
    return {
        "items": [{"key": key} for key in keys[:_MAX_TENANTS]],
        "count": len(keys),
        "any_key": engine.settings.any_key,
    }


def reset(engine: Engine, tenant: Tenant, _request: ControlRequest) -> None:
    """Reset a tenant to its initial state."""
    reset_tenant(tenant, engine.fill)


def read_state(engine: Engine, tenant: Tenant, _request: ControlRequest) -> Any:
    """Return all resources as a scenario that recreates them."""
    sweep(tenant, engine.collections, tenant.now())
    return dump(tenant, engine.api)


def restore_state(engine: Engine, tenant: Tenant, request: ControlRequest) -> None:
    """Replace all resources with those of a scenario. An invalid scenario changes nothing."""
    content = read_object(request)
    tenant.clear()
    scenario.populate(tenant, engine.api, content, _count_limit(engine))


def load_scenario(engine: Engine, tenant: Tenant, request: ControlRequest) -> None:
    """Add the resources of a scenario. An invalid scenario changes nothing."""
    scenario.populate(tenant, engine.api, read_object(request), _count_limit(engine))


def set_usage(engine: Engine, tenant: Tenant, request: ControlRequest) -> None:
    """Set the figures of a report."""
    change = decode(request, UsageChange)
    operation, ids = find_report(engine.router, engine.api, change.path)
    if missing_owner(operation, ids, tenant.records) is not None:
        raise ValueError(f"{shorten(change.path)!r} names a resource that does not exist")
    set_report(tenant, engine.api, operation, ids, change.items, ("items",))


def read_overview(engine: Engine, tenant: Tenant, _request: ControlRequest) -> Any:
    """Return the state of a tenant in numbers, in a time that does not depend on its size."""
    sweep(tenant, engine.collections, tenant.now())
    limit = engine.rate_limit(tenant)
    allowance = tenant.window.peek(tenant.now(), limit)
    window = {"limit": allowance.limit, "remaining": allowance.remaining, "reset": allowance.reset}
    return {
        "clock": _clock(tenant),
        "rate_limit": "off" if limit is None else str(limit),
        "window": None if limit is None else window,
        "latency": tenant.state.latency,
        "faults": len(tenant.state.faults),
        "requests": tenant.journal.number,
        "cleared": tenant.state.cleared,
        "resources": len(tenant.records),
    }


def list_faults(_engine: Engine, tenant: Tenant, _request: ControlRequest) -> Any:
    """Return the active faults, with the number of requests that each matched and applied to."""
    return {
        "items": [
            {**msgspec.to_builtins(one.fault), "matches": one.seen, "hits": one.hits} for one in tenant.state.faults
        ]
    }


def add_fault(engine: Engine, tenant: Tenant, request: ControlRequest) -> Any:
    """Add a fault and return it with its defaults."""
    fault = decode(request, Fault)
    engine.api.check_operation(fault.operation_id)
    injection.add_fault(tenant, fault)
    return fault


def clear_faults(_engine: Engine, tenant: Tenant, _request: ControlRequest) -> None:
    """Remove all faults."""
    injection.clear_faults(tenant)


def read_clock(_engine: Engine, tenant: Tenant, _request: ControlRequest) -> Any:
    """Return the time of the tenant's clock."""
    return _clock(tenant)


def change_clock(engine: Engine, tenant: Tenant, request: ControlRequest) -> Any:
    """Set, move, freeze or unfreeze the clock."""
    change = decode(request, ClockChange)
    base = tenant.now() if change.now is None else from_rfc3339(change.now)
    if change.now is not None or change.advance:
        set_clock(tenant, base + change.advance)
    if change.frozen is not None:
        (freeze_clock if change.frozen else unfreeze_clock)(tenant)
    return read_clock(engine, tenant, request)


def read_settings(engine: Engine, tenant: Tenant, _request: ControlRequest) -> Any:
    """Return the rate limit and the latency."""
    limit = engine.rate_limit(tenant)
    return {"rate_limit": "off" if limit is None else str(limit), "latency": tenant.state.latency}


def change_settings(engine: Engine, tenant: Tenant, request: ControlRequest) -> Any:
    """Change the rate limit or the latency."""
    change = decode(request, SettingsChange)
    if change.rate_limit is not None:
        tenant.state = structs.replace(tenant.state, rate_limit=read_rate_limit(change.rate_limit))
    if change.latency is not None:
        tenant.state = structs.replace(tenant.state, latency=change.latency)
    return read_settings(engine, tenant, request)


def _clock(tenant: Tenant) -> dict[str, Any]:
    return {"now": rfc3339(tenant.now()), "frozen": tenant.state.clock.frozen is not None}


def _count_limit(engine: Engine) -> scenario.CountLimit:
    return scenario.CountLimit(engine.settings.max_count, engine.settings.max_control_bytes)
