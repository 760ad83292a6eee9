"""What the state machine can do next: the lists, the items and the custom actions that its models know."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from apivideo_admin_contract.document.document import Collection, Ids, Operation
from apivideo_admin_contract.model.reference import ReferenceModel
from apivideo_admin_contract.session.session import Session


@dataclass(frozen=True, slots=True)
class Choices:
    """The choices of a state machine. Each starts with the position of an account and of its model."""

    session: Session
    models: Sequence[ReferenceModel]

    def collections(self, action: str) -> tuple[Collection, ...]:
        """Return the collections with an action."""
        return tuple(one for one in self.session.document.collections if action in one.operations)

    def may_change(self, ids: Ids) -> bool:
        """Whether all items in a path are of this run."""
        return self.session.connection.write_log.ownership.find_foreign(ids) is None

    def lists(self, action: str) -> list[tuple[int, Collection, Ids]]:
        """Return the collections with an action, each with the ids above it."""
        return [
            (index, one, ids)
            for index, model in enumerate(self.models)
            for one in self.collections(action)
            for ids in model.parent_ids(one)
            if action != "create" or self.may_change(ids)
        ]

    def items(self, action: str) -> list[tuple[int, Collection, Ids]]:
        """Return the items with an action, each with its ids."""
        return [
            (index, one, ids)
            for index, model in enumerate(self.models)
            for one in self.collections(action)
            for ids in model.item_ids(one)
            if action not in {"update", "delete"} or self.may_change(ids)
        ]

    def performs(self) -> list[tuple[int, Collection, Ids, Operation]]:
        """Return the custom actions of items, each with the ids of its item."""
        return [
            (index, one, ids, operation)
            for index, one, ids in self.items("get")
            if one.performs and self.may_change(ids)
            for operation in one.performs
        ]
