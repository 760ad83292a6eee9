"""The document that the tests are made of, and their parameters."""

from __future__ import annotations

from typing import Final

import pytest

from apivideo_admin_contract.document.document import Operation, Schema, read_document
from apivideo_admin_mock.spec import bundled_document

DOCUMENT: Final = read_document(bundled_document())

#: Without a create there is no way to fill a collection from outside.
COLLECTIONS: Final = tuple(one for one in DOCUMENT.collections if "create" in one.operations)


def is_free(schema: Schema) -> bool:
    """Whether a property takes any text."""
    bounds = {"enum", "format", "pattern", "minLength", "maxLength"}
    return schema.get("type") == "string" and not bounds & set(schema)


def _name(value: object) -> str | None:
    return value.id if isinstance(value, Operation) else None


each_operation = pytest.mark.parametrize("operation", DOCUMENT.operations, ids=_name)
