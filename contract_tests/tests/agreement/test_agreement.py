"""Lint, mock, SDK and contract suite read a document in the same way: what the lint accepts, all others support.

`python -m contract_tests.tests.agreement` asks about many documents, for example every night.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import pytest

from contract_tests.tests.agreement.batch import SIZE, ask
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
    "a property that Python reserves": Resource({"class": Property({"type": "string", "description": "A class."})}),
}


@pytest.mark.parametrize("resource", _CASES.values(), ids=_CASES)
def test_what_the_lint_accepts_all_readers_support(resource: Resource, tmp_path: Path) -> None:
    content = refusals(tmp_path, resource)
    assert not isinstance(content, list), [str(one) for one in content]
    assert list(disagreements(content, tmp_path / "sdk")) == []


def test_all_readers_agree_about_any_document() -> None:
    number = random.randrange(10**9)  # noqa: S311 - no secret; pytest-randomly prints its seed
    batch = ask(number, 0)
    assert (batch.disagreements, batch.accepted) == ([], SIZE), f"--seed {number} repeats it"
