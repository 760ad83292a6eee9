"""What is written is read again, and nothing else changes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract_tests.document import Collection
from contract_tests.making import seconds, stored
from contract_tests.model import Model, select
from contract_tests.samples import sample, sample_payload
from contract_tests.strategies import payloads
from contract_tests.subject import DOCUMENT, each_collection, each_delete, each_expiry, each_update
from contract_tests.target import Account, Target, mock_target


@each_collection
@given(data=st.data())
def test_what_is_created_is_read_and_listed_again(collection: Collection, data: st.DataObject) -> None:
    with mock_target() as target:
        account, operation = target.account, collection.operations["create"]
        ids = account.parents(collection)
        payload = data.draw(payloads(operation))
        answer = account.call(operation, ids, payload=payload)
        assert answer.status_code == operation.status, answer.text
        Model(DOCUMENT.collections).create(collection, ids, payload, answer.json(), target.clock.now())
        item = answer.json()
        assert account.call(collection.operations["get"], (*ids, item[collection.id_name])).json() == item
        assert account.call(collection.operations["list"], ids).json()["items"] == [item]


@each_collection
def test_a_property_that_is_left_out_has_its_default(account: Account, collection: Collection) -> None:
    item = account.create(collection, account.parents(collection))
    sent = sample_payload(collection.operations["create"])
    for name, schema in collection.writable.items():
        if name not in sent and "default" in schema:
            assert item[name] == schema["default"]


@each_collection
def test_ids_and_secrets_never_come_twice(account: Account, collection: Collection) -> None:
    ids = account.parents(collection)
    items = [account.create(collection, ids) for _ in range(50)]
    for name, schema in collection.properties.items():
        if schema.get("x-generate", {}).get("kind") in {"id", "secret"}:
            assert len({item[name] for item in items}) == 50


@each_update
def test_an_update_changes_what_it_names_and_nothing_else(account: Account, collection: Collection) -> None:
    operation, ids = collection.operations["update"], account.parents(collection)
    before, neighbour = (account.create(collection, ids, number) for number in (1, 2))
    required = {name: before[name] for name in operation.required}
    for name, schema in operation.properties.items():
        value = sample(schema, 7)
        answer = account.call(operation, (*ids, before[collection.id_name]), payload={**required, name: value})
        changed = {**before, name: stored(operation, name, value, seconds(before["created_at"]))}
        assert answer.json() == changed
        assert account.call(collection.operations["list"], ids).json()["items"] == [changed, neighbour]
        before, required = changed, required | ({name: value} if name in required else {})


@each_update
def test_an_update_moves_no_time_and_no_place(target: Target, collection: Collection) -> None:
    account, operation = target.account, collection.operations["update"]
    ids = account.parents(collection)
    items = [account.create(collection, ids, number) for number in range(3)]
    target.clock.advance(3600)
    account.call(operation, (*ids, items[0][collection.id_name]), payload=sample_payload(operation, 9))
    listed = account.call(collection.operations["list"], ids).json()["items"]
    assert [item[collection.id_name] for item in listed] == [item[collection.id_name] for item in items]
    assert [item["created_at"] for item in listed] == [item["created_at"] for item in items]


@each_delete
def test_a_deleted_item_is_gone_everywhere(account: Account, collection: Collection) -> None:
    ids, operation = account.parents(collection), collection.operations["list"]
    kept, gone = (account.create(collection, ids, number) for number in range(2))
    # Every filter and sort is read before as well: a server may keep what it needs for them.
    queries = [{}, *({one.name: gone[one.name]} for one in operation.filters)]
    queries += [{"sort_by": sort_by, "sort_order": "desc"} for sort_by in collection.sorts()]
    for query in queries:
        assert gone in account.call(operation, ids, query).json()["items"]
    place = (*ids, gone[collection.id_name])
    answer = account.call(collection.operations["delete"], place)
    assert (answer.status_code, answer.content) == (204, b"")
    for query in queries:
        assert account.call(operation, ids, query).json()["items"] == select(operation, [kept], query)
    assert account.call(collection.operations["count"], ids).json() == {"count": 1}
    for action in ("get", "update", "delete"):
        if action in collection.operations:
            assert account.perform(collection.operations[action], place).status_code == 404


@each_collection
def test_reading_changes_nothing(account: Account, collection: Collection) -> None:
    ids = account.parents(collection)
    place = (*ids, account.create(collection, ids)[collection.id_name])
    reads = [(collection.operations[one], place if one == "get" else ids) for one in ("get", "list", "count")]
    first = [account.call(operation, where).content for operation, where in reads]
    assert [account.call(operation, where).content for operation, where in reads] == first


@each_expiry
@pytest.mark.parametrize("day", ["2026-03-01", "2027-01-31", "2027-12-31", "2028-02-29"])
def test_what_is_scheduled_is_due_at_the_first_moment_of_the_next_month(
    target: Target, collection: Collection, day: str
) -> None:
    target.clock.advance(seconds(f"{day}T23:59:59+00:00") - target.clock.now())
    account, operation, at = target.account, collection.operations["update"], collection.resource["x-expire"]["at"]
    ids = account.parents(collection)
    place = (*ids, account.create(collection, ids)[collection.id_name])
    for word in collection.changeable[at]["x-set"]:
        answer = account.call(operation, place, payload=sample_payload(operation) | {at: word}).json()
        assert answer[at] == stored(operation, at, word, target.clock.now())
        assert answer[at].endswith("-01T00:00:00+00:00")


@each_expiry
def test_a_scheduled_item_is_marked_at_its_moment_and_then_gone_with_all_below(
    target: Target, collection: Collection
) -> None:
    account, expire = target.account, collection.resource["x-expire"]
    ids = account.parents(collection)
    item = account.create(collection, ids)
    place, get = (*ids, item[collection.id_name]), collection.operations["get"]
    children = [one for one in DOCUMENT.collections if one.parents == (*collection.parents, collection)]
    below = [(child, account.create(child, place)[child.id_name]) for child in children]
    schedule = {expire["at"]: next(iter(collection.changeable[expire["at"]]["x-set"]))}
    payload = sample_payload(collection.operations["update"]) | schedule
    due = seconds(account.call(collection.operations["update"], place, payload=payload).json()[expire["at"]])
    for moment, flag in ((due - 1, False), (due, True), (due + expire["seconds"] - 1, True)):
        target.clock.advance(moment - target.clock.now())
        assert account.call(get, place).json()[expire["flag"]] is flag
        assert [one[expire["flag"]] for one in account.call(collection.operations["list"], ids).json()["items"]] == [
            flag
        ]
    target.clock.advance(1)
    assert account.call(get, place).status_code == 404
    assert account.call(collection.operations["count"], ids).json() == {"count": 0}
    for child, child_id in below:
        assert account.call(child.operations["get"], (*place, child_id)).status_code == 404
        assert account.call(child.operations["list"], place).status_code == 404
