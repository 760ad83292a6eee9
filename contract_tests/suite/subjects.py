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
