"""Replace or reset the data behind one admin API key."""

from __future__ import annotations

from collections.abc import Callable

from apivideo_admin_mock.backends.interface import Tenant
from apivideo_admin_mock.backends.state import State
from apivideo_admin_mock.tenants.journal import clear_journal


def is_full(tenant: Tenant) -> bool:
    """Whether a tenant has the maximum number of resources."""
    return tenant.max_resources is not None and len(tenant.records) >= tenant.max_resources


def has_no_room(tenant: Tenant) -> bool:
    """Whether the resources of a tenant have the maximum size or more."""
    return tenant.max_bytes is not None and tenant.records.size >= tenant.max_bytes


def reset(tenant: Tenant, fill: Callable[[Tenant], None]) -> None:
    """Reset everything to the initial state, the sequence of ids and the clock included. ``fill`` adds the initial resources."""
    tenant.clear()
    tenant.window.clear()
    tenant.state = State()
    clear_journal(tenant)
    fill(tenant)
