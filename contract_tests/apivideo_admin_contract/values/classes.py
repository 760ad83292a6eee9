"""Classes of values, such as "minimum" or "unicode": the report counts how many classes of each parameter a run has sent."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Final

from apivideo_admin_contract.document.parameter import Schema
from apivideo_admin_contract.document.schemas import choices_of, types_of

ABSENT: Final = "absent"
REPEATED: Final = "repeated"
OTHER_TYPE: Final = "another type"
_OTHER_VALUE: Final = "not in the enum"
_NUMBERS: Final = ("below", "minimum", "inside", "maximum", "above")
_TEXTS: Final = ("empty", "ASCII", "special", "unicode", "long")
_PLAIN: Final = re.compile(r"[A-Za-z0-9 ._-]*")
#: A text of this many characters is long. Usual names and ids are shorter.
_LONG: Final = 256


def classes_of(schema: Schema, where: str) -> tuple[str, ...]:
    """Return the classes of a parameter or property. ``where`` is ``path``, ``query`` or ``payload``.

    In a path or a query only a number or a boolean can be of another type: every other value is text.
    """
    in_payload = where == "payload"
    kinds = _kinds(schema)
    classes = [] if where == "path" else [ABSENT]
    if where == "query" and "array" in kinds:
        return (ABSENT, "one", "several")
    classes += [REPEATED] if where == "query" else []
    classes += _own(schema, kinds)
    if in_payload:
        classes += ["null", OTHER_TYPE]
    elif {"integer", "number", "boolean"} & kinds and "enum" not in schema:
        classes.append(OTHER_TYPE)
    return tuple(dict.fromkeys(classes))


def class_of_text(schema: Schema, text: str) -> str:
    """Return the class of a value in a query or a path."""
    kinds = _kinds(schema)
    if "enum" in schema:
        return class_of(schema, next((one for one in schema["enum"] if str(one) == text), text))
    if "boolean" in kinds:
        return text if text in {"true", "false"} else OTHER_TYPE
    if {"integer", "number"} & kinds:
        try:
            return class_of(schema, float(text) if "number" in kinds else int(text))
        except ValueError:
            return OTHER_TYPE
    return _text(text)


def class_of(schema: Schema, value: Any) -> str:  # noqa: PLR0911 - one for each type
    """Return the class of a value in a payload."""
    kinds = _kinds(schema)
    if value is None:
        return "null"
    if choices := choices_of(schema):
        return str(value) if value in choices else _OTHER_VALUE if isinstance(value, str) else OTHER_TYPE
    match value:
        case bool():
            return str(value).lower() if "boolean" in kinds else OTHER_TYPE
        case int() | float():
            return _number(schema, value) if {"integer", "number"} & kinds else OTHER_TYPE
        case str():
            return _text(value) if "string" in kinds else OTHER_TYPE
        case list():
            return ("empty", "one", "several")[min(len(value), 2)] if "array" in kinds else OTHER_TYPE
        case dict():
            return "an object" if "object" in kinds else OTHER_TYPE
    return OTHER_TYPE


def _own(schema: Schema, kinds: Iterable[str]) -> list[str]:
    if choices := choices_of(schema):
        return [*(str(one) for one in choices if one is not None), _OTHER_VALUE]
    own = {
        "string": _TEXTS,
        "integer": _numbers(schema),
        "number": _numbers(schema),
        "boolean": ("true", "false"),
        "array": ("empty", "one", "several"),
        "object": ("an object",),
    }
    return [one for kind in kinds for one in own.get(kind, ())]


def _numbers(schema: Schema) -> tuple[str, ...]:
    left_out = {"below", "minimum"} if "minimum" not in schema else set()
    left_out |= {"above", "maximum"} if "maximum" not in schema else set()
    return tuple(one for one in _NUMBERS if one not in left_out)


def _number(schema: Schema, value: float) -> str:
    low, high = schema.get("minimum"), schema.get("maximum")
    if low is not None and value <= low:
        return "minimum" if value == low else "below"
    if high is not None and value >= high:
        return "maximum" if value == high else "above"
    return "inside"


def _text(text: str) -> str:
    if not text:
        return "empty"
    if len(text) >= _LONG:
        return "long"
    if not text.isascii():
        return "unicode"
    return "ASCII" if _PLAIN.fullmatch(text) else "special"


def _kinds(schema: Schema) -> set[str]:
    return set(types_of(schema)) - {"null"}
