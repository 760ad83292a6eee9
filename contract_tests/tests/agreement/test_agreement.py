"""Lint, mock, SDK and contract suite read a document in the same way: what the lint accepts, all others support."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import pytest

from contract_tests.tests.agreement.filters import filter_by
from contract_tests.tests.agreement.readers import disagreements, refusals
from contract_tests.tests.agreement.resource import Lifetime, Property, Report, Resource, of_seconds

pytestmark = pytest.mark.timeout(900)  # a document is rendered, type-checked and served

_PART: Final = {
    "type": "object",
    "description": "A size.",
    "required": ["width"],
    "additionalProperties": False,
    "properties": {"width": {"type": "integer", "minimum": 0, "description": "The width."}},
}
_NULLABLE: Final = {
    "anyOf": [{"$ref": "#/components/schemas/Part"}, {"type": "null"}],
    "description": "A size, or none.",
}


_TIME: Final = {"type": "string", "format": "date-time"}


_BY: Final = {"type": "array", "items": {"type": "string", "enum": ["day", "country", "device"]}}
_REPORT: Final = Report(
    {"country": ["b", "a"], "device": ["c", "d"]},
    has_day=True,
    figure="daily",
    parameters=[
        {
            "name": "by",
            "in": "query",
            "description": "A breakdown.",
            "x-effect": "group",
            "explode": False,
            "schema": _BY,
        },
        filter_by("from", "gte", "day", {"type": "string", "format": "date"}),
        filter_by("country", "equals", "country", {"type": "string", "enum": ["b", "a"]}),
    ],
)


def _one(schema: Mapping[str, Any], **properties: Any) -> Resource:
    return Resource({"one": Property({"description": "One.", **schema})}, **properties)


def _single(**properties: Any) -> Resource:
    """Return an item without an id, with a text and a part that are never absent."""
    one = {"type": "string", "default": "a", "description": "One.", "examples": ["b"]}
    part = {**_NULLABLE, "default": None, "examples": [{"width": 1}]}
    found = {"one": Property(one, "never", present=True), "part": Property(part, "never", present=True)}
    return Resource(found, sorts=(), kind="single", components={"Part": _PART}, **properties)


#: Documents that the lint accepted while another reader refused them, or blamed a healthy server.
_CASES: Final = {
    "a nullable reference": _one(_NULLABLE, components={"Part": _PART}),
    "an exclusive bound": _one({"type": "number", "exclusiveMinimum": 0, "maximum": 1}),
    "a narrow range of fractions": _one({"type": "number", "minimum": 0.25, "maximum": 4}),
    "short URIs": _one({"type": "string", "format": "uri", "maxLength": 20}),
    "an inherited property": _one({"type": "string"}, inherited=frozenset({"one"})),
    "a pattern that Python cannot compile": _one(
        {"type": "string", "pattern": "^\\p{Lu}(?<rest>.*)$", "examples": ["Ab"]}
    ),
    "a parameter without effect": _one({"type": "string"}, filters={"one": "contains"}, expand=True),
    "a lifetime of a second, with a mark": Resource(
        {"one": Property({"type": "string", "description": "One."})}, lifetime=Lifetime(1, marked=60), updated=True
    ),
    "a lifetime that an update ends at once": Resource(
        {"ttl": of_seconds(Lifetime(bounds=(0, 3600), required=True), update=True)},
        sorts=("expires_at", "created_at"),
        lifetime=Lifetime(bounds=(0, 3600), required=True),
    ),
    "a short lifetime that an update sets after an hour": Resource(
        {
            "one": Property({"type": "string", "description": "One."}),
            "ttl": of_seconds(Lifetime(bounds=(0, 3600), marked=60), update=True),
        },
        lifetime=Lifetime(bounds=(0, 3600), marked=60),
    ),
    "a filter by a list with commas": _one(
        {"type": "array", "items": {"type": "string"}},
        other_filters=[filter_by("some", "has", "one", {"type": "array", "items": {"type": "string"}}, explode=False)],
    ),
    "a range of moments": _one(
        {"type": "string"},
        other_filters=[filter_by(f"made_{one}", one, "created_at", _TIME) for one in ("gt", "gte", "lt", "lte")],
    ),
    "a filter by a nested property": _one(
        {"$ref": "#/components/schemas/Part"},
        components={"Part": _PART},
        other_filters=[filter_by("width", "equals", "one.width", {"type": "integer"})],
    ),
    "no get and no count": _one({"type": "string"}, without=frozenset({"get", "count"})),
    "a report with a breakdown": _one({"type": "string"}, report=_REPORT),
    "a bearer token": _one({"type": "string"}, schemes=("bearer",)),
    "a bearer token, or HTTP Basic": _one({"type": "string"}, schemes=("bearer", "basic")),
    "a key that the client chooses": _one(
        {"type": "string", "examples": ["a"]}, kind="keyed", without=frozenset({"update"}), updated=True
    ),
    "a key of letters and digits": _one(
        {"type": "string", "examples": ["a"]}, kind="keyed", without=frozenset({"count"}), key="A-Za-z0-9"
    ),
    "a key beside an update, a unique text and a lifetime": Resource(
        {
            "one": Property({"type": "string", "description": "One.", "x-unique": True, "examples": ["a"]}),
            "ttl": of_seconds(Lifetime(bounds=(1, 3600)), update=True),
        },
        {"one": "contains"},
        ("created_at", "one", "updated_at"),
        lifetime=Lifetime(bounds=(1, 3600), marked=60),
        updated=True,
        kind="keyed",
        key="A-Za-z0-9_.-",
    ),
    "an item without an id": _single(updated=True, ends=True, lifetime=Lifetime(3600, deletes=False)),
    "an item without an id that nothing changes": _single(without=frozenset({"update"}), report=_REPORT),
    "an item without an id that nothing reads": _single(without=frozenset({"get"})),
    "a property that Python reserves": Resource({"class": Property({"type": "string", "description": "A class."})}),
}


@pytest.mark.parametrize("resource", _CASES.values(), ids=_CASES)
def test_what_the_lint_accepts_all_readers_support(resource: Resource, tmp_path: Path) -> None:
    content = refusals(tmp_path, resource)
    assert not isinstance(content, list), [str(one) for one in content]
    assert list(disagreements(content, tmp_path / "sdk")) == []
