"""The constraints of a schema in the docstrings of the SDK."""

from __future__ import annotations

import pytest

from generator.render.facts import describe


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        ({"minimum": 0.0, "maximum": 10.0}, "From 0 to 10."),
        ({"minimum": 0.5}, "At least 0.5."),
        ({"minimum": 1, "maximum": 2**53 - 1}, "At least 1."),
        ({"minimum": -(2**31), "maximum": 2**31 - 1}, ""),
        ({"maximum": float(2**63)}, ""),
        ({"exclusiveMinimum": 0.0, "exclusiveMaximum": 1}, "More than 0. Less than 1."),
        ({"multipleOf": 5}, "A multiple of 5."),
        ({"const": "fixed"}, "Always `fixed`."),
        ({"minLength": 1}, "Not empty."),
        ({"deprecated": True}, "Deprecated."),
    ],
)
def test_constraints_in_words(schema, words):
    assert describe("", schema) == words


def test_a_description_that_says_deprecated_is_not_repeated():
    assert describe("Deprecated: use `name`", {"deprecated": True}) == "Deprecated: use `name`."
