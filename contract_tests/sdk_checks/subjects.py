"""What the checks of the SDK are done for: each of its faces, with each subject of the document."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from apivideo_admin_contract.document.document import Document, Operation
from apivideo_admin_contract.session.check import Subjects
from contract_tests.sdk import FACES


def faces(_: Document) -> Iterator[tuple[str]]:
    """Give each face."""
    yield from ((face,) for face in FACES)


def kinds(document: Document) -> Iterator[tuple[Operation]]:
    """Give one operation of each action, for what lies in what all of them share."""
    found: dict[str, Operation] = {}
    for one in document.operations:
        found.setdefault(one.action, one)
    yield from ((one,) for one in found.values())


def answering(document: Document) -> Iterator[tuple[Operation]]:
    """Give each operation whose answer says something."""
    yield from ((one,) for one in document.operations if one.response)


def faced(subjects: Subjects) -> Subjects:
    """Give each face with each of these subjects."""

    def given(document: Document) -> Iterator[tuple[Any, ...]]:
        yield from ((face, *subject) for face in FACES for subject in subjects(document))

    return given
