"""The input of a rule, a pair: the same object of two documents. Its output: findings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from generator.diff.change import Direction
from generator.document import Node
from generator.versions import Severity

Kind = Literal[
    "document",
    "info",
    "tag",
    "path",
    "path item",
    "operation",
    "move",
    "hook",
    "paging",
    "servers",
    "server",
    "security",
    "security scheme",
    "override",
    "undeclared parameter",
    "parameter",
    "list",
    "request body",
    "response",
    "header",
    "media type",
    "reference",
    "property",
    "schema",
]


@dataclass(frozen=True, slots=True)
class Finding:
    """A difference that a rule found, without its operations."""

    severity: Severity
    message: str
    old: Node | None
    new: Node | None


@dataclass(frozen=True, slots=True)
class Pair:
    """An object in the old and in the new document. One of them is None if it was added or removed.

    ``label`` is its name in messages. References are resolved, and schemas are merged (:mod:`generator.diff.effective`).
    ``required`` is whether the old and whether the new document requires a property, a parameter or its schema.
    ``renamed_from`` is the old name of a renamed property.
    """

    kind: Kind
    label: str
    old: Node | None
    new: Node | None
    direction: Direction
    required: tuple[bool, bool] = (False, False)
    renamed_from: str = ""

    @property
    def added(self) -> bool:
        """Whether only the new document has it."""
        return self.old is None and self.new is not None

    @property
    def removed(self) -> bool:
        """Whether only the old document has it."""
        return self.old is not None and self.new is None

    @property
    def kept(self) -> bool:
        """Whether both documents have it."""
        return self.old is not None and self.new is not None

    def values(self, keyword: str, default: Any = None) -> tuple[Any, Any]:
        """Return the values of a member in the old and in the new object, or ``default`` if it is missing."""
        return _value(self.old, keyword, default), _value(self.new, keyword, default)

    def finding(self, severity: Severity, message: str, keyword: str = "") -> Finding:
        """Return a finding at a member of the object, or at the object if the member is missing."""
        return Finding(severity, message, _member(self.old, keyword), _member(self.new, keyword))


def _value(node: Node | None, keyword: str, default: Any) -> Any:
    member = node.get(keyword) if node is not None else None
    return default if member is None else member.value


def _member(node: Node | None, keyword: str) -> Node | None:
    return node if node is None or not keyword else node.get(keyword) or node
