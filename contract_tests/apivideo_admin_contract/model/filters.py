"""Which items match a filter (``x-filter``, openapi/EXTENSIONS.md)."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from typing import Any, Final

from apivideo_admin_contract.document.document import Row
from apivideo_admin_contract.document.filtered import filtered_values
from apivideo_admin_contract.document.parameter import Parameter
from apivideo_admin_contract.model.expected_item import timestamp

_COMPARISONS: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "equals": operator.eq,
    "gt": operator.gt,
    "gte": operator.ge,
    "lt": operator.lt,
    "lte": operator.le,
}


def passes(parameter: Parameter, row: Row, wanted: Any) -> bool:
    """Return whether an item matches the value of a filter. An item without a value matches none. Raises Violation for a malformed time."""
    values = filtered_values(parameter, row)
    if parameter.match == "has":
        listed = wanted if isinstance(wanted, list) else [wanted]
        # An empty text where commas separate values is a list without values, which does not filter.
        return (parameter.commas and listed == [""]) or all(one in values for one in listed)
    if not values:
        return False
    if parameter.match == "contains":
        return wanted in values[0]
    mine, theirs = values[0], wanted
    if parameter.value_schema.get("format") == "date-time":
        mine, theirs = timestamp(mine), timestamp(theirs)
    return _COMPARISONS[str(parameter.match)](mine, theirs)
