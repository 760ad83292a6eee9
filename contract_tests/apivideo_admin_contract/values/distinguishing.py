"""Values that reveal mistakes in sorting and filtering: near to each other, in no order, with duplicates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import pairwise
from typing import Any, Final

from apivideo_admin_contract.document.document import Collection, Row
from apivideo_admin_contract.document.filtered import COMPARISONS, as_sent, can_be_sent, filtered_values
from apivideo_admin_contract.document.parameter import Parameter, Schema
from apivideo_admin_contract.document.schemas import accepts_any_text, distinct, fitting_texts, generated_kind, types_of
from apivideo_admin_contract.values.awkward_texts import DISTINGUISHING_TEXTS, DISTINGUISHING_URIS, FILTER_TEXTS
from apivideo_admin_contract.values.samples import sample
from apivideo_admin_contract.values.validity import is_valid

#: Numbers of samples: in no order, with duplicates. Sample 0 is the least number where there is a minimum.
_MIXED: Final = (10, 2, 9, 2, 1, 10, 0, 3)
#: Texts that null becomes where a server converts it.
_NULLS: Final = ("null", "None")
#: Seed items beyond one page of the default size.
_MORE: Final = 15
#: Seconds between the ages of seed items.
_APART: Final = 60


def distinguishing_values(schema: Schema) -> list[Any]:
    """Return valid values that are near to each other, in no order, with duplicates."""
    if len(texts := fitting_texts(schema, DISTINGUISHING_TEXTS)) > 1:
        return texts
    if schema.get("format") == "uri" and len(uris := [one for one in DISTINGUISHING_URIS if is_valid(schema, one)]) > 1:
        return uris
    if "enum" in schema:
        return [*schema["enum"][::-1], *schema["enum"][1:], *schema["enum"][:1]]
    if schema.get("type") == "array" and len(lists := _distinguishing_lists(schema)) > 1:
        return lists
    return [sample(schema, number) for number in _MIXED]


def _distinguishing_lists(schema: Schema) -> list[list[Any]]:
    """Return lists that share some of their items, in other orders, of other lengths."""
    unique = distinct(distinguishing_values(schema.get("items", {})))
    few = unique[:5]
    lists = [few[:1], few[:2], few[1::-1], few[1:3], few[2:], few, few[:1], [], *([one] for one in unique[5:])]
    return [one for one in lists if is_valid(schema, one)]


def compared_candidates(schema: Schema, present: Sequence[Any]) -> list[Any]:
    """Return values to compare with: those of the items, values just before and after them, and the same moment in another zone."""
    found = [near for value in (*present[:3], *present[-1:]) for near in (value, *neighbours(schema, value))]
    found += [*present, *(sample(schema, number) for number in (0, 9, 77))]
    return [one for one in distinct(found) if is_valid(schema, one)]


def listed_candidates(parameter: Parameter, lists: Sequence[list[Any]], single: Sequence[Any]) -> list[Any]:
    """Return values of a filter by a list, of a list or not. ``lists`` are those of the items, ``single`` are values to look for."""
    alone = [as_sent(parameter, one) for one in single]
    if not parameter.is_list:
        return alone
    long = [one for one in lists if len(one) > 1][:3]
    pairs = [[*one[:2]] for one in long] + [[*one[1::-1]] for one in long] + [[one[0], one[-1]] for one in long]
    apart = [[one[0], other[0]] for one, other in pairwise(lists) if one and other]
    absent = [[lists[0][0], one] for one in single[-2:]] if lists and lists[0] else []
    found = [*alone[:2], *pairs, *apart, *absent, *long, *alone[2:]]
    return [one for one in distinct(found) if is_valid(parameter.schema, one)]


def neighbours(schema: Schema, value: Any) -> list[Any]:
    """Return the values just before and after a number, a date or a date-time, and the same moment in another zone."""
    if isinstance(value, int | float):
        return [value - 1, value + 1]
    if schema.get("format") == "date":
        day = date.fromisoformat(value)
        return [(day + timedelta(days=by)).isoformat() for by in (-1, 1)]
    moment = datetime.fromisoformat(value)
    zones = [moment.astimezone(timezone(timedelta(hours=hours))) for hours in (9, -9)]
    return [one.isoformat() for one in (*(moment + timedelta(seconds=by) for by in (-1, 1)), *zones)]


def filter_candidates(
    schema: Schema, present: Sequence[Any], divisible: Sequence[Any], *, takes_any_text: bool
) -> list[Any]:
    """Return values to filter by: those of the items, values near to them, and values of no item.

    ``present`` are the values of the items, without duplicates. Only of the ``divisible`` ones a part may be sent.
    ``takes_any_text`` is whether a create can store any text in the property.
    """
    if "enum" in schema or schema.get("type") == "boolean":
        return list(schema.get("enum", (True, False)))
    if not accepts_any_text(schema):
        near = [text for value in present[:2] if isinstance(value, str) for text in fitting_texts(schema, _near(value))]
        others = [sample(schema, number) for number in (0, 9, 77)]
        return list(dict.fromkeys([*present[:5], *near, *fitting_texts(schema, _NULLS), *others]))
    values = [near for value in (*divisible[-1:], *divisible[:1]) for near in _near(value)]
    values += [*present[-1:], *present[:1]]
    # Where no create stores such texts, a filter still accepts them: a server may read a value as a pattern, or fold its letters.
    values += FILTER_TEXTS if takes_any_text else [text for value in divisible[:3] for text in _misreadings(value)]
    return list(dict.fromkeys([*values, "nothing has this", *_NULLS]))


def dividing_value(parameter: Parameter, rows: list[Row]) -> Any:
    """Return a filter value that matches some of these items and not the others, as far as there is one."""
    values = [value for row in rows for value in filtered_values(parameter, row) if can_be_sent(value)]
    if not values:
        return sample(parameter.schema)
    if parameter.match in COMPARISONS:
        return sorted(values)[len(values) // 2]
    if parameter.match != "contains" or not accepts_any_text(parameter.schema):
        return as_sent(parameter, max(values, key=values.count))
    parts = {
        text[at : at + size] for text in values for size in (1, 2, 3) for at in range(min(len(text), 30) - size + 1)
    }
    half = len(values) / 2
    return min(sorted(parts) or [""], key=lambda part: abs(sum(part in text for text in values) - half))


def seed_items(collection: Collection, now: float) -> Iterator[dict[str, Any]]:
    """Yield items to put into a collection without a create, the oldest first: a page of the default size, and some more.

    Their values are distinguishing, and some are missing where the schema allows it. All are older than ``now``, two of each age.
    """
    expire = collection.resource.get("x-expire", {})
    by_server = {expire.get("at"), expire.get("flag"), *(parent.id_name for parent in collection.parents)}
    kinds = {name: generated_kind(one) for name, one in collection.properties.items()}
    values = {
        name: [(schema["maximum"], True)]
        if name == collection.lifetime
        else _seed_values(name, schema, collection.resource)
        for name, schema in collection.properties.items()
        if name not in by_server and kinds[name] is None
    }
    listing = collection.operations.get("list")
    count = _MORE + (listing.parameters["page_size"].schema["default"] if listing else 0)
    for number in range(count):
        moment = datetime.fromtimestamp(int(now) - _APART * ((count - number) // 2), UTC).isoformat()
        # Items of which each exists for the same time are new, so that they exist during a check.
        is_aged = collection.end is None or collection.lifetime is not None
        times = {name: moment for name, kind in kinds.items() if kind == "now" and is_aged}
        chosen = {name: some[number % len(some)] for name, some in values.items()}
        yield {name: value for name, (value, is_present) in chosen.items() if is_present} | times


def _seed_values(name: str, schema: Schema, resource: Schema) -> list[tuple[Any, bool]]:
    """Return values of a property, each with whether the item has the property at all."""
    values = [(value, True) for value in distinguishing_values(schema)] or [(sample(schema), True)]
    values += [(None, True)] if "null" in types_of(schema) else []
    values += [(None, False)] if name not in resource.get("required", ()) else []
    return values


def _near(value: str) -> list[str]:
    return [value, value.swapcase(), "", value[1:-1], value[:-1], value[1:], f"{value}x", f" {value}", f"{value} "]


def _misreadings(value: str) -> list[str]:
    """Return a value, its last letter, and texts that match it only on a server that reads patterns or escapes, or folds letters."""
    middle = len(value) // 2
    with_patterns = [f"{value[:middle]}{one}{value[middle + 1 :]}" for one in ("%", "_", ".", "*", "?")]
    folded = [value.replace(plain, other, 1) for plain, other in (("e", "\u00e9"), ("s", "\u017f"), ("a", "\uff41"))]
    escaped = [value.replace("%", "%25", 1), value.replace("%20", " ", 1), value.replace("+", " ", 1), f"{value}&x"]
    return [value, value[-1:], *(one for one in [*with_patterns, *folded, *escaped, f"^{value}"] if one not in value)]
