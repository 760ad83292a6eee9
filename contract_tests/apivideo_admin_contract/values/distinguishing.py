"""Values that reveal mistakes in sorting and filtering: near to each other, in no order, with duplicates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from apivideo_admin_contract.document.document import Collection, Parameter, Row, Schema
from apivideo_admin_contract.document.schemas import accepts_any_text, fitting_texts, generated_kind, types_of
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
    return [sample(schema, number) for number in _MIXED]


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
    name = parameter.name
    values = [row[name] for row in rows if row.get(name) is not None]
    if not values:
        return sample(parameter.schema)
    if parameter.match != "contains" or not accepts_any_text(parameter.schema):
        return max(values, key=values.count)
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
