"""The interface of a backend: the data of each tenant, in transactions. The core depends on nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

from apivideo_admin_mock.backends.entry import ALL_ENTRIES, Call, Entry, EntryFilter
from apivideo_admin_mock.backends.state import State
from apivideo_admin_mock.http.rate_limit import Allowance
from apivideo_admin_mock.spec import RateLimit
from apivideo_admin_mock.spec.extensions import Match

#: A resource in the form of a response: JSON values by property. It is immutable; a change creates a new record.
Record = Mapping[str, Any]

#: The key of a table: the path of a collection and the ids of the items above it.
TableKey = tuple[str, tuple[str, ...]]

#: Overridden figures of a report, by day, then by property.
Figures = Mapping[str, Mapping[str, Any]]


class Filter(NamedTuple):
    """A filter by a property (``x-filter``). ``name`` is its path, with a dot between names; ``value`` of ``has`` is a list."""

    name: str
    match: Match
    value: Any


class ReadableStore(Protocol):
    """The reads of a request."""

    def get(self, table: TableKey, record_id: str) -> Record | None:
        """Return a record, or None."""

    def count(self, table: TableKey, filters: Sequence[Filter] = ()) -> int:
        """Return the number of records that match all filters."""

    def page(
        self,
        table: TableKey,
        filters: Sequence[Filter] = (),
        *,
        sort_by: str | None = None,
        descending: bool = False,
        start: int = 0,
        size: int,
    ) -> list[Record]:
        """Return up to ``size`` of the records that match all filters, from position ``start`` on.

        The order is that of creation, or of a property: by code point, null first, equal values in the order of creation.
        """


class Store(ReadableStore, Protocol):
    """The resources of one tenant."""

    def insert(self, table: TableKey, record_id: str, record: Record, position: int | None = None) -> None:
        """Add a record at the end of its table, or at the position that `delete` returned."""

    def replace(self, table: TableKey, record_id: str, record: Record) -> None:
        """Replace the record with this id. Its position in the order of creation does not change."""

    def delete(self, table: TableKey, record_id: str) -> int:
        """Delete a record. Return its position in the order of creation."""

    def drop_below(self, path: str, ids: tuple[str, ...]) -> None:
        """Delete every table below an item. ``path`` is the item's collection, ``ids`` end with the item's own id."""

    @property
    def size(self) -> int:
        """The size of all records in bytes of JSON."""

    def __len__(self) -> int:
        """Return the number of records in all tables."""

    def all(self, table: TableKey) -> Iterator[Record]:
        """Return all records in the order of creation."""

    def in_collection(self, path: str) -> Iterator[Record]:
        """Return all records of a collection, below every item above it."""

    def has_value(self, table: TableKey, name: str, value: str) -> bool:
        """Whether a record of a table has this text in a property, in logarithmic time (``x-unique``)."""


class Schedule(Protocol):
    """The times at which records are marked or deleted. A record has at most one."""

    def put(self, table: TableKey, record_id: str, at: float) -> None:
        """Set the time of a record, in seconds since 1970-01-01 (UTC)."""

    def pop(self, now: float) -> tuple[TableKey, str] | None:
        """Remove and return the record with the earliest time up to ``now``, or return None. Equal times are in the order of `put`."""


class Journal(Protocol):
    """The last requests of a tenant: at most `MAX_ENTRIES`, with a size of at most `MAX_BYTES` in total."""

    @property
    def number(self) -> int:
        """The number of requests recorded so far. Deleting entries does not change it."""

    def add(self, call: Call) -> None:
        """Record a request and its response. Drop the oldest entries beyond the limits."""

    def find(self, wanted: EntryFilter = ALL_ENTRIES) -> list[Entry]:
        """Return the entries that match a filter, oldest first."""

    def clear(self) -> None:
        """Delete all entries."""


class Window(Protocol):
    """The accepted requests within the period of the rate limit (openapi/README.md, Rate limit)."""

    def take(self, now: float, limit: RateLimit | None) -> Allowance:
        """Count a request at ``now`` (seconds) if the limit allows it."""

    def peek(self, now: float, limit: RateLimit | None) -> Allowance:
        """Return the state of the window at ``now`` without counting a request."""

    def clear(self) -> None:
        """Forget all requests."""


class Tenant(Protocol):
    """All data behind one admin API key, within a transaction. Use it only inside of the ``with`` block.

    ``state`` is an immutable value: assign another one to change it.
    """

    state: State

    @property
    def key(self) -> str:
        """The admin API key."""

    @property
    def seed(self) -> int:
        """The seed of the mock: ids, secrets, usage and the random decisions of faults depend on it."""

    @property
    def max_resources(self) -> int | None:
        """The maximum number of resources, or None."""

    @property
    def max_bytes(self) -> int | None:
        """The maximum size of the resources, or of the resources and figures, in bytes of JSON, or None."""

    @property
    def records(self) -> Store:
        """The resources."""

    @property
    def schedule(self) -> Schedule:
        """The times at which resources are marked or deleted."""

    @property
    def journal(self) -> Journal:
        """The recorded requests."""

    @property
    def window(self) -> Window:
        """The window of the rate limit."""

    def base_now(self) -> float:
        """Return the time of the clock that the tenant's clock is based on, in seconds since 1970-01-01 (UTC)."""

    def now(self) -> float:
        """Return the time of the tenant's clock, in seconds since 1970-01-01 (UTC)."""

    def figures(self, operation_id: str, ids: tuple[str, ...]) -> Figures:
        """Return the overridden figures of a report. Empty if there are none."""

    def set_figures(self, operation_id: str, ids: tuple[str, ...], figures: Figures) -> None:
        """Replace the overridden figures of a report."""

    @property
    def figures_size(self) -> int:
        """The size of the overridden figures of all reports in bytes of JSON."""

    def reserve(self, value: str) -> bool:
        """Reserve an id or secret, so that it is not generated. Return whether it was not reserved before."""

    def is_reserved(self, value: str) -> bool:
        """Whether an id or secret is reserved."""

    def clear(self) -> None:
        """Delete the resources with their schedule, the figures and the reserved ids."""


@dataclass(frozen=True, slots=True)
class Setup:
    """What a backend needs to know of the mock.

    - ``fill``: adds the initial resources to a new tenant, in the same transaction. ``now``: the base clock.
    - ``indexed``: returns the properties of each collection, by path, that requests can sort or filter by.
    - ``permanent``: the keys whose tenants are never deleted. The other tenants are temporary: deleted after ``idle_seconds``
      without a transaction, at most ``max_tenants``, each with at most ``max_resources`` of at
      most ``max_bytes``. In memory, the least recently used ones are deleted while all have more than ``max_total_bytes``.
    """

    fill: Callable[[Tenant], None]
    now: Callable[[], float]
    indexed: Callable[[], Mapping[str, Sequence[str]]]
    seed: int
    permanent: frozenset[str]
    idle_seconds: float
    max_tenants: int
    max_resources: int
    max_bytes: int
    max_total_bytes: int


class Backend(Protocol):
    """The data of all tenants. Thread-safe."""

    def transaction(self, key: str) -> AbstractContextManager[Tenant]:
        """Return a context with the data of a key, created at its first use.

        Transactions of one key run one after the other. If the block raises, everything is as it was before. A transaction
        inside another one of the same key raises RuntimeError.
        """

    def exclusive(self) -> AbstractContextManager[list[Tenant]]:
        """Return a context with the data of every key, in one transaction. Meanwhile no other transaction runs."""

    def trial(self) -> AbstractContextManager[Tenant]:
        """Return a context with an empty tenant that exists in the block only. Without permanent keys, it is a temporary one."""

    def all_keys(self) -> list[str]:
        """Return the keys that have data."""

    def wait(self, key: str, number: int, seconds: float) -> None:
        """Wait up to ``seconds`` until ``number`` requests of a key were recorded."""

    def __len__(self) -> int:
        """Return the number of keys that have data."""


#: Creates a backend.
OpenBackend = Callable[[Setup], Backend]
