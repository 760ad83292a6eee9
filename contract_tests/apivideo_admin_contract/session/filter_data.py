"""Fills a place with items that differ where filters and sorts look."""

from __future__ import annotations

from typing import Any, Final

from apivideo_admin_contract.document.document import Parameter, Row
from apivideo_admin_contract.document.schemas import accepts_any_text, accepts_text, fitting_texts
from apivideo_admin_contract.rules.verdict import Skipped
from apivideo_admin_contract.session.fixtures import Fixture
from apivideo_admin_contract.session.session import Session
from apivideo_admin_contract.values.awkward_texts import FILTER_TEXTS
from apivideo_admin_contract.values.distinguishing import distinguishing_values
from apivideo_admin_contract.values.samples import sample

#: What null becomes where it is written as a text.
_NULLS: Final = ("null", "None")
#: Longer than a second, which times are told to.
_LONGER: Final = 1.1


def create_varied_items(session: Session, fixture: Fixture, name: str, most: int | None = None) -> list[Row]:
    """Make items whose values of a property come in no order and repeat, as far as they may be made, and give all.

    ``most`` asks for that many different items at the most. Raises Skipped where there are no items, and none may be made.
    """
    collection = fixture.collection
    writable = collection.writable if "create" in collection.operations else {}
    if name in writable:
        fixture.ensure_values(name, distinguishing_values(writable[name])[:most])
        # What has no value is neither of the least ones nor an empty text, also where it is younger than those.
        return fixture.rows if most or not _may_be_absent(fixture, name) else fixture.fill(len(fixture.rows) + 1)
    fixture.fill(2)
    if collection.properties[name].get("x-generate", {}).get("kind") == "now":
        _pass_some_time(session, fixture, name)
    return fixture.fill(most or 4)


def filter_values(parameter: Parameter, fixture: Fixture) -> list[Any]:
    """Give values to filter by: those of the items, what is near to them, and what none of them has."""
    name, schema, rows, collection = parameter.name, parameter.schema, fixture.rows, fixture.collection
    if "enum" in schema or schema.get("type") == "boolean":
        return list(schema.get("enum", (True, False)))
    present = list(dict.fromkeys(row[name] for row in rows if row.get(name) is not None))
    if not accepts_any_text(schema):
        near = (
            [text for value in present[:2] for text in fitting_texts(schema, _near(value))]
            if accepts_text(schema)
            else []
        )
        words = fitting_texts(schema, _NULLS) if accepts_text(schema) else []
        values = [*present[:5], *near, *words, *(sample(schema, number) for number in (0, 9, 77))]
        return list(dict.fromkeys(values))
    writable = collection.writable if "create" in collection.operations else {}
    whole = present[-1:] + present[:1]
    if collection.properties.get(name, {}).get("x-generate", {}).get("kind") == "secret":
        # A part of a secret tells of it wherever it is logged: it is sent of what the run made itself, and of nothing else.
        present = _own(fixture, name)
    values = [*(near for value in (present[-1:] + present[:1]) for near in _near(value)), *whole]
    if name in writable and accepts_any_text(writable[name]):
        values += FILTER_TEXTS
    else:
        # Whatever it holds, what is sought may be any text: a pattern, or what other letters fold to.
        values += [text for value in present[:3] for text in _misread(value)]
    return list(dict.fromkeys([*values, "nothing has this", *_NULLS]))


def _may_be_absent(fixture: Fixture, name: str) -> bool:
    """Whether an item may be made that has no value of a property, or null."""
    create = fixture.collection.operations["create"]
    return name not in create.required and create.properties[name].get("default") is None


def _own(fixture: Fixture, name: str) -> list[Any]:
    """Give a property of the newest item that this run made, none where it may make none."""
    try:
        value = fixture.own_item().get(name)
    except Skipped:
        return []
    return [] if value is None else [value]


def _near(value: str) -> list[str]:
    return [value, value.swapcase(), "", value[1:-1], value[:-1], value[1:], f"{value}x", f" {value}", f"{value} "]


def _misread(value: str) -> list[str]:
    """Give a value, its last letter, and texts that a server finds in it which reads them as a pattern, or folds letters."""
    middle = len(value) // 2
    with_patterns = [f"{value[:middle]}{one}{value[middle + 1 :]}" for one in ("%", "_", ".", "*", "?")]
    folded = [value.replace(plain, other, 1) for plain, other in (("e", "\u00e9"), ("s", "\u017f"), ("a", "\uff41"))]
    escaped = [value.replace("%", "%25", 1), value.replace("%20", " ", 1), value.replace("+", " ", 1), f"{value}&x"]
    return [value, value[-1:], *(one for one in [*with_patterns, *folded, *escaped, f"^{value}"] if one not in value)]


def _pass_some_time(session: Session, fixture: Fixture, name: str) -> None:
    """Let two items differ in time, and two not, unless it is so already."""
    if len({row[name] for row in fixture.rows}) > 1:
        return
    session.wait(_LONGER if session.clock is None else 61)
    fixture.fill(len(fixture.rows) + session.pick_count(2, 1, fixture.collection))
