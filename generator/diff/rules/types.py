"""Rules for types, null and formats."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from generator.diff.effective import ALTERNATIVES
from generator.diff.pair import Finding, Pair
from generator.diff.rules.severity import severity_of, shift_of_sets
from generator.diff.values import as_list, format_value, format_values
from generator.document import Node

_ANY = frozenset({"array", "boolean", "integer", "number", "object", "string"})
_TYPE_OF = {str: "string", bool: "boolean", int: "integer", float: "number", list: "array", dict: "object"}

# A format -> the formats that hold every value of it.
_WIDER: Mapping[str, frozenset[str]] = {
    "int32": frozenset({"int64"}),
    "float": frozenset({"double"}),
    "uri": frozenset({"uri-reference", "iri", "iri-reference"}),
    "uri-reference": frozenset({"iri-reference"}),
    "email": frozenset({"idn-email"}),
    "hostname": frozenset({"idn-hostname"}),
}
_OWN_TYPE = frozenset({"date", "date-time", "time", "duration", "uuid", "binary", "byte"})


def type_changed(pair: Pair) -> Iterator[Finding]:
    """Clients break where a request may no longer send a type, or a response may hold one more."""
    if not pair.old or not pair.new or _is_choice(pair.old) or _is_choice(pair.new):
        return
    old, new = types(pair.old), types(pair.new)
    shift = shift_of_sets(old, new)
    if shift:
        message = f"the type of `{pair.label}` is {shift} from {_describe(old)} to {_describe(new)}."
        yield pair.finding(severity_of(shift, pair.direction), message, "type")


def nullable_changed(pair: Pair) -> Iterator[Finding]:
    """Clients break where a request may no longer send null, or a response may hold it now."""
    if not pair.old or not pair.new:
        return
    old, new = accepts_null(pair.old), accepts_null(pair.new)
    # Where the type as such goes or comes, the change of the type says it.
    if old == new or _declares_type(pair.old) != _declares_type(pair.new):
        return
    message = f"`{pair.label}` can {'be null now' if new else 'no longer be null'}."
    by_alternative = pair.old.get("nullable") or pair.new.get("nullable")
    where = "" if by_alternative else "type"
    yield pair.finding(severity_of("widened" if new else "narrowed", pair.direction), message, where)


def format_changed(pair: Pair) -> Iterator[Finding]:
    """Clients break where values of another form are asked for or come, or the format is a type of its own in code."""
    old, new = (_formats(value) for value in pair.values("format"))
    if not pair.kept or old == new:
        return
    if not old or (new and set(new) <= _wider(old, of=new)):
        shift = severity_of("narrowed", pair.direction)
    elif not new or set(old) <= _wider(new, of=old):
        shift = severity_of("widened", pair.direction)
    else:
        shift = severity_of("replaced", pair.direction)
    if pair.direction == "response" and _OWN_TYPE & (set(old) ^ set(new)):
        shift = "major"
    message = f"the format of `{pair.label}` was {format_values(old) or 'open'} and is {format_values(new) or 'open'}."
    yield pair.finding(shift, message, "format")


def types(schema: Node) -> frozenset[str]:
    """Return the types that a schema takes, without null; a number holds every integer."""
    declared = schema.get("type")
    if declared is not None:
        names = declared.value if isinstance(declared.value, list) else [declared.value]
        found = {str(name) for name in names} - {"null"}
    elif schema.get("enum") or schema.get("const"):
        found = {_TYPE_OF.get(type(value), "") for value in constants(schema) or [] if value is not None}
    else:
        return _ANY
    return frozenset(found | {"integer"} if "number" in found else found)


def accepts_null(schema: Node) -> bool:
    """Return whether null is a value of the schema."""
    values = constants(schema)
    nullable = schema.get("nullable")  # what an alternative of null becomes, and OpenAPI 3.0's word
    if nullable is not None and nullable.value is True:
        return True
    if values is not None and None not in values:
        return False
    declared = schema.get("type")
    if declared is None:
        return not _is_choice(schema)
    return declared.value == "null" or "null" in as_list(declared.value)


def constants(schema: Node) -> list[Any] | None:
    """Return the values that an ``enum`` or a ``const`` lists, or None if any value goes."""
    const, enum = schema.get("const"), schema.get("enum")
    if const is not None:
        return [const.value]
    return None if enum is None else as_list(enum.value)


def _declares_type(schema: Node) -> bool:
    return any(schema.get(keyword) for keyword in ("type", "enum", "const", *ALTERNATIVES))


def _is_choice(schema: Node) -> bool:
    return not schema.get("type") and any(schema.get(keyword) for keyword in ALTERNATIVES)


def _describe(names: frozenset[str]) -> str:
    if names == _ANY:
        return "any"
    return (
        " or ".join(format_value(name) for name in sorted(names - {"integer"} if "number" in names else names))
        or "none"
    )


def _formats(value: Any) -> list[str]:
    return sorted(map(str, value)) if isinstance(value, list) else [] if value is None else [str(value)]


def _wider(formats: list[str], *, of: list[str]) -> set[str]:
    """Return those of the formats ``of`` that are a part of one of these formats."""
    return {narrow for narrow in of if narrow in formats or any(wide in _WIDER.get(narrow, ()) for wide in formats)}
