"""A state machine that does the same to a server and to reference models, and compares them (Hypothesis, stateful)."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from apivideo_admin_contract.client.account import Account
from apivideo_admin_contract.document.document import Collection, Ids
from apivideo_admin_contract.model.pages import check_links, page_of, select
from apivideo_admin_contract.model.reference import ReferenceModel
from apivideo_admin_contract.rules import expect
from apivideo_admin_contract.rules.verdict import Skipped
from apivideo_admin_contract.session.session import Session
from apivideo_admin_contract.values.strategies import valid_payloads, valid_queries


class AccountMachine(RuleBasedStateMachine):
    """One or two accounts on one server, each with its model. ``origin`` is set by `machine_of`."""

    origin: Session

    def __init__(self) -> None:
        super().__init__()
        self._stack = ExitStack()
        self.session = self._stack.enter_context(self.origin.fresh())
        self.accounts: tuple[Account, ...] = tuple(filter(None, (self.session.account, self.session.other)))
        collections = self.session.document.collections
        self.models = tuple(ReferenceModel(collections, self.session.time.tolerance) for _ in self.accounts)
        for account, model in zip(self.accounts, self.models, strict=True):
            for collection in collections:
                if not collection.parents:
                    model.add_existing(collection, (), self.session.fixture(collection, account=account).rows)

    @initialize(data=st.data(), numbers=st.tuples(st.integers(1, 5), st.integers(1, 2), st.sampled_from([0, 3, 7, 20])))
    def begin(self, data: st.DataObject, numbers: tuple[int, int, int]) -> None:
        """Fill both accounts, and what is below an item of the first, so that most rules have something to do at once."""
        roots = [one for one in self._with("create") if not one.parents]
        for who, _account in enumerate(self.accounts):
            for _ in range(numbers[who]):
                self._create(data, who, data.draw(st.sampled_from(roots)), ())
        for collection in self._with("create"):
            fixtures = [ids for ids in self.models[0].parents(collection) if self._may_change(ids)]
            if collection.parents and fixtures:
                for _ in range(numbers[2]):
                    self._create(data, 0, collection, fixtures[0])

    @rule(data=st.data(), number=st.integers(1, 6))
    def create(self, data: st.DataObject, number: int) -> None:
        """Create some items below any existing one."""
        who, collection, ids = data.draw(st.sampled_from(self._fixtures("create")))
        for _ in range(number):
            self._create(data, who, collection, ids)

    @precondition(lambda self: self._any("update"))
    @rule(data=st.data())
    def update(self, data: st.DataObject) -> None:
        """Change an item; only what the payload names may change."""
        who, collection, ids = self._draw_item(data, "update")
        operation = collection.operations["update"]
        payload = data.draw(valid_payloads(operation))
        response = self.accounts[who].call(operation, ids, payload=payload)
        changed = expect.body(response, operation.status)
        expected = self.models[who].update(collection, ids, payload, changed, self._now())
        expect.equal(changed, expected, "the changed item")

    @precondition(lambda self: self._any("update"))
    @rule(data=st.data())
    def refused_update(self, data: st.DataObject) -> None:
        """Send a change that is refused; nothing may change, which later reads show."""
        who, collection, ids = self._draw_item(data, "update")
        operation = collection.operations["update"]
        payload = data.draw(valid_payloads(operation)) | {collection.id_name: "mine"}
        expect.status(self.accounts[who].call(operation, ids, payload=payload), 400)

    @rule(data=st.data())
    def refused_create(self, data: st.DataObject) -> None:
        """Send an item that is refused; nothing may be made, which later reads show."""
        who, collection, ids = data.draw(st.sampled_from(self._fixtures("create")))
        operation = collection.operations["create"]
        payload = data.draw(valid_payloads(operation)) | {collection.id_name: "mine"}
        expect.status(self.accounts[who].call(operation, ids, payload=payload), 400)

    @precondition(lambda self: self._any("delete"))
    @rule(data=st.data())
    def delete(self, data: st.DataObject) -> None:
        """Delete an item; it is gone."""
        who, collection, ids = self._draw_item(data, "delete")
        response = self.accounts[who].call(collection.operations["delete"], ids)
        expect.status(response, collection.operations["delete"].status)
        self.models[who].delete(collection, ids)
        if "get" in collection.operations:
            expect.status(self.accounts[who].call(collection.operations["get"], ids), 404, "a get after the delete")

    @precondition(lambda self: self._any("get"))
    @rule(data=st.data())
    def get(self, data: st.DataObject) -> None:
        """Read an item; the other account can't."""
        who, collection, ids = self._draw_item(data, "get")
        response = self.accounts[who].call(collection.operations["get"], ids)
        expect.equal(expect.body(response), self.models[who].item(collection, ids), "the item")
        for other in self.accounts[:who] + self.accounts[who + 1 :]:
            expect.status(other.call(collection.operations["get"], ids), 404, "a get by another account")

    @precondition(lambda self: self._any("get"))
    @rule(data=st.data())
    def get_under_another_parent(self, data: st.DataObject) -> None:
        """Read an item below another parent than its own."""
        who, collection, ids = self._draw_item(data, "get")
        for fixture in self.models[who].parents(collection):
            if fixture != ids[:-1]:
                response = self.accounts[who].call(collection.operations["get"], (*fixture, ids[-1]))
                expect.status(response, 404, "a get below another parent")

    @rule(data=st.data(), times=st.integers(1, 4))
    def read_pages(self, data: st.DataObject, times: int) -> None:
        """Read pages under any filters and sort."""
        who, collection, ids = self._draw_place(data, "list")
        operation, rows = collection.operations["list"], self.models[who].rows(collection, ids)
        for _ in range(times):
            query = data.draw(valid_queries(operation, rows))
            response = self.accounts[who].call(operation, ids, query)
            page = expect.body(response)
            found = select(operation, rows, query)
            expected, number, size = page_of(operation, found, query)
            expect.equal(page["items"], expected, f"the items under {query}")
            pagination = {"page": number, "page_size": size, "item_count": len(expected)}
            expect.equal(page["pagination"], pagination, "`pagination`")
            more = len(found) > number * size
            check_links(page["links"], operation.path_for(ids), query, number, size, more=more)

    @rule(data=st.data())
    def count(self, data: st.DataObject) -> None:
        """Count under any filters."""
        who, collection, ids = self._draw_place(data, "count")
        operation, rows = collection.operations["count"], self.models[who].rows(collection, ids)
        query = data.draw(valid_queries(operation, rows))
        response = self.accounts[who].call(operation, ids, query)
        expected = {"count": len(select(operation, rows, query))}
        expect.equal(expect.body(response), expected, f"the count under {query}")

    @precondition(lambda self: self.session.clock is not None)
    @rule(days=st.sampled_from([0.0001, 0.01, 1, 20, 31, 330]))
    def wait(self, days: float) -> None:
        """Let time pass; what was scheduled is marked, then goes."""
        self._move_to(self._now() + days * 86_400)

    @precondition(lambda self: self.session.clock is not None and any(model.scheduled_times() for model in self.models))
    @rule(data=st.data(), before=st.sampled_from([0, 1]))
    def wait_until_something_is_due(self, data: st.DataObject, before: int) -> None:
        """Let time pass until the very moment at which something is marked or goes, or the second before."""
        moments = [moment - before for model in self.models for moment in model.scheduled_times()]
        self._move_to(max(self._now(), data.draw(st.sampled_from(moments))))

    def teardown(self) -> None:
        """Compare all that there is, then close. What went wrong before is what is told: it may be why the models differ now."""
        try:
            if sys.exc_info()[0] is None:
                self._compare_all()
        finally:
            self._stack.close()

    def _move_to(self, moment: float) -> None:
        self.session.move(moment - self._now())
        for model in self.models:
            model.apply_schedule(self._now())
        self._compare_all()

    def _compare_all(self) -> None:
        for account, model in zip(self.accounts, self.models, strict=True):
            for collection in self._with("list"):
                for ids in model.parents(collection):
                    page = expect.body(account.call(collection.operations["list"], ids, {"page_size": 100}))
                    expect.equal(page["items"], model.rows(collection, ids)[:100], "the items in the end")

    def _create(self, data: st.DataObject, who: int, collection: Collection, ids: Ids) -> None:
        operation, account = collection.operations["create"], self.accounts[who]
        payload: dict[str, Any] = data.draw(valid_payloads(operation))
        try:
            item = account.create(collection, ids, payload)
        except Skipped:  # no more may be made on this server; what is there is enough to go on
            return
        self.models[who].create(collection, ids, payload, item, self._now())
        self._take_over_below(who, collection, (*ids, item[collection.id_name]))

    def _take_over_below(self, who: int, collection: Collection, ids: Ids) -> None:
        """Learn what the server itself put below a new item, where no request can."""
        for child in self.session.document.children_of(collection):
            if "create" not in child.operations:
                rows = self.session.fixtures.existing(self.accounts[who], child, ids)
                self.models[who].add_existing(child, ids, rows or [])

    def _now(self) -> float:
        return self.session.time.now()

    def _with(self, action: str) -> tuple[Collection, ...]:
        return tuple(one for one in self.session.document.collections if action in one.operations)

    def _may_change(self, ids: Ids) -> bool:
        """Tell whether the path of these ids is of what this run made, all the way."""
        return self.session.connection.write_log.ownership.find_foreign(ids) is None

    def _any(self, action: str) -> bool:
        return bool(self._items(action))

    def _fixtures(self, action: str) -> list[tuple[int, Collection, Ids]]:
        return [
            (who, one, ids)
            for who, model in enumerate(self.models)
            for one in self._with(action)
            for ids in model.parents(one)
            if action != "create" or self._may_change(ids)
        ]

    def _items(self, action: str) -> list[tuple[int, Collection, Ids]]:
        return [
            (who, one, ids)
            for who, model in enumerate(self.models)
            for one in self._with(action)
            for ids in model.items(one)
            if action not in {"update", "delete"} or self._may_change(ids)
        ]

    def _draw_place(self, data: st.DataObject, action: str) -> tuple[int, Collection, Ids]:
        """Draw where a collection is: mostly where it holds something."""
        fixtures = self._fixtures(action)
        filled = [fixture for fixture in fixtures if len(self.models[fixture[0]].rows(*fixture[1:])) > 1]
        return data.draw(st.sampled_from(filled or fixtures) | st.sampled_from(fixtures))

    def _draw_item(self, data: st.DataObject, action: str) -> tuple[int, Collection, Ids]:
        return data.draw(st.sampled_from(self._items(action)))


def account_machine(session: Session) -> type[RuleBasedStateMachine]:
    """Give a machine that works on the server of a lab."""
    return type("AccountsMachine", (AccountMachine,), {"origin": session})
