"""The values that filters and sorts are tried with are valid, and tell apart what servers confuse."""

from __future__ import annotations

from typing import Any

import pytest

from apivideo_admin_contract.values.distinguishing import distinguishing_values


@pytest.mark.parametrize("bounds", [{}, {"minLength": 1, "maxLength": 20}, {"maxLength": 3}])
def test_texts_of_any_length_differ_in_case(bounds: dict[str, int]) -> None:
    texts = distinguishing_values({"type": ["string", "null"], **bounds})
    assert {"ab", "Ab", "aB"} <= set(texts)
    assert all(bounds.get("minLength", 0) <= len(text) <= bounds.get("maxLength", 1000) for text in texts)


def test_the_least_number_is_among_the_values() -> None:
    schema: dict[str, Any] = {"type": "integer", "minimum": 0, "maximum": 500}
    assert 0 in distinguishing_values(schema)
