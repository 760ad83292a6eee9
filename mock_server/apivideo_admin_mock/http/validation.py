"""Validate objects against JSON Schemas, and describe every violation."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from typing import Any

import jsonschema_rs

from apivideo_admin_mock.http.problems import Violation
from apivideo_admin_mock.spec.problems import Kind
from apivideo_admin_mock.spec.schemas import SchemaRegistry
from apivideo_admin_mock.suggest import as_snake_case, did_you_mean

_MOST_SHOWN = 80


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
        self._kind, self._noun, self._read_only, self._secrets = kind, noun, read_only, secrets

    def violations(self, instance: Mapping[str, Any]) -> tuple[Violation, ...]:
        """Return every violation of an object: unknown members in the order sent, then the others in the order of the schema."""
        if self._validator.is_valid(instance):
            return ()
        found = [violation for error in self._validator.iter_errors(instance) for violation in self._explain(error)]
        # A value of the wrong type violates other rules as well. One violation for each name is enough to fix it.
        found = list({violation.name: violation for violation in reversed(found)}.values())[::-1]
        order = {name: index for index, name in enumerate(self._known)}
        return tuple(
            sorted(found, key=lambda violation: order.get(violation.name.partition(".")[0].partition("[")[0], -1))
        )

    def _explain(self, error: jsonschema_rs.ValidationError) -> Iterator[Violation]:
        path = list(error.instance_path)
        # Its attributes depend on the rule; the type stubs do not declare them.
        kind: Any = error.kind
        rule = kind.name
        if rule == "required":
            name = _dotted([*path, kind.property])
            yield Violation(Kind.ATTRIBUTE_REQUIRED, name, f"`{name}` is required.", "required")
        elif rule == "additionalProperties":
            for name in kind.unexpected:
                yield self._unknown(_dotted([*path, name]), name, top=not path)
        else:
            name = _dotted(path)
            # Without a name, the value is the whole payload, with its secrets.
            secret = not path or path[0] in self._secrets
            shown = "the one sent" if secret else _shown(error.instance)
            yield Violation(self._kind, name, *_describe(kind, error.instance, name, shown))

    def _unknown(self, path: str, name: str, *, top: bool) -> Violation:
        known = self._known if top else []
        meant = as_snake_case(name)
        if name in self._read_only:
            detail = f"`{path}` is read-only: the server sets it."
        elif top and meant in self._read_only:
            detail = f"`{path}` is not a {self._noun}. `{meant}` exists, but is read-only: the server sets it."
        else:
            detail = f"`{path}` is not a {self._noun}.{did_you_mean(name, known)}"
        return Violation(self._kind, path, detail, f"known: {', '.join(known)}" if known else "known: none")


def _dotted(path: list[Any]) -> str:
    text = ""
    for token in path:
        text += f"[{token}]" if isinstance(token, int) else f".{token}" if text else str(token)
    return text


def _shown(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _MOST_SHOWN else text[:_MOST_SHOWN] + "…"


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
