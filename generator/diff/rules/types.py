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

# A format -> the formats that include all its values.
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
    """Clients break if a request accepts fewer types, or if a response can have more."""
    if not pair.old or not pair.new or _is_choice(pair.old) or _is_choice(pair.new):
        return
    old, new = types(pair.old), types(pair.new)
    shift = shift_of_sets(old, new)
    if shift:
        message = f"the type of `{pair.label}` was {shift} from {_describe(old)} to {_describe(new)}."
        yield pair.finding(severity_of(shift, pair.direction), message, "type")


def nullable_changed(pair: Pair) -> Iterator[Finding]:
    """Clients break if a request no longer accepts null, or if a response can be null."""
    if not pair.old or not pair.new:
        return
    old, new = accepts_null(pair.old), accepts_null(pair.new)
    # If the whole type is added or removed, type_changed reports it.
    if old == new or _declares_type(pair.old) != _declares_type(pair.new):
        return
    message = f"`{pair.label}` can {'now' if new else 'no longer'} be null."
    by_alternative = pair.old.get("nullable") or pair.new.get("nullable")
    where = "" if by_alternative else "type"
    yield pair.finding(severity_of("widened" if new else "narrowed", pair.direction), message, where)


def format_changed(pair: Pair) -> Iterator[Finding]:
    """Clients break if values must or can have another format, or if the format is a separate type in the SDK."""
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
    message = (
        f"the format of `{pair.label}` changed from {format_values(old) or 'none'} to {format_values(new) or 'none'}."
    )
    yield pair.finding(shift, message, "format")


def types(schema: Node) -> frozenset[str]:
    """Return the types that a schema accepts, without null. A number includes integers."""
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
    """Return whether the schema accepts null."""
    values = constants(schema)
    nullable = schema.get("nullable")  # set for an alternative of null; also the keyword of OpenAPI 3.0
    if nullable is not None and nullable.value is True:
        return True
    if values is not None and None not in values:
        return False
    declared = schema.get("type")
    if declared is None:
        return not _is_choice(schema)
    return declared.value == "null" or "null" in as_list(declared.value)


def constants(schema: Node) -> list[Any] | None:
    """Return the values of an ``enum`` or a ``const``, or None if there is none."""
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
    """Return the formats in ``of`` that are included in one of these formats."""
    return {narrow for narrow in of if narrow in formats or any(wide in _WIDER.get(narrow, ()) for wide in formats)}
