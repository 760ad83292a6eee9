"""Holds values against JSON Schemas and tells every violation in words."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from typing import Any

import jsonschema_rs

from apivideo_admin_mock.errors import SpecError
from apivideo_admin_mock.problem import Kind, Violation
from apivideo_admin_mock.suggest import as_snake_case, did_you_mean

_MOST_SHOWN = 80


class Validator:
    """A compiled object schema.

    ``kind`` is the kind of its violations, ``noun`` the words for its members. ``read_only`` are names that the server
    sets; ``secrets`` are names whose values are not repeated in an answer.
    """

    def __init__(
        self,
        schema: Mapping[str, Any],
        *,
        kind: Kind,
        noun: str,
        read_only: Collection[str] = (),
        secrets: Collection[str] = (),
    ) -> None:
        try:
            self._validator = jsonschema_rs.Draft202012Validator(dict(schema), validate_formats=True)
        except (jsonschema_rs.ValidationError, jsonschema_rs.ReferencingError, ValueError) as error:
            raise SpecError("", f"a schema can't be used: {' '.join(str(error).split())}") from None
        self._known = list(schema.get("properties", {}))
        self._kind, self._noun, self._read_only, self._secrets = kind, noun, read_only, secrets

    def violations(self, instance: Mapping[str, Any]) -> tuple[Violation, ...]:
        """Give every violation of an object: unknown members in the order sent, then the others in the schema's order."""
        if self._validator.is_valid(instance):
            return ()
        found = [violation for error in self._validator.iter_errors(instance) for violation in self._explain(error)]
        # A value of a wrong type breaks other rules as well; one problem an attribute is enough to mend it.
        found = list({violation.name: violation for violation in reversed(found)}.values())[::-1]
        order = {name: index for index, name in enumerate(self._known)}
        return tuple(
            sorted(found, key=lambda violation: order.get(violation.name.partition(".")[0].partition("[")[0], -1))
        )

    def _explain(self, error: jsonschema_rs.ValidationError) -> Iterator[Violation]:
        path = list(error.instance_path)
        # Its attributes depend on the rule, which the type stubs don't tell.
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
            # Without a name it is the whole payload, secrets and all.
            secret = not path or path[0] in self._secrets
            shown = "the one sent" if secret else _shown(error.instance)
            yield Violation(self._kind, name, *_words(kind, error.instance, name, shown))

    def _unknown(self, path: str, name: str, *, top: bool) -> Violation:
        known = self._known if top else []
        meant = as_snake_case(name)
        if name in self._read_only:
            detail = f"`{path}` is set by the server and can't be sent."
        elif top and meant in self._read_only:
            detail = f"`{path}` is not a {self._noun}. `{meant}` is, but it is set by the server and can't be sent."
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


_MUSTS = {
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


def _words(kind: Any, instance: Any, name: str, shown: str) -> tuple[str, str]:
    """Give the detail and the constraint of a violation."""
    rule, hint = kind.name, ""
    match rule:
        case "type":
            types = ", ".join(kind.types)
            must, constraint = f"be of type {' or '.join(kind.types)}", f"type: {types}"
        case "enum":
            options = [str(option) for option in kind.options]
            hint = did_you_mean(instance, options) if isinstance(instance, str) else ""
            must, constraint = f"be one of {', '.join(options)}", f"enum: {', '.join(options)}"
        case "pattern":
            must, constraint = f"match {kind.pattern}", f"pattern: {kind.pattern}"
        case "format":
            must, constraint = f"be of the format {kind.format}", f"format: {kind.format}"
        case _ if rule in _MUSTS:
            limit = kind.multiple_of if rule == "multipleOf" else kind.limit
            must, constraint = _MUSTS[rule].format(limit), f"{rule}: {limit}"
        case _:
            must, constraint = f"follow the rule {rule}", rule
    return f"The value of `{name}` must {must}, not {shown}.{hint}", constraint
