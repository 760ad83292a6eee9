"""The store: orders, filters, and stale reads while records change."""

from operator import itemgetter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apivideo_admin_mock.backends.interface import Filter
from apivideo_admin_mock.backends.moment import Moment, moment_key
from apivideo_admin_mock.tenants.stale import BeforeLastWrite
from apivideo_admin_mock.tenants.writes import delete, insert, replace

TABLE = ("/things", ())
VALUES = st.one_of(st.none(), st.sampled_from(["", "a", "b", "B", "é", "ab"]))
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("insert"), VALUES),
        st.tuples(st.just("replace"), st.integers(0, 9), VALUES),
        st.tuples(st.just("delete"), st.integers(0, 9)),
        st.tuples(st.just("read"), st.booleans()),  # whether the read is stale
    ),
    max_size=30,
)


FILTERS = st.lists(
    st.one_of(
        st.builds(Filter, st.just("value"), st.just("contains"), st.sampled_from(["", "a", "ab"])),
        st.builds(Filter, st.sampled_from(["value", "id"]), st.just("equals"), st.sampled_from(["a", "1", None])),
    ),
    max_size=2,
)


def passes(record, one):
    value = record[one.name]
    return value == one.value if one.match == "equals" else value is not None and one.value in value


ORDERS = st.tuples(st.sampled_from([None, "value", "id"]), st.booleans())
RANGES = st.tuples(st.integers(0, 4), st.integers(1, 4))


@settings(deadline=None)  # a backend can be a database, which takes longer to create
@given(STEPS, FILTERS, ORDERS, RANGES)
def test_every_page_equals_the_page_of_a_plain_sort(make_backend, steps, filters, order, part):
    (sort_by, descending), (start, size) = order, part
    with make_backend().transaction("key") as tenant:
        store, model = tenant.records, []

        def page(records):
            return records.page(TABLE, filters, sort_by=sort_by, descending=descending, start=start, size=size)

        for number, step in enumerate(steps):
            match step:
                case ("insert", value):
                    record = {"id": str(number), "value": value}
                    insert(tenant, TABLE, record["id"], record)
                    model.append(record)
                case ("replace", index, value) if index < len(model):
                    before, model[index] = model[index], model[index] | {"value": value}
                    replace(tenant, TABLE, before["id"], model[index], before)
                case ("delete", index) if index < len(model):
                    before = model.pop(index)
                    delete(tenant, TABLE, before["id"], before)
                case ("read", stale):  # creates the indexes now, so that later steps must update them
                    page(BeforeLastWrite(tenant) if stale else store)

        expected = [record for record in model if all(passes(record, one) for one in filters)]
        assert store.count(TABLE, filters) == len(expected)
        if sort_by is not None:
            # A reversed sort keeps the order of equal values, as required.
            expected.sort(key=lambda record: (record[sort_by] is not None, record[sort_by] or ""), reverse=descending)
        assert page(store) == expected[start : start + size]
        assert list(store.all(TABLE)) == model


@pytest.mark.parametrize("share", [2, 50])
@pytest.mark.parametrize("descending", [False, True])
def test_many_and_few_matches_have_the_same_order(tenant, share, descending):
    store = tenant.records
    records = [{"id": str(n), "value": f"{n * 7919 % 100} {'hit' if n % share == 0 else 'miss'}"} for n in range(200)]
    for record in records:
        store.insert(TABLE, record["id"], record)

    found = store.page(TABLE, [Filter("value", "contains", "hit")], sort_by="value", descending=descending, size=200)

    hits = [record for record in records if "hit" in record["value"]]
    assert found == sorted(hits, key=lambda record: record["value"], reverse=descending)


@pytest.mark.parametrize("first", ["equals", "contains"])
@pytest.mark.parametrize(("second", "expected"), [("equals", []), ("contains", ["1"])])
def test_several_filters_can_have_different_kinds(tenant, first, second, expected):
    store = tenant.records
    for number, value in (("1", "abc"), ("2", "xyz")):
        store.insert(TABLE, number, {"id": number, "kind": "k", "value": value})
    filters = [Filter("kind", first, "k"), Filter("value", second, "b")]
    assert [record["id"] for record in store.page(TABLE, filters, size=9)] == expected


THINGS = [
    {
        "id": "1",
        "kind": "a",
        "value": "2024-02-05",
        "at": "2024-02-05T00:00:00+01:00",
        "size": {"width": 9},
        "tags": ["x", "y"],
    },
    {
        "id": "2",
        "kind": "b",
        "value": "2024-02-06",
        "at": "2024-02-04T23:30:00Z",
        "size": {"width": 10},
        "tags": ["y,z"],
    },
    {"id": "3", "kind": None, "value": None, "at": None, "size": None, "tags": None},
    {
        "id": "4",
        "kind": "b",
        "value": "2024-02-05",
        "at": "2024-02-05T00:00:00.5+02:00",
        "size": {"width": 2},
        "tags": [],
    },
]


@pytest.mark.parametrize(
    ("name", "match", "value", "expected"),
    [
        ("value", "gte", "2024-02-05", ["1", "2", "4"]),
        ("value", "gt", "2024-02-05", ["2"]),
        ("value", "lte", "2024-02-05", ["1", "4"]),
        ("value", "lt", "2024-02-05", []),
        (Moment("at"), "gte", "2024-02-04T23:00:00Z", ["1", "2"]),
        (Moment("at"), "lt", "2024-02-05T00:00:00+01:00", ["4"]),
        (Moment("at"), "equals", "2024-02-05T00:30:00+01:00", ["2"]),
        ("size.width", "equals", 10, ["2"]),
        ("size.width", "gt", 2, ["1", "2"]),
        ("size.width", "lte", 9.5, ["1", "4"]),
        ("size.height", "equals", 1, []),
        ("tags", "has", ["y"], ["1"]),
        ("tags", "has", ["y", "x"], ["1"]),
        ("tags", "has", ["y,z"], ["2"]),
        ("kind", "equals", "b", ["2", "4"]),
        ("kind", "contains", "", ["1", "2", "4"]),
    ],
)
def test_each_kind_of_filter_matches_values_of_its_type(make_backend, name, match, value, expected):
    wanted = moment_key(value) if isinstance(name, Moment) else value
    names = ("id", "kind", Moment("at"), "size.width", "value")
    with make_backend(indexed=lambda: {"/things": names}).transaction("key") as tenant:
        for record in THINGS:
            tenant.records.insert(TABLE, record["id"], record)
        filters = [Filter(name, match, wanted)]
        found = tenant.records.page(TABLE, filters, size=9)
        assert [record["id"] for record in found] == expected
        assert tenant.records.count(TABLE, [*filters, Filter("kind", "contains", "")]) == len(expected)
        backwards = tenant.records.page(TABLE, filters, sort_by="id", descending=True, size=9)
        assert [record["id"] for record in backwards] == expected[::-1]


@pytest.mark.parametrize(("match", "expected"), [("gte", ["1", "2"]), ("lt", [])])
def test_dates_are_compared_where_every_value_can_be_indexed(tenant, match, expected):
    for record in THINGS[:3]:
        tenant.records.insert(TABLE, record["id"], {name: record[name] for name in ("id", "kind", "value")})
    filters = [Filter("value", match, "2024-02-05")]
    assert [record["id"] for record in tenant.records.page(TABLE, filters, size=9)] == expected
    assert tenant.records.count(TABLE, [Filter("kind", "equals", 5)]) == 0


def test_a_stale_read_does_not_change_the_store(tenant):
    store = tenant.records
    for number in "123":
        insert(tenant, TABLE, number, {"id": number, "value": number})
    with_filter = [Filter("value", "contains", "")]
    assert [record["id"] for record in store.page(TABLE, with_filter, size=9)] == ["1", "2", "3"]
    delete(tenant, TABLE, "2", {"id": "2", "value": "2"})

    stale = BeforeLastWrite(tenant)
    assert [record["id"] for record in stale.page(TABLE, with_filter, size=9)] == ["1", "2", "3"]
    assert (stale.count(TABLE), stale.get(TABLE, "2")) == (3, {"id": "2", "value": "2"})

    assert [record["id"] for record in store.page(TABLE, with_filter, size=9)] == ["1", "3"]


def test_tables_below_an_item_are_deleted_at_any_depth(tenant):
    store = tenant.records
    below = [("/a/{a}/b", ("1",)), ("/a/{a}/b/{b}/c", ("1", "2")), ("/a/{a}/b", ("9",)), ("/z/{z}/b", ("1",))]
    for table in below:
        store.insert(table, "x", {"id": "x"})

    store.drop_below("/a", ("1",))

    assert [store.count(table) for table in below] == [0, 0, 1, 1]


@pytest.mark.parametrize("a", ["a", "as"])
def test_only_the_tables_below_a_nested_item_are_deleted(tenant, a):
    store = tenant.records
    below = f"/{a}/{{a}}/b/{{b}}/c"
    tables = [(below, ("1", "2")), (below, ("1", "3")), (f"/{a}/{{a}}/b", ("1",))]
    for table in tables:
        store.insert(table, "x", {"id": "x"})

    store.drop_below(f"/{a}/{{a}}/b", ("1", "2"))
    assert [store.count(table) for table in tables] == [0, 1, 1]
    assert len(store) == 2

    store.drop_below(f"/{a}", ("1",))
    assert [store.count(table) for table in tables] == [0, 0, 0]
    assert len(store) == 0


def test_a_deleted_table_can_be_filled_and_deleted_again(tenant):
    store, table = tenant.records, ("/a/{a}/b", ("1",))
    for _ in range(2):
        store.insert(table, "x", {"id": "x"})
        store.drop_below("/a", ("1",))
        assert (store.count(table), len(store)) == (0, 0)


def test_every_change_updates_the_size_of_a_store(tenant):
    store = tenant.records
    sizes = []
    for number in "12":
        store.insert(TABLE, number, {"id": number})
        sizes.append(len(store))
    store.replace(TABLE, "1", {"id": "1", "value": "new"})
    sizes.append(len(store))
    store.delete(TABLE, "1")
    sizes.append(len(store))
    assert sizes == [1, 2, 2, 1]


def test_a_missing_record_is_none_and_a_missing_table_is_empty(tenant):
    store = tenant.records
    assert (store.get(TABLE, "x"), store.count(TABLE), store.page(TABLE, size=5)) == (None, 0, [])
    store.insert(TABLE, "y", {"id": "y"})
    assert store.get(TABLE, "x") is None


@pytest.mark.parametrize("change", ["insert", "replace", "delete"])
def test_a_stale_read_returns_the_data_before_the_last_write(tenant, change):
    for number in "123":
        insert(tenant, TABLE, number, {"id": number})
    before = list(tenant.records.all(TABLE))
    match change:
        case "insert":
            insert(tenant, TABLE, "4", {"id": "4"})
        case "replace":
            replace(tenant, TABLE, "2", {"id": "2", "value": "new"}, {"id": "2"})
        case "delete":
            delete(tenant, TABLE, "2", {"id": "2"})
    after = list(tenant.records.all(TABLE))
    assert after != before
    assert BeforeLastWrite(tenant).page(TABLE, size=9) == before
    assert list(tenant.records.all(TABLE)) == after


def test_a_stale_read_without_a_write_is_a_normal_read(tenant):
    assert BeforeLastWrite(tenant).page(TABLE, size=9) == []


def test_a_replacement_does_not_change_the_old_record(tenant):
    store = tenant.records
    store.insert(TABLE, "x", {"id": "x", "value": "before"})
    seen = store.get(TABLE, "x")

    store.replace(TABLE, "x", {"id": "x", "value": "after"})

    assert list(map(itemgetter("value"), (seen, store.get(TABLE, "x")))) == ["before", "after"]


def test_the_size_of_figures_is_undone_with_them(make_backend):
    backend = make_backend()
    with backend.transaction("key") as tenant:
        tenant.set_figures("report", ("a",), {"2026-01-01": {"n": 1}})
    size = len('{"2026-01-01":{"n":1}}')

    def fail() -> None:
        with backend.transaction("key") as tenant:
            tenant.set_figures("report", ("a",), {})
            tenant.set_figures("report", ("b",), {"2026-01-01": {"n": 1000}})
            assert tenant.figures_size == size + 5
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with backend.transaction("key") as tenant:
        assert tenant.figures_size == size
        tenant.clear()
        assert tenant.figures_size == 0
