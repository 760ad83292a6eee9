"""A state machine that does the same to a server and to the reference model, and compares them (Hypothesis, stateful)."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from contract_tests.document import Collection, Document
from contract_tests.links import check_links
from contract_tests.model import Ids, Model, page_of, select
from contract_tests.strategies import payloads, queries
from contract_tests.target import Clock, mock_target


class Accounts(RuleBasedStateMachine):
    """Two accounts on one server, each with its model. ``document`` is set by `machine_of`."""

    document: Document

    def __init__(self) -> None:
        super().__init__()
        self._stack = ExitStack()
        target = self._stack.enter_context(mock_target())
        self.clock: Clock = target.clock
        self.accounts = (target.account, target.other)
        self.models = tuple(Model(self.document.collections) for _ in self.accounts)

    @initialize(data=st.data(), numbers=st.tuples(st.integers(1, 5), st.integers(1, 2), st.sampled_from([0, 3, 7, 20])))
    def begin(self, data: st.DataObject, numbers: tuple[int, int, int]) -> None:
        """Fill both accounts, and what is below an item of the first, so that most rules have something to do at once."""
        roots = [one for one in self._with("create") if not one.parents]
        for who in (0, 1):
            for _ in range(numbers[who]):
                self._create(data, who, data.draw(st.sampled_from(roots)), ())
        for collection in self._with("create"):
            if collection.parents and (places := self.models[0].places(collection)):
                for _ in range(numbers[2]):
                    self._create(data, 0, collection, places[0])

    @rule(data=st.data(), who=st.integers(0, 1), number=st.integers(1, 6))
    def create(self, data: st.DataObject, who: int, number: int) -> None:
        """Create some items below any existing one."""
        places = [(one, ids) for one in self._with("create") for ids in self.models[who].places(one)]
        collection, ids = data.draw(st.sampled_from(places))
        for _ in range(number):
            self._create(data, who, collection, ids)

    @precondition(lambda self: self._any("update"))
    @rule(data=st.data())
    def update(self, data: st.DataObject) -> None:
        """Change an item; only what the payload names may change."""
        who, collection, ids = self._draw_item(data, "update")
        operation = collection.operations["update"]
        payload = data.draw(payloads(operation))
        answer = self.accounts[who].call(operation, ids, payload=payload)
        assert answer.status_code == operation.status, answer.text
        assert answer.json() == self.models[who].update(collection, ids, payload, self.clock.now())

    @precondition(lambda self: self._any("update"))
    @rule(data=st.data())
    def refused_update(self, data: st.DataObject) -> None:
        """Send a change that is refused; nothing may change, which later reads show."""
        who, collection, ids = self._draw_item(data, "update")
        operation = collection.operations["update"]
        payload = data.draw(payloads(operation)) | {collection.id_name: "mine"}
        assert self.accounts[who].call(operation, ids, payload=payload).status_code == 400

    @precondition(lambda self: self._any("delete"))
    @rule(data=st.data())
    def delete(self, data: st.DataObject) -> None:
        """Delete an item; it is gone."""
        who, collection, ids = self._draw_item(data, "delete")
        answer = self.accounts[who].call(collection.operations["delete"], ids)
        assert (answer.status_code, answer.content) == (collection.operations["delete"].status, b"")
        self.models[who].delete(collection, ids)
        assert self.accounts[who].call(collection.operations["get"], ids).status_code == 404

    @precondition(lambda self: self._any("get"))
    @rule(data=st.data())
    def get(self, data: st.DataObject) -> None:
        """Read an item; the other account can't."""
        who, collection, ids = self._draw_item(data, "get")
        answer = self.accounts[who].call(collection.operations["get"], ids)
        assert (answer.status_code, answer.json()) == (200, self.models[who].item(collection, ids))
        assert self.accounts[1 - who].call(collection.operations["get"], ids).status_code == 404

    @precondition(lambda self: self._any("get"))
    @rule(data=st.data())
    def get_under_another_parent(self, data: st.DataObject) -> None:
        """Read an item below another parent than its own."""
        who, collection, ids = self._draw_item(data, "get")
        for place in self.models[who].places(collection):
            if place != ids[:-1]:
                answer = self.accounts[who].call(collection.operations["get"], (*place, ids[-1]))
                assert answer.status_code == 404

    @rule(data=st.data(), times=st.integers(1, 4))
    def list(self, data: st.DataObject, times: int) -> None:
        """Read pages under any filters and sort."""
        who, collection, ids = self._draw_place(data, "list")
        operation, rows = collection.operations["list"], self.models[who].rows(collection, ids)
        for _ in range(times):
            query = data.draw(queries(operation, rows))
            answer = self.accounts[who].call(operation, ids, query)
            assert answer.status_code == 200, answer.text
            found = select(operation, rows, query)
            expected, number, size = page_of(operation, found, query)
            assert answer.json()["items"] == expected
            assert answer.json()["pagination"] == {"page": number, "page_size": size, "item_count": len(expected)}
            more = len(found) > number * size
            check_links(answer.json()["links"], operation.url(ids), query, number, size, more=more)

    @rule(data=st.data())
    def count(self, data: st.DataObject) -> None:
        """Count under any filters."""
        who, collection, ids = self._draw_place(data, "count")
        operation, rows = collection.operations["count"], self.models[who].rows(collection, ids)
        query = data.draw(queries(operation, rows))
        answer = self.accounts[who].call(operation, ids, query)
        assert answer.json() == {"count": len(select(operation, rows, query))}

    @rule(days=st.sampled_from([0.0001, 0.01, 1, 20, 31, 330]))
    def wait(self, days: float) -> None:
        """Let time pass; what was scheduled is marked, then goes."""
        self._move_to(self.clock.now() + days * 86_400)

    @precondition(lambda self: any(model.moments() for model in self.models))
    @rule(data=st.data(), before=st.sampled_from([0, 1]))
    def wait_until_something_is_due(self, data: st.DataObject, before: int) -> None:
        """Let time pass until the very moment at which something is marked or goes, or the second before."""
        moments = [moment - before for model in self.models for moment in model.moments()]
        self._move_to(max(self.clock.now(), data.draw(st.sampled_from(moments))))

    def teardown(self) -> None:
        """Compare all that there is, then close."""
        try:
            self._compare_all()
        finally:
            self._stack.close()

    def _move_to(self, moment: float) -> None:
        self.clock.advance(moment - self.clock.now())
        for model in self.models:
            model.settle(self.clock.now())
        self._compare_all()

    def _compare_all(self) -> None:
        for account, model in zip(self.accounts, self.models, strict=True):
            for collection in self._with("list"):
                for ids in model.places(collection):
                    items = account.call(collection.operations["list"], ids, {"page_size": 100}).json()["items"]
                    assert items == model.rows(collection, ids)[:100]

    def _create(self, data: st.DataObject, who: int, collection: Collection, ids: Ids) -> None:
        operation = collection.operations["create"]
        payload: dict[str, Any] = data.draw(payloads(operation))
        answer = self.accounts[who].call(operation, ids, payload=payload)
        assert answer.status_code == operation.status, answer.text
        self.models[who].create(collection, ids, payload, answer.json(), self.clock.now())

    def _with(self, action: str) -> tuple[Collection, ...]:
        return tuple(one for one in self.document.collections if action in one.operations)

    def _any(self, action: str) -> bool:
        return any(model.items(one) for model in self.models for one in self._with(action))

    def _draw_place(self, data: st.DataObject, action: str) -> tuple[int, Collection, Ids]:
        """Draw where a collection is: mostly where it holds something."""
        places = [
            (who, one, ids)
            for who, model in enumerate(self.models)
            for one in self._with(action)
            for ids in model.places(one)
        ]
        filled = [place for place in places if len(self.models[place[0]].rows(*place[1:])) > 1]
        return data.draw(st.sampled_from(filled or places) | st.sampled_from(places))

    def _draw_item(self, data: st.DataObject, action: str) -> tuple[int, Collection, Ids]:
        items = [
            (who, one, ids)
            for who, model in enumerate(self.models)
            for one in self._with(action)
            for ids in model.items(one)
        ]
        return data.draw(st.sampled_from(items))


def machine_of(document: Document) -> type[RuleBasedStateMachine]:
    """Give the machine of a document."""
    return type("AccountsMachine", (Accounts,), {"document": document})
