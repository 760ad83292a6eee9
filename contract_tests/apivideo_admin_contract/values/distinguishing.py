"""Values that reveal mistakes in sorting and filtering."""

from __future__ import annotations

from typing import Any, Final

from apivideo_admin_contract.document.document import Parameter, Row, Schema
from apivideo_admin_contract.document.schemas import accepts_any_text, accepts_text, fitting_texts
from apivideo_admin_contract.values.awkward_texts import DISTINGUISHING_TEXTS, DISTINGUISHING_URIS
from apivideo_admin_contract.values.samples import sample

#: Numbers of samples: in no order, and some twice; that of 0 is the least where there is one.
_MIXED: Final = (10, 2, 9, 2, 1, 10, 0, 3)


def distinguishing_values(schema: Schema) -> list[Any]:
    """Give values of a schema that are near to each other, in no order, and some twice."""
    if accepts_text(schema) and len(texts := fitting_texts(schema, DISTINGUISHING_TEXTS)) > 1:
        return texts
    if schema.get("format") == "uri" and not {"pattern", "maxLength"} & set(schema):
        return list(DISTINGUISHING_URIS)
    if "enum" in schema:
        return [*schema["enum"][::-1], *schema["enum"][1:], *schema["enum"][:1]]
    return [sample(schema, number) for number in _MIXED]


def dividing_value(parameter: Parameter, rows: list[Row]) -> Any:
    """Give a value that a filter divides these items with: some pass and some don't, as far as there is such a value."""
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
