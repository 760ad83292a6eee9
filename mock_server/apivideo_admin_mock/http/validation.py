"""Validate objects against JSON Schemas, and describe every violation."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from itertools import islice
from typing import Any, Final

import jsonschema_rs

from apivideo_admin_mock.http.masking import is_secret, masked_by_name
from apivideo_admin_mock.http.problems import MAX_VIOLATIONS, Violation, Violations
from apivideo_admin_mock.shorten import MAX_SHOWN, shorten
from apivideo_admin_mock.spec.problems import Kind
from apivideo_admin_mock.spec.schemas import SchemaRegistry
from apivideo_admin_mock.suggest import as_snake_case, did_you_mean

# The validator describes every invalid item of every list, 80,000 in a second. Of longer lists, it describes the first violation.
_MAX_LIST_ITEMS: Final = 10_000


class Validator:
    """A compiled object schema. ``schemas`` compiles it. Raises SpecError if it is invalid.

    ``kind`` is the kind of its violations, ``noun`` describes a member in messages. ``read_only`` are the names that only the
    server sets; ``secrets`` are the names whose values must not occur in a message.
    """

    def __init__(
        self,
        schema: Mapping[str, Any],
        schemas: SchemaRegistry,
        *,
        kind: Kind,
        noun: str,
        read_only: Collection[str] = (),
        secrets: Collection[str] = (),
    ) -> None:
        self._validator = schemas.compile(schema)
        self._known = list(schema.get("properties", {}))
        self._is_closed = schema.get("additionalProperties") is False and "patternProperties" not in schema
        self._kind, self._noun, self._read_only, self._secrets = kind, noun, read_only, secrets

    def violations(self, instance: Mapping[str, Any]) -> Violations:
        """Return the violations of an object: unknown members in the order sent, then the others in the order of the schema."""
        instance, unlisted = self._without_excess(instance)
        if self._validator.is_valid(instance):
            return Violations()
        # A value of the wrong type violates other rules as well. One violation for each name is enough to fix it.
        found: dict[str, Violation] = {}
        for error in self._errors(instance):
            # Its attributes depend on the rule; the type stubs do not declare them.
            kind: Any = error.kind
            path = list(error.instance_path)
            if kind.name == "additionalProperties":
                names = kind.unexpected
                unlisted += max(0, len(names) - MAX_VIOLATIONS)
                for name in names[:MAX_VIOLATIONS]:
                    found.setdefault(_dotted([*path, name]), self._unknown(path, name))
            else:
                name = _dotted([*path, kind.property] if kind.name == "required" else path)
                if name not in found:
                    found[name] = self._explain(kind, error.instance, path, name)
        order = {name: index for index, name in enumerate(self._known)}
        ranked = sorted(found.items(), key=lambda item: order.get(item[0].partition(".")[0].partition("[")[0], -1))
        return Violations((violation for _, violation in ranked), len(found) + unlisted)

    def _without_excess(self, instance: Mapping[str, Any]) -> tuple[Mapping[str, Any], int]:
        """Return the members to validate, and the number of the other ones.

        The others are unknown members beyond the violations of a response: the validator would hold the interpreter lock for
        0.2 s for 100,000 of them.
        """
        if not self._is_closed or len(instance) <= len(self._known) + MAX_VIOLATIONS:
            return instance, 0
        unknown = instance.keys() - self._known
        described = list(islice((name for name in instance if name in unknown), MAX_VIOLATIONS))
        kept = {*described, *self._known}
        return {name: value for name, value in instance.items() if name in kept}, len(unknown) - len(described)

    def _errors(self, instance: Mapping[str, Any]) -> list[jsonschema_rs.ValidationError]:
        if _list_items(instance) <= _MAX_LIST_ITEMS:
            return list(self._validator.iter_errors(instance))
        try:
            self._validator.validate(instance)
        except jsonschema_rs.ValidationError as error:
            return [error]
        raise AssertionError("the caller found the instance invalid")

    def _explain(self, kind: Any, instance: Any, path: list[Any], name: str) -> Violation:
        name = shorten(name)
        if kind.name == "required":
            return Violation(Kind.ATTRIBUTE_REQUIRED, name, f"`{name}` is required.", "required")
        # Without a name, the value is the whole payload.
        secret = not path or any(isinstance(step, str) and is_secret(step, self._secrets) for step in path)
        shown = "the one sent" if secret else _shown(masked_by_name(instance, self._secrets))
        return Violation(self._kind, name, *_describe(kind, instance, name, shown))

    def _unknown(self, path: list[Any], name: str) -> Violation:
        known = [] if path else self._known
        shown = shorten(_dotted([*path, name]))
        meant = as_snake_case(shorten(name))
        if name in self._read_only:
            detail = f"`{shown}` is read-only: the server sets it."
        elif not path and meant in self._read_only:
            detail = f"`{shown}` is not a {self._noun}. `{meant}` exists, but is read-only: the server sets it."
        else:
            detail = f"`{shown}` is not a {self._noun}.{did_you_mean(name, known)}"
        return Violation(self._kind, shown, detail, f"known: {', '.join(known)}" if known else "known: none")


def _list_items(value: Any) -> int:
    """Return the number of items in all lists of a JSON value, or a number above the maximum."""
    count, level = 0, [value]
    while level and count <= _MAX_LIST_ITEMS:
        node = level.pop()
        if isinstance(node, list):
            count += len(node)
            level += node
        elif isinstance(node, dict):
            level += node.values()
    return count


def _dotted(path: list[Any]) -> str:
    text = ""
    for token in path:
        text += f"[{token}]" if isinstance(token, int) else f".{token}" if text else str(token)
    return text


def _shown(value: Any) -> str:
    if isinstance(value, str):
        value = value[: MAX_SHOWN + 1]  # A long text is not encoded as a whole.
    return shorten(json.dumps(value, ensure_ascii=False))


_REQUIREMENTS = {
    "minimum": "be at least {}",
    "maximum": "be at most {}",
    "exclusiveMinimum": "be more than {}",
    "exclusiveMaximum": "be less than {}",
    "multipleOf": "be a multiple of {}",
    "minLength": "have at least {} characters",
    "maxLength": "have at most {} characters",
    "minItems": "have at least {} items",
    "maxItems": "have at most {} items",
}


def _describe(kind: Any, instance: Any, name: str, shown: str) -> tuple[str, str]:
    """Return the detail and the constraint of a violation."""
    rule, hint = kind.name, ""
    match rule:
        case "type":
            types = ", ".join(kind.types)
            requirement, constraint = f"be of type {' or '.join(kind.types)}", f"type: {types}"
        case "enum":
            options = [str(option) for option in kind.options]
            hint = did_you_mean(instance, options) if isinstance(instance, str) else ""
            requirement, constraint = f"be one of {', '.join(options)}", f"enum: {', '.join(options)}"
        case "pattern":
            requirement, constraint = f"match {kind.pattern}", f"pattern: {kind.pattern}"
        case "format":
            requirement, constraint = f"match the format {kind.format}", f"format: {kind.format}"
        case _ if rule in _REQUIREMENTS:
            limit = kind.multiple_of if rule == "multipleOf" else kind.limit
            requirement, constraint = _REQUIREMENTS[rule].format(limit), f"{rule}: {limit}"
        case _:
            requirement, constraint = f"satisfy {rule}", rule
    return f"The value of `{name}` must {requirement}, not {shown}.{hint}", constraint
