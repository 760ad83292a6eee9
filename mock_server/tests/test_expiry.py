"""Scheduled resources are marked and deleted at their time, also if others are rescheduled or deleted."""

from __future__ import annotations

from dataclasses import replace

import pytest

from apivideo_admin_mock.backends.interface import TableKey, Tenant
from apivideo_admin_mock.spec import Collection, bundled_api
from apivideo_admin_mock.spec.extensions import Expire
from apivideo_admin_mock.tenants import expiry
from apivideo_admin_mock.tenants.clock import rfc3339

#: A collection with resources that expire.
THINGS = next(one for one in bundled_api().collections if one.resource.expire)
TABLE: TableKey = (THINGS.path, ())
assert THINGS.resource.expire is not None
EXPIRE: Expire = THINGS.resource.expire


class Schedule:
    """A store and the schedule of its records."""

    def __init__(self, tenant: Tenant, collection: Collection = THINGS, table: TableKey = TABLE) -> None:
        self.tenant, self.collection, self.table = tenant, collection, table

    def add(self, record_id: str, at: float | None) -> None:
        record = {EXPIRE.at: None if at is None else rfc3339(at), EXPIRE.flag: False}
        records = self.tenant.records
        write = records.insert if records.get(self.table, record_id) is None else records.replace
        write(self.table, record_id, record)
        expiry.schedule(self.tenant, self.collection, self.table, record_id, record)

    def at(self, now: float) -> dict[str, bool]:
        """Return the records that exist at a time, and whether each is marked."""
        expiry.sweep(self.tenant, {self.collection.path: self.collection}, now)
        ids = ("a", "b", "c")
        return {one: record[EXPIRE.flag] for one in ids if (record := self.tenant.records.get(self.table, one))}


@pytest.fixture
def schedule(tenant: Tenant) -> Schedule:
    return Schedule(tenant)


def test_each_resource_is_marked_at_its_time_and_deleted_later(schedule: Schedule) -> None:
    for record_id, at in (("a", 300), ("b", 100), ("c", 200)):
        schedule.add(record_id, at)

    assert schedule.at(99) == {"a": False, "b": False, "c": False}
    assert schedule.at(100) == {"a": False, "b": True, "c": False}
    assert schedule.at(100 + EXPIRE.seconds - 1) == {"a": False, "b": True, "c": False}
    assert schedule.at(100 + EXPIRE.seconds) == {"a": False, "c": False}
    assert schedule.at(200) == {"a": False, "c": True}
    assert schedule.at(300) == {"a": True}
    assert schedule.at(300 + EXPIRE.seconds) == {}


def test_resources_with_the_same_time_expire_together(schedule: Schedule) -> None:
    for record_id in "cab":
        schedule.add(record_id, 100)
    assert schedule.at(100) == {"a": True, "b": True, "c": True}
    assert schedule.at(100 + EXPIRE.seconds) == {}


def test_a_postponed_resource_is_marked_later_and_delays_no_other(schedule: Schedule) -> None:
    schedule.add("a", 100)
    schedule.add("b", 110)
    schedule.add("a", 500)
    assert schedule.at(120) == {"a": False, "b": True}
    assert schedule.at(500) == {"a": True}


def test_a_resource_rescheduled_to_its_first_time_expires_then(schedule: Schedule) -> None:
    for at in (100, 500, 100):
        schedule.add("a", at)
    assert schedule.at(100) == {"a": True}
    assert schedule.at(100 + EXPIRE.seconds) == {}


def test_a_resource_deleted_before_its_time_delays_no_other(schedule: Schedule) -> None:
    schedule.add("a", 100)
    schedule.add("b", 110)
    schedule.tenant.records.delete(TABLE, "a")
    assert schedule.at(120) == {"b": True}


def test_an_unscheduled_resource_stays_and_can_be_scheduled_again(schedule: Schedule) -> None:
    schedule.add("a", 100)
    schedule.add("b", 110)
    schedule.add("a", None)
    assert schedule.at(120) == {"a": False, "b": True}

    schedule.add("a", 100)
    assert schedule.at(120) == {"a": True, "b": True}


def test_an_overdue_resource_is_deleted_at_once(schedule: Schedule) -> None:
    schedule.add("a", 100)
    assert schedule.at(100 + 2 * EXPIRE.seconds) == {}


def test_only_the_tables_below_an_expired_resource_are_deleted(tenant: Tenant) -> None:
    path = "/owners/{owner_id}/things"
    schedule = Schedule(tenant, replace(THINGS, path=path), (path, ("1",)))
    below: list[TableKey] = [(f"{path}/{{thing_id}}/parts", ("1", "a")), (f"{path}/{{thing_id}}/parts", ("1", "b"))]
    for table in below:
        schedule.tenant.records.insert(table, "part", {})
    schedule.add("a", 100)

    assert schedule.at(100 + EXPIRE.seconds) == {}
    assert [schedule.tenant.records.count(table) for table in below] == [0, 1]
