"""The store: orders that hold while records come, change and go."""

from operator import itemgetter

from hypothesis import given
from hypothesis import strategies as st

from apivideo_admin_mock.store import MemoryStore

TABLE = ("/things", ())
VALUES = st.one_of(st.none(), st.sampled_from(["", "a", "b", "B", "é"]))
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("insert"), VALUES),
        st.tuples(st.just("replace"), st.integers(0, 9), VALUES),
        st.tuples(st.just("delete"), st.integers(0, 9)),
        st.tuples(st.just("read"), st.booleans()),
    ),
    max_size=30,
)


@given(STEPS, st.integers(0, 5))
def test_every_order_equals_a_plain_sort_of_what_is_there(steps, start):
    store, model = MemoryStore(), []
    for number, step in enumerate(steps):
        match step:
            case ("insert", value):
                record = {"id": str(number), "value": value}
                store.insert(TABLE, record["id"], record)
                model.append(record)
            case ("replace", index, value) if index < len(model):
                model[index] = model[index] | {"value": value}
                store.replace(TABLE, model[index]["id"], model[index])
            case ("delete", index) if index < len(model):
                store.delete(TABLE, model.pop(index)["id"])
            case ("read", descending):  # makes the index now, so that later steps must keep it
                list(store.scan(TABLE, "value", descending=descending))

    def key(record):
        return (record["value"] is not None, record["value"] or "")

    assert list(store.scan(TABLE, None, descending=False, start=start)) == model[start:]
    assert list(store.scan(TABLE, "value", descending=False, start=start)) == sorted(model, key=key)[start:]
    # A reversed sort keeps the order of equals, as ties must.
    descending = sorted(model, key=key, reverse=True)
    assert list(store.scan(TABLE, "value", descending=True, start=start)) == descending[start:]
    assert store.size(TABLE) == len(model)


def test_what_is_below_an_item_goes_with_it_at_any_depth():
    store = MemoryStore()
    below = [("/a/b", ("1",)), ("/a/b/c", ("1", "2")), ("/a/b", ("9",))]
    for table in below:
        store.insert(table, "x", {"id": "x"})

    store.drop_below(("1",))

    assert [store.size(table) for table in below] == [0, 0, 1]


def test_a_record_that_is_replaced_is_a_new_one():
    store = MemoryStore()
    store.insert(TABLE, "x", {"id": "x", "value": "before"})
    seen = store.get(TABLE, "x")

    store.replace(TABLE, "x", {"id": "x", "value": "after"})

    assert list(map(itemgetter("value"), (seen, store.get(TABLE, "x")))) == ["before", "after"]
