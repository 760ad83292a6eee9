"""The operations of the control plane on recorded requests. See the module `operations` for what they return and raise."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Annotated, Any, Final, Literal

import msgspec

from apivideo_admin_mock.backends.entry import MAX_ENTRIES, EntryFilter
from apivideo_admin_mock.backends.interface import Tenant
from apivideo_admin_mock.control.reading import ControlRequest, decode
from apivideo_admin_mock.core.engine import Engine
from apivideo_admin_mock.errors import VerificationError
from apivideo_admin_mock.monotonic import monotonic
from apivideo_admin_mock.tenants.journal import clear_journal, recorded
from apivideo_admin_mock.tenants.verification import Expected, ExpectedOrder, Recorded, verify, verify_order
from apivideo_admin_mock.turns import Turns

# Masking 4 MiB of recorded requests takes seconds of Python. One thread at a time does it, so that the event loop waits for few others.
_MASKING: Final = Turns()
_MAX_NUMBER: Final = 2**53 - 1  # the largest integer that JSON readers agree about


class RequestQuery(msgspec.Struct, forbid_unknown_fields=True):
    """Filters of recorded requests, and which of those that match are returned.

    ``after`` and ``before`` are numbers of requests, ``limit`` is the number of the newest matches. ``wait`` is the maximum time, in
    seconds, to wait for ``count`` matches. A ``summary`` has neither headers nor bodies.
    """

    operation_id: str | None = None
    method: str | None = None
    path: str | None = None
    # UNSET, not None: with None the text "null" would be a valid status.
    status: Annotated[int, msgspec.Meta(ge=100, le=599)] | msgspec.UnsetType = msgspec.UNSET
    count: Annotated[int, msgspec.Meta(ge=0, le=1000)] = 0
    wait: Annotated[float, msgspec.Meta(ge=0, le=60)] = 0.0
    after: Annotated[int, msgspec.Meta(ge=0, le=_MAX_NUMBER)] = 0
    before: Annotated[int, msgspec.Meta(ge=1, le=_MAX_NUMBER)] | msgspec.UnsetType = msgspec.UNSET
    limit: Annotated[int, msgspec.Meta(ge=1, le=MAX_ENTRIES)] = MAX_ENTRIES
    view: Literal["full", "summary"] = "full"

    @property
    def filter(self) -> EntryFilter:
        """The filter of the entries."""
        status = None if self.status is msgspec.UNSET else self.status
        before = None if self.before is msgspec.UNSET else self.before
        return EntryFilter(self.operation_id, self.method, self.path, status, self.after, before)


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
    query = _request_query(request)
    found = recorded(tenant, engine.api, query.filter, query.limit, is_summary=query.view == "summary")

    def masked() -> Any:
        with _MASKING.turn():
            items = found.shown()
        return {"items": items, "count": len(items), "dropped": found.dropped}

    return masked


def verify_requests(engine: Engine, tenant: Tenant, request: ControlRequest) -> Callable[[], None]:
    """Return a function that compares the recorded requests with an expected one. It raises VerificationError if they differ."""
    expected = decode(request, Expected)
    engine.api.check_operation(expected.operation_id)
    return _verification(engine, tenant, partial(verify, expected))


def verify_order_of_requests(engine: Engine, tenant: Tenant, request: ControlRequest) -> Callable[[], None]:
    """Return a function that compares the order of the recorded requests, like `verify_requests`."""
    expected = decode(request, ExpectedOrder)
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


def _request_query(request: ControlRequest) -> RequestQuery:
    try:
        return msgspec.convert(request.query, RequestQuery, strict=False)
    except msgspec.ValidationError as error:
        raise ValueError(f"{error}; see /_mock/openapi.json for the parameters") from None
