"""What checks are done for: each operation, collection, filter, sort of the document."""

from __future__ import annotations

from collections.abc import Iterator

from contract_tests.document import Collection, Document, Operation


def whole(_: Document) -> Iterator[tuple[()]]:
    """Give the document as a whole."""
    yield ()


def operations(document: Document) -> Iterator[tuple[Operation]]:
    """Give each operation."""
    yield from ((one,) for one in document.operations)


def lists(document: Document) -> Iterator[tuple[Collection]]:
    """Give each collection that can be listed."""
    yield from ((one,) for one in document.collections if "list" in one.operations)


def paths(document: Document) -> Iterator[tuple[str]]:
    """Give each path."""
    yield from ((one,) for one in document.by_path())


def readers(document: Document) -> Iterator[tuple[Operation]]:
    """Give each operation that only reads."""
    yield from ((one,) for one in document.operations if one.method == "GET")


def writers(document: Document) -> Iterator[tuple[Operation]]:
    """Give each operation that changes something."""
    yield from ((one,) for one in document.operations if one.method != "GET")


def with_payload(document: Document) -> Iterator[tuple[Operation]]:
    """Give each operation that takes a payload."""
    yield from ((one,) for one in document.operations if one.payload)


def with_query(document: Document) -> Iterator[tuple[Operation]]:
    """Give each operation that takes query parameters."""
    yield from ((one,) for one in document.operations if one.query)


def with_owner(document: Document) -> Iterator[tuple[Operation]]:
    """Give each operation whose path names an item."""
    yield from ((one,) for one in document.operations if one.path_parameters)


def reports(document: Document) -> Iterator[tuple[Operation]]:
    """Give each report."""
    yield from ((one,) for one in document.operations if one.action == "report")
