"""What is scheduled to go is marked, and goes, whatever else is scheduled, changed or gone meanwhile."""

from __future__ import annotations

from dataclasses import replace

import pytest

from apivideo_admin_mock.clock import rfc3339
from apivideo_admin_mock.lifecycle import Expiry
from apivideo_admin_mock.spec import Collection, bundled_api
from apivideo_admin_mock.spec.extensions import Expire
from apivideo_admin_mock.store import MemoryStore, TableKey

#: Things that are marked when their time comes, and gone a minute later.
THINGS = next(one for one in bundled_api().collections if one.resource.expire)
TABLE: TableKey = (THINGS.path, ())
assert THINGS.resource.expire is not None
EXPIRE: Expire = THINGS.resource.expire


class Garden:
    """A store, what is scheduled there, and how to see what came of it."""

    def __init__(self, collection: Collection = THINGS, table: TableKey = TABLE) -> None:
        self.store, self.expiry = MemoryStore(), Expiry()
        self.collection, self.table = collection, table

    def plant(self, record_id: str, at: float | None) -> None:
        record = {EXPIRE.at: None if at is None else rfc3339(at), EXPIRE.flag: False}
        put = self.store.insert if self.store.get(self.table, record_id) is None else self.store.replace
        put(self.table, record_id, record)
        self.expiry.schedule(self.collection, self.table, record_id, record)

    def at(self, now: float) -> dict[str, bool]:
        """Give what is there at a time, and whether it is marked."""
        self.expiry.sweep(self.store, now)
        ids = ("a", "b", "c")
        return {one: record[EXPIRE.flag] for one in ids if (record := self.store.get(self.table, one))}


@pytest.fixture
def garden() -> Garden:
    return Garden()


def test_each_is_marked_at_its_time_and_goes_a_while_later(garden: Garden) -> None:
    for record_id, at in (("a", 300), ("b", 100), ("c", 200)):
        garden.plant(record_id, at)

    assert garden.at(99) == {"a": False, "b": False, "c": False}
    assert garden.at(100) == {"a": False, "b": True, "c": False}
    assert garden.at(100 + EXPIRE.seconds - 1) == {"a": False, "b": True, "c": False}
    assert garden.at(100 + EXPIRE.seconds) == {"a": False, "c": False}
    assert garden.at(200) == {"a": False, "c": True}
    assert garden.at(300) == {"a": True}
    assert garden.at(300 + EXPIRE.seconds) == {}


def test_those_of_one_moment_go_together(garden: Garden) -> None:
    for record_id in "cab":
        garden.plant(record_id, 100)
    assert garden.at(100) == {"a": True, "b": True, "c": True}
    assert garden.at(100 + EXPIRE.seconds) == {}


def test_what_is_put_off_is_marked_later_and_holds_up_nothing(garden: Garden) -> None:
    garden.plant("a", 100)
    garden.plant("b", 110)
    garden.plant("a", 500)
    assert garden.at(120) == {"a": False, "b": True}
    assert garden.at(500) == {"a": True}


def test_what_is_put_off_and_on_again_goes_at_its_time(garden: Garden) -> None:
    for at in (100, 500, 100):
        garden.plant("a", at)
    assert garden.at(100) == {"a": True}
    assert garden.at(100 + EXPIRE.seconds) == {}


def test_what_is_deleted_before_its_time_holds_up_nothing(garden: Garden) -> None:
    garden.plant("a", 100)
    garden.plant("b", 110)
    garden.store.delete(TABLE, "a")
    assert garden.at(120) == {"b": True}


def test_what_is_called_off_stays_and_can_be_scheduled_again(garden: Garden) -> None:
    garden.plant("a", 100)
    garden.plant("b", 110)
    garden.plant("a", None)
    assert garden.at(120) == {"a": False, "b": True}

    garden.plant("a", 100)
    assert garden.at(120) == {"a": True, "b": True}


def test_what_is_long_due_goes_at_once(garden: Garden) -> None:
    garden.plant("a", 100)
    assert garden.at(100 + 2 * EXPIRE.seconds) == {}


def test_what_was_below_it_goes_too_and_nothing_else() -> None:
    path = "/owners/{owner_id}/things"
    garden = Garden(replace(THINGS, path=path), (path, ("1",)))
    below: list[TableKey] = [(f"{path}/{{thing_id}}/parts", ("1", "a")), (f"{path}/{{thing_id}}/parts", ("1", "b"))]
    for table in below:
        garden.store.insert(table, "part", {})
    garden.plant("a", 100)

    assert garden.at(100 + EXPIRE.seconds) == {}
    assert [garden.store.count(table) for table in below] == [0, 1]
