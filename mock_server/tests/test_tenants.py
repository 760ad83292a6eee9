"""Tenants are created at the first use of a key, and deleted when idle."""

import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from apivideo_admin_mock import SettingsError, create_app
from apivideo_admin_mock.backends.memory.usage import EvictionLog


def count(call, key):
    return call("GET /projects/count", key=key).json["count"]


def create(call, key):
    return call("POST /projects", {"name": "x"}, key=key).status


@pytest.fixture
def times():
    """The time of a clock that a test moves, in seconds."""
    return [1_770_000_000.0]


@pytest.fixture
def make(make_caller, times):
    class Moving:
        def now(self):
            return times[0]

    return lambda **settings: make_caller(clock=Moving(), any_key=True, rate_limit="off", **settings)


def test_an_idle_tenant_is_deleted(make, times):
    call = make(idle_seconds=60)
    for key in ("busy", "idle"):
        create(call, key)

    times[0] += 40
    count(call, "busy")
    times[0] += 40

    assert count(call, "busy") == 1
    assert count(call, "idle") == 0


def test_the_least_recently_used_tenant_is_deleted_first(make, times):
    call = make(max_tenants=2)
    for key in ("first", "second"):
        create(call, key)
        times[0] += 1
    count(call, "first")
    times[0] += 1

    create(call, "third")

    assert [count(call, key) for key in ("first", "third")] == [1, 1]
    assert count(call, "second") == 0


def test_the_tenants_of_the_settings_are_permanent(make, times):
    call = make(keys=["kept"], max_tenants=1, idle_seconds=1)
    create(call, "kept")

    times[0] += 1000
    for number in range(5):
        create(call, f"temporary {number}")

    assert count(call, "kept") == 1


def test_only_temporary_tenants_have_a_maximum_of_resources(make):
    call = make(keys=["kept"], max_resources=2)

    assert [create(call, "temporary") for _ in range(3)] == [201, 201, 507]
    assert [create(call, "kept") for _ in range(3)] == [201] * 3


def test_a_deletion_allows_another_create(make):
    call = make(max_resources=2)
    project = call("POST /projects", {"name": "x"}, key="k").json["project_id"]
    where = f"/projects/{project}/api-keys"
    key = call(f"POST {where}", {"name": "x"}, key="k").json["api_key_id"]
    full = call(f"POST {where}", {"name": "x"}, key="k")
    assert (full.status, full.json["status"]) == (507, 507)

    call(f"DELETE {where}/{key}", key="k")

    assert call(f"POST {where}", {"name": "x"}, key="k").status == 201


@pytest.mark.parametrize("name", ["idle_seconds", "max_tenants", "max_resources", "max_bytes", "max_total_bytes"])
def test_a_limit_of_0_is_rejected(name):
    with pytest.raises(SettingsError, match=f"{name} must be more than 0"):
        create_app(**{name: 0})


def test_a_key_cannot_store_more_than_its_maximum_of_bytes(make, caplog):
    call = make(keys=["kept"], max_bytes=10_000)
    payload = {"name": "x" * 4000}

    projects = [call("POST /projects", payload, key="k") for _ in range(4)]

    assert [one.status for one in projects] == [201, 201, 201, 507]
    assert "maximum size of resources for this key (--max-bytes)" in projects[3].json["title"]
    assert "POST /projects is a 507: the resources of this key have 12" in caplog.text
    first = f"/projects/{projects[0].json['project_id']}"
    assert call(f"PATCH {first}", {"name": "x" * 4001}, key="k").status == 507
    assert call(f"PATCH {first}", {"name": "short"}, key="k").status == 200
    assert call("POST /projects", payload, key="k").status == 201
    assert [call("POST /projects", payload, key="kept").status for _ in range(4)] == [201] * 4


def test_a_deletion_frees_its_bytes(make):
    call = make(max_bytes=10_000)
    project = call("POST /projects", {"name": "x"}, key="k").json["project_id"]
    where = f"/projects/{project}/api-keys"
    keys = [call(f"POST {where}", {"name": "x" * 6000}, key="k") for _ in range(3)]
    assert [one.status for one in keys] == [201, 201, 507]

    call(f"DELETE {where}/{keys[0].json['api_key_id']}", key="k")

    assert call(f"POST {where}", {"name": "x"}, key="k").status == 201


def test_the_size_of_the_records_follows_every_change(tenant):
    records, table = tenant.records, ("/things/{id}/parts", ("1",))
    sizes = []
    for change in (
        lambda: records.insert(("/things", ()), "1", {"id": "1"}),
        lambda: records.insert(table, "a", {"id": "a", "value": "é"}),
        lambda: records.replace(table, "a", {"id": "a", "value": "longer"}),
        lambda: records.delete(("/things", ()), "1"),
        lambda: records.drop_below("/things", ("1",)),
    ):
        change()
        sizes.append(records.size)
    assert sizes == [10, 10 + 23, 10 + 27, 27, 0]


def test_evictions_are_logged_once_a_minute_with_their_sum(caplog):
    log = EvictionLog(1000)
    for second in (0, 1, 59, 60):
        log.add(float(second), 100)

    assert [record.getMessage().partition(":")[0] for record in caplog.records] == [
        "deleted the data of the least recently used key, 100 bytes",
        "deleted the data of the 3 least recently used keys, 300 bytes",
    ]


@pytest.mark.skipif("MOCK_TESTS_BACKEND" in os.environ, reason="only the memory limits the total size")
def test_the_data_of_the_least_recently_used_key_is_deleted_beyond_the_total(make, caplog):
    call = make(max_total_bytes=50_000)
    payload = {"name": "x" * 4000}  # with its recorded request and response, about 12,000 bytes
    for key in ("first", "second", "third", "fourth"):
        call("POST /projects", payload, key=key)
    assert "deleted the data" not in caplog.text
    call("POST /projects", payload, key="fifth")

    assert [count(call, key) for key in ("fifth", "fourth", "third", "second")] == [1] * 4
    assert count(call, "first") == 0
    assert caplog.text.count("deleted the data of the least recently used key") == 1
    assert "--max-total-bytes 50000" in caplog.text


@pytest.mark.skipif("MOCK_TESTS_BACKEND" in os.environ, reason="a database never deletes a tenant in use")
def test_a_key_that_is_deleted_while_it_is_used_is_not_counted(make_backend):
    backend = make_backend(permanent=frozenset(), max_tenants=1)
    with backend.transaction("old") as old:
        with backend.transaction("new"):
            pass
        old.records.insert(("/things", ()), "1", {"id": "1"})
    with backend.transaction("new") as new:
        new.records.insert(("/things", ()), "1", {"id": "1"})

    assert backend._usage.total == 10


@pytest.mark.skipif(os.environ.get("MOCK_TESTS_BACKEND") == "sqlite", reason="SQLite has one writer at a time")
def test_filling_a_tenant_slowly_does_not_block_others(make_backend):
    slow, begun, done = threading.Event(), threading.Event(), threading.Event()

    def fill(tenant):
        if tenant.key == "slow":
            begun.set()
            assert slow.wait(10)

    def use():
        with backend.transaction("slow"):
            done.set()

    backend = make_backend(fill=fill)
    thread = threading.Thread(target=use)
    thread.start()
    assert begun.wait(10)

    with backend.transaction("quick"):
        assert not done.is_set()
    slow.set()
    thread.join()
    assert done.is_set()


def test_a_tenant_is_filled_once_by_parallel_requests(make_backend):
    filled = []

    def fill(tenant):
        time.sleep(0.01)
        filled.append(tenant.key)

    def use(key):
        with backend.transaction(key) as tenant:
            return tenant.key

    backend = make_backend(fill=fill)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(use, ["one"] * 8))

    assert (filled, found) == (["one"], ["one"] * 8)
