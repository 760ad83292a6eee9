"""The operations of the control plane. Each raises ValueError or MockError for a 400.

Each returns JSON, None for no content, or a function that returns the JSON and needs no transaction.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Annotated, Any, Final

import msgspec
from msgspec import structs

from apivideo_admin_mock.backends.entry import EntryFilter
from apivideo_admin_mock.backends.interface import Tenant
from apivideo_admin_mock.core.actions import missing_owner
from apivideo_admin_mock.core.engine import Engine
from apivideo_admin_mock.core.reports import find_report
from apivideo_admin_mock.errors import VerificationError
from apivideo_admin_mock.faults import Fault
from apivideo_admin_mock.http.problems import Problem
from apivideo_admin_mock.monotonic import monotonic
from apivideo_admin_mock.settings import read_rate_limit
from apivideo_admin_mock.shorten import shorten
from apivideo_admin_mock.tenants import injection, scenario
from apivideo_admin_mock.tenants.clock import freeze_clock, from_rfc3339, rfc3339, set_clock, unfreeze_clock
from apivideo_admin_mock.tenants.dump import dump
from apivideo_admin_mock.tenants.expiry import sweep
from apivideo_admin_mock.tenants.figures import set_report
from apivideo_admin_mock.tenants.journal import clear_journal, recorded
from apivideo_admin_mock.tenants.tenant import reset as reset_tenant
from apivideo_admin_mock.tenants.verification import Expected, ExpectedOrder, Recorded, verify, verify_order
from apivideo_admin_mock.turns import Turns

_CENTURY = 3_155_760_000  # seconds
# Masking 4 MiB of recorded requests takes seconds of Python. One thread at a time does it, so that the event loop waits for few others.
_MASKING: Final = Turns()


class ControlRequest(msgspec.Struct, frozen=True):
    """A request to the control plane: its query parameters, and its payload as JSON or the problem of an invalid one."""

    query: dict[str, str]
    payload: Any


class RequestQuery(msgspec.Struct, forbid_unknown_fields=True):
    """Filters of recorded requests. ``wait`` is the maximum time, in seconds, to wait for ``count`` matches."""

    operation_id: str | None = None
    method: str | None = None
    path: str | None = None
    # UNSET, not None: with None the text "null" would be a valid status.
    status: Annotated[int, msgspec.Meta(ge=100, le=599)] | msgspec.UnsetType = msgspec.UNSET
    count: Annotated[int, msgspec.Meta(ge=0, le=1000)] = 0
    wait: Annotated[float, msgspec.Meta(ge=0, le=60)] = 0.0

    @property
    def filter(self) -> EntryFilter:
        """The filter of the entries."""
        status = None if self.status is msgspec.UNSET else self.status
        return EntryFilter(self.operation_id, self.method, self.path, status)


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


def reset(engine: Engine, tenant: Tenant, _request: ControlRequest) -> None:
    """Reset a tenant to its initial state."""
    reset_tenant(tenant, engine.fill)


def read_state(engine: Engine, tenant: Tenant, _request: ControlRequest) -> Any:
    """Return all resources as a scenario that recreates them."""
    sweep(tenant, engine.collections, tenant.now())
    return dump(tenant, engine.api)


def restore_state(engine: Engine, tenant: Tenant, request: ControlRequest) -> None:
    """Replace all resources with those of a scenario. An invalid scenario changes nothing."""
    content = _object(request)
    tenant.clear()
    scenario.populate(tenant, engine.api, content, _count_limit(engine))


def load_scenario(engine: Engine, tenant: Tenant, request: ControlRequest) -> None:
    """Add the resources of a scenario. An invalid scenario changes nothing."""
    scenario.populate(tenant, engine.api, _object(request), _count_limit(engine))


def set_usage(engine: Engine, tenant: Tenant, request: ControlRequest) -> None:
    """Set the figures of a report."""
    change = _decode(request, UsageChange)
    operation, ids = find_report(engine.router, engine.api, change.path)
    if missing_owner(operation, ids, tenant.records) is not None:
        raise ValueError(f"{shorten(change.path)!r} names a resource that does not exist")
    set_report(tenant, engine.api, operation, ids, change.items, ("items",))


def wait_for_requests(engine: Engine, key: str, request: ControlRequest) -> None:
    """Wait for as many matching requests as a request for them names, outside of a transaction."""
    query = _request_query(request)
    end = monotonic() + query.wait
    while (left := end - monotonic()) > 0:
        with engine.backend.transaction(key) as tenant:
            found, number = len(tenant.journal.find(query.filter)), tenant.journal.number
        if found >= query.count:
            return
        engine.backend.wait(key, number + query.count - found, left)  # a recorded request is at most one match


def list_requests(engine: Engine, tenant: Tenant, request: ControlRequest) -> Callable[[], Any]:
    """Return a function that returns the recorded requests that match. It needs no transaction."""
    found = recorded(tenant, engine.api, _request_query(request).filter)

    def masked() -> Any:
        with _MASKING.turn():
            items = found.shown()
        return {"items": items, "count": len(items), "dropped": found.dropped}

    return masked


def verify_requests(engine: Engine, tenant: Tenant, request: ControlRequest) -> Callable[[], None]:
    """Return a function that compares the recorded requests with an expected one. It raises VerificationError if they differ."""
    expected = _decode(request, Expected)
    engine.api.check_operation(expected.operation_id)
    return _verification(engine, tenant, partial(verify, expected))


def verify_order_of_requests(engine: Engine, tenant: Tenant, request: ControlRequest) -> Callable[[], None]:
    """Return a function that compares the order of the recorded requests, like `verify_requests`."""
    expected = _decode(request, ExpectedOrder)
    for one in expected.operation_ids:
        engine.api.check_operation(one)
    return _verification(engine, tenant, partial(verify_order, expected.operation_ids))


def _verification(engine: Engine, tenant: Tenant, compare: Callable[[Recorded], str | None]) -> Callable[[], None]:
    found = recorded(tenant, engine.api)

    def compared() -> None:
        with _MASKING.turn():
            if (message := compare(found)) is not None:
                raise VerificationError(message)

    return compared


def clear_requests(_engine: Engine, tenant: Tenant, _request: ControlRequest) -> None:
    """Delete the recorded requests."""
    clear_journal(tenant)


def list_faults(_engine: Engine, tenant: Tenant, _request: ControlRequest) -> Any:
    """Return the active faults."""
    return {"items": injection.active_faults(tenant)}


def add_fault(engine: Engine, tenant: Tenant, request: ControlRequest) -> Any:
    """Add a fault and return it with its defaults."""
    fault = _decode(request, Fault)
    engine.api.check_operation(fault.operation_id)
    injection.add_fault(tenant, fault)
    return fault


def clear_faults(_engine: Engine, tenant: Tenant, _request: ControlRequest) -> None:
    """Remove all faults."""
    injection.clear_faults(tenant)


def read_clock(_engine: Engine, tenant: Tenant, _request: ControlRequest) -> Any:
    """Return the time of the tenant's clock."""
    return {"now": rfc3339(tenant.now()), "frozen": tenant.state.clock.frozen is not None}


def change_clock(engine: Engine, tenant: Tenant, request: ControlRequest) -> Any:
    """Set, move, freeze or unfreeze the clock."""
    change = _decode(request, ClockChange)
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
    change = _decode(request, SettingsChange)
    if change.rate_limit is not None:
        tenant.state = structs.replace(tenant.state, rate_limit=read_rate_limit(change.rate_limit))
    if change.latency is not None:
        tenant.state = structs.replace(tenant.state, latency=change.latency)
    return read_settings(engine, tenant, request)


def _count_limit(engine: Engine) -> scenario.CountLimit:
    return scenario.CountLimit(engine.settings.max_count, engine.settings.max_control_bytes)


def _request_query(request: ControlRequest) -> RequestQuery:
    try:
        return msgspec.convert(request.query, RequestQuery, strict=False)
    except msgspec.ValidationError as error:
        raise ValueError(f"{error}; see /_mock/openapi.json for the parameters") from None


def _object(request: ControlRequest) -> dict[str, Any]:
    content = request.payload
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
