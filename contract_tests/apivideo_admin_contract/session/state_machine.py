"""A state machine that sends the same changes to a server and to reference models, and compares them (Hypothesis, stateful)."""

from __future__ import annotations

import sys
from contextlib import ExitStack

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from apivideo_admin_contract.client.account import Account
from apivideo_admin_contract.document.document import Collection, Ids
from apivideo_admin_contract.model.pages import check_page_content, select
from apivideo_admin_contract.model.reference import ReferenceModel
from apivideo_admin_contract.rules import expect
from apivideo_admin_contract.rules.verdict import Skipped, Violation
from apivideo_admin_contract.session.choices import Choices
from apivideo_admin_contract.session.explore import Failures
from apivideo_admin_contract.session.session import Session
from apivideo_admin_contract.values.strategies import valid_payloads, valid_queries
from apivideo_admin_contract.values.unique import free_payload


class AccountMachine(RuleBasedStateMachine):
    """One or two accounts on one server, each with its model. `account_machine` sets the attributes of the class."""

    origin: Session
    failures: Failures

    def __init__(self) -> None:
        super().__init__()
        self._stack = ExitStack()
        self.session = self._stack.enter_context(self.origin.fresh())
        self.accounts: tuple[Account, ...] = tuple(filter(None, (self.session.account, self.session.other)))
        collections = self.session.document.collections
        self.models = tuple(ReferenceModel(collections, self.session.time.tolerance) for _ in self.accounts)
        self.choices = Choices(self.session, self.models)
        for account, model in zip(self.accounts, self.models, strict=True):
            for collection in collections:
                if not collection.parents:
                    model.add_existing(collection, (), self.session.fixture(collection, account=account).rows)

    @initialize(data=st.data(), numbers=st.tuples(st.integers(1, 5), st.integers(1, 2), st.sampled_from([0, 3, 7, 20])))
    def begin(self, data: st.DataObject, numbers: tuple[int, int, int]) -> None:
        """Create items in both accounts, and below an item of the first one, so that most rules can run at once."""
        roots = [one for one in self.choices.collections("create") if not one.parents]
        for index in range(len(self.accounts)):
            for _ in range(numbers[index]):
                self._create(data, index, data.draw(st.sampled_from(roots)), ())
        for collection in self.choices.collections("create"):
            parents = [ids for ids in self.models[0].parent_ids(collection) if self.choices.may_change(ids)]
            if collection.parents and parents:
                for _ in range(numbers[2]):
                    self._create(data, 0, collection, parents[0])

    @rule(data=st.data(), number=st.integers(1, 6))
    def create(self, data: st.DataObject, number: int) -> None:
        """Create some items in any collection."""
        index, collection, ids = data.draw(st.sampled_from(self.choices.lists("create")))
        for _ in range(number):
            self._create(data, index, collection, ids)

    @precondition(lambda self: self._any("update"))
    @rule(data=st.data())
    def update(self, data: st.DataObject) -> None:
        """Update an item. Only the properties in the payload may change."""
        self._update(data, *self._draw_item(data, "update"))

    def _update(self, data: st.DataObject, index: int, collection: Collection, ids: Ids) -> None:
        operation = collection.operations["update"]
        others = [one for one in self.models[index].rows(collection, ids[:-1]) if one[collection.id_name] != ids[-1]]
        payload = free_payload(collection, operation, data.draw(valid_payloads(operation)), others)
        response = self.accounts[index].call(operation, ids, payload=payload)
        changed = expect.body(response, operation.status)
        expected = self.models[index].update(collection, ids, payload, changed, self._now())
        expect.equal(changed, expected, "the updated item")
        # An update can set a time of expiry that is past.
        self.models[index].apply_schedule(self._now())

    @precondition(lambda self: bool(self.choices.performs()))
    @rule(data=st.data())
    def perform(self, data: st.DataObject) -> None:
        """Call a custom action of an item. Only the properties of its effect may change."""
        index, collection, ids, operation = data.draw(st.sampled_from(self.choices.performs()))
        response = self.accounts[index].perform(operation, ids)
        expect.status(response, operation.status)
        if operation.response is None:
            response = self.accounts[index].call(collection.operations["get"], ids)
        changed = expect.body(response)
        expected = self.models[index].perform(collection, ids, operation, changed, self._now())
        expect.equal(changed, expected, f"the item after {operation.id}")

    @precondition(lambda self: self._any("update"))
    @rule(data=st.data())
    def refused_update(self, data: st.DataObject) -> None:
        """Send an invalid update, and sometimes a valid one. Later reads show whether the first changed anything."""
        index, collection, ids = self._draw_item(data, "update")
        operation = collection.operations["update"]
        payload = data.draw(valid_payloads(operation)) | {collection.id_name: "mine"}
        expect.status(self.accounts[index].call(operation, ids, payload=payload), 400)
        if data.draw(st.booleans()):
            self._update(data, index, collection, ids)

    @rule(data=st.data())
    def refused_create(self, data: st.DataObject) -> None:
        """Send an invalid create. Later reads show whether it created anything."""
        index, collection, ids = data.draw(st.sampled_from(self.choices.lists("create")))
        operation = collection.operations["create"]
        payload = data.draw(valid_payloads(operation)) | {collection.id_name: "mine"}
        expect.status(self.accounts[index].call(operation, ids, payload=payload), 400)

    @precondition(lambda self: self._any("delete"))
    @rule(data=st.data())
    def delete(self, data: st.DataObject) -> None:
        """Delete an item. A get must return a 404 then."""
        index, collection, ids = self._draw_item(data, "delete")
        response = self.accounts[index].call(collection.operations["delete"], ids)
        expect.status(response, collection.operations["delete"].status)
        self.models[index].delete(collection, ids)
        if "get" in collection.operations:
            expect.status(self.accounts[index].call(collection.operations["get"], ids), 404, "the get after the delete")

    @precondition(lambda self: self._any("get"))
    @rule(data=st.data())
    def get(self, data: st.DataObject) -> None:
        """Get an item. The other account must get a 404."""
        index, collection, ids = self._draw_item(data, "get")
        response = self.accounts[index].call(collection.operations["get"], ids)
        expect.equal(expect.body(response), self.models[index].item(collection, ids), "the item")
        for other in self.accounts[:index] + self.accounts[index + 1 :]:
            expect.status(other.call(collection.operations["get"], ids), 404, "the get by another account")

    @precondition(lambda self: self._any("get"))
    @rule(data=st.data())
    def get_under_another_parent(self, data: st.DataObject) -> None:
        """Get an item below another parent. It must be a 404."""
        index, collection, ids = self._draw_item(data, "get")
        for parent in self.models[index].parent_ids(collection):
            if parent != ids[:-1]:
                response = self.accounts[index].call(collection.operations["get"], (*parent, ids[-1]))
                expect.status(response, 404, "the get below another parent")

    @precondition(lambda self: bool(self.choices.collections("list")))
    @rule(data=st.data(), times=st.integers(1, 4))
    def read_pages(self, data: st.DataObject, times: int) -> None:
        """Read pages with any filters and sort."""
        index, collection, ids = self._draw_list(data, "list")
        operation, rows = collection.operations["list"], self.models[index].rows(collection, ids)
        for _ in range(times):
            query = data.draw(valid_queries(operation, rows))
            page = expect.body(self.accounts[index].call(operation, ids, query))
            check_page_content(operation, ids, query, page, select(operation, rows, query))

    @precondition(lambda self: bool(self.choices.collections("count")))
    @rule(data=st.data())
    def count(self, data: st.DataObject) -> None:
        """Count with any filters."""
        index, collection, ids = self._draw_list(data, "count")
        operation, rows = collection.operations["count"], self.models[index].rows(collection, ids)
        query = data.draw(valid_queries(operation, rows))
        response = self.accounts[index].call(operation, ids, query)
        expected = {"count": len(select(operation, rows, query))}
        expect.equal(expect.body(response), expected, f"the count with {query}")

    @precondition(lambda self: self.session.clock is not None)
    @rule(days=st.sampled_from([0.0001, 0.01, 1, 20, 31, 330]))
    def wait(self, days: float) -> None:
        """Let time pass. Scheduled items are marked, then removed."""
        self._move_to(self._now() + days * 86_400)

    @precondition(lambda self: self.session.clock is not None and any(model.scheduled_times() for model in self.models))
    @rule(data=st.data(), before=st.sampled_from([0, 1]))
    def wait_until_something_is_due(self, data: st.DataObject, before: int) -> None:
        """Let time pass until an item is marked or removed, or until the second before."""
        moments = [moment - before for model in self.models for moment in model.scheduled_times()]
        self._move_to(max(self._now(), data.draw(st.sampled_from(moments))))

    def teardown(self) -> None:
        """Compare all items, then close the session. After a failed step it only closes: the models may differ because of it."""
        error: BaseException | None = sys.exc_info()[1]
        try:
            if error is None:
                self._compare_all()
        except Violation as at_the_end:
            error = at_the_end
            raise
        finally:
            self.failures.record(error)
            self._stack.close()

    def _move_to(self, moment: float) -> None:
        self.session.move(moment - self._now(), expiring=True)
        for model in self.models:
            model.apply_schedule(self._now())
        self._compare_all()

    def _compare_all(self) -> None:
        for account, model in zip(self.accounts, self.models, strict=True):
            for collection in self.choices.collections("list"):
                for ids in model.parent_ids(collection):
                    page = expect.body(account.call(collection.operations["list"], ids, {"page_size": 100}))
                    expect.equal(page["items"], model.rows(collection, ids)[:100], "the items at the end")

    def _create(self, data: st.DataObject, index: int, collection: Collection, ids: Ids) -> None:
        operation, account = collection.operations["create"], self.accounts[index]
        others = self.models[index].rows(collection, ids)
        payload = free_payload(collection, operation, data.draw(valid_payloads(operation)), others)
        try:
            item = account.create(collection, ids, payload)
        except Skipped:  # the budget of the run is used up; the machine continues with the existing items
            return
        self.models[index].create(collection, ids, payload, item, self._now())
        self._take_over_below(index, collection, (*ids, item[collection.id_name]))

    def _take_over_below(self, index: int, collection: Collection, ids: Ids) -> None:
        """Add the items that the server itself created below a new item, in collections without a create."""
        for child in self.session.document.children_of(collection):
            if "create" not in child.operations:
                rows = self.session.fixtures.existing(self.accounts[index], child, ids)
                self.models[index].add_existing(child, ids, rows or [])

    def _now(self) -> float:
        return self.session.time.now()

    def _any(self, action: str) -> bool:
        return bool(self.choices.items(action))

    def _draw_list(self, data: st.DataObject, action: str) -> tuple[int, Collection, Ids]:
        """Draw an account, a collection and parent ids, most often of several items."""
        lists = self.choices.lists(action)
        filled = [one for one in lists if len(self.models[one[0]].rows(*one[1:])) > 1]
        return data.draw(st.sampled_from(filled or lists) | st.sampled_from(lists))

    def _draw_item(self, data: st.DataObject, action: str) -> tuple[int, Collection, Ids]:
        return data.draw(st.sampled_from(self.choices.items(action)))


def account_machine(session: Session) -> type[AccountMachine]:
    """Return a state machine that runs on the server of a session."""
    return type("AccountsMachine", (AccountMachine,), {"origin": session, "failures": Failures(session.log)})
