"""The arguments of a method: path parameters, query parameters, and the properties of the JSON body."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from openapi_python_client.parser.bodies import BodyType
from openapi_python_client.parser.properties import ModelProperty

from generator.render.facts import deprecation, describe, example_of
from generator.render.inputs import read_input
from generator.render.located import pointer_of
from generator.render.models import members
from generator.render.reserved import ARGUMENTS, is_name
from generator.render.source import Source, SourceOperation, diagnostic
from generator.render.text import exact, literal
from generator.render.types import Annotation, Typing, Unmapped
from generator.render.view import Argument

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from openapi_python_client.parser.openapi import Endpoint
    from openapi_python_client.parser.properties.protocol import PropertyProtocol

    from generator.diagnostic import Diagnostic

_PARSERS_OWN = frozenset({"client", "url"})
"""Names that the parser reserves for its own templates and extends by the location. Our templates do not use them."""

_STYLES = {"path": "simple", "query": "form"}
"""The default styles, which the SDK supports. In a query a list is repeated, or separated by commas (`explode: false`)."""

_STRINGS = {
    "datetime.date": "datetime.date.fromisoformat",
    "datetime.datetime": "datetime.datetime.fromisoformat",
    "UUID": "UUID",
}


@dataclass(frozen=True, slots=True)
class ArgumentReader:
    """Read the arguments of one operation."""

    endpoint: Endpoint
    operation: SourceOperation
    source: Source
    typing: Typing
    call: str
    """How users name the method, for example ``projects.create``."""
    open_names: frozenset[str] = frozenset()
    """The properties of the result with an enum: an argument of the same name accepts what the server returned there."""

    def read(self) -> list[Argument | Diagnostic]:
        """Return the arguments in the order of the signature, and diagnostics."""
        read: list[Argument | Diagnostic] = [
            *self._parameters("path", self.endpoint.path_parameters),
            *self._parameters("query", self.endpoint.query_parameters),
            *self._body(),
            *self._unsupported(),
        ]
        names: set[str] = set()
        for argument in [entry for entry in read if isinstance(entry, Argument)]:
            if argument.name in names:
                read.append(self._diagnostic("", f"Two arguments are named `{argument.name}`.", "Rename one of them."))
            names.add(argument.name)
        return read

    def _parameters(self, location: str, properties: Sequence[PropertyProtocol]) -> Iterator[Argument | Diagnostic]:
        for prop in properties:
            wire_name = prop.name.get_untrusted_value()
            described = self.operation.parameter(wire_name, location)
            below = self._parameter_pointer(wire_name, location)
            schema = self.source.resolve(described.get("schema", {}))
            explode = described.get("explode", location == "query")
            is_supported = location == "query" or explode is False
            if described.get("style", _STYLES[location]) == _STYLES[location] and is_supported:
                yield self._argument(prop, location, described, schema, below)
            else:
                yield diagnostic(
                    below, f"The style of the parameter `{wire_name}` is not supported.", "Use the default style."
                )

    def _body(self) -> Iterator[Argument | Diagnostic]:
        for body in self.endpoint.bodies[1:]:
            yield self._diagnostic(
                "/requestBody",
                f"A second media type, `{body.content_type.get_untrusted_value()}`, is not supported.",
                "Keep one media type.",
            )
        for body in self.endpoint.bodies[:1]:
            model = (
                self.typing.models.get(str(body.prop.class_info.name)) if isinstance(body.prop, ModelProperty) else None
            )
            if body.body_type is not BodyType.JSON or model is None or not members(model):
                yield self._diagnostic(
                    "/requestBody",
                    "The request body is not a JSON object with properties.",
                    "Describe it as an object in application/json.",
                )
                return
            pointer = pointer_of(model.data)
            written = self.source.properties(self.source.at(pointer) or {})
            for prop in members(model):
                schema = written.get(prop.name.get_untrusted_value(), {})
                if schema.get("readOnly") is not True:
                    location = self.source.property_pointer(pointer, prop.name.get_untrusted_value())
                    yield self._argument(prop, "body", schema, schema, location)

    def _unsupported(self) -> Iterator[Diagnostic]:
        others = [("header", self.endpoint.header_parameters), ("cookie", self.endpoint.cookie_parameters)]
        for location, prop in [(location, prop) for location, found in others for prop in found]:
            name = prop.name.get_untrusted_value()
            yield diagnostic(
                self._parameter_pointer(name, location),
                f"The parameter `{name}` is in a header or a cookie, which the SDK does not support.",
                "Move it to the query.",
            )

    def _argument(
        self,
        prop: PropertyProtocol,
        location: str,
        described: Mapping[str, Any],
        schema: Mapping[str, Any],
        pointer: str,
    ) -> Argument | Diagnostic:
        wire_name = prop.name.get_untrusted_value()
        annotation = replace(self.typing, is_open=wire_name in self.open_names).annotate(prop)
        if isinstance(annotation, Unmapped):
            return diagnostic(pointer, annotation.message, "Use another schema.")
        problem = _not_sendable(annotation, wire_name, location)
        if problem:
            return diagnostic(pointer, *problem)
        name = _python_name(prop, location)
        if not is_name(name):
            return diagnostic(pointer, f"`{wire_name}` cannot be the name of an argument.", "Rename the parameter.")
        deprecated = described.get("deprecated") is True or schema.get("deprecated") is True
        description = str(described.get("description") or schema.get("description") or "")
        code, default, value = _optional(annotation, name, required=prop.required, in_body=location == "body")
        return Argument(
            name=name,
            wire_name=wire_name,
            location=location,
            annotation=code,
            default=default,
            value=value,
            description=describe(description, schema, deprecated=deprecated),
            example=_example(annotation, example_of(described, schema)),
            secret=self.source.is_secret(schema),
            input=read_input(self.source, schema),
            deprecated=f"`{name}` of `{self.call}`: {deprecation(description)}" if deprecated else "",
            values=next(iter(annotation.literals)) if len(annotation.literals) == 1 else "",
            commas=location == "query" and described.get("explode") is False,
        )

    def _parameter_pointer(self, name: str, location: str) -> str:
        """Return the pointer to the parameter in the operation, or to the operation if it does not list the parameter."""
        for index, node in enumerate(self.operation.data.get("parameters", ())):
            found = self.source.resolve(node)
            if found.get("name") == name and found.get("in") == location:
                return f"{self.operation.pointer}/parameters/{index}"
        return self.operation.pointer

    def _diagnostic(self, below: str, message: str, fix: str) -> Diagnostic:
        return diagnostic(self.operation.pointer + below, message, fix)


def _python_name(prop: PropertyProtocol, location: str) -> str:
    """Return the name of an argument: the name in the document unless Python or the SDK reserves it."""
    wire_name, name = prop.name.get_untrusted_value(), str(prop.python_name)
    if wire_name in _PARSERS_OWN and name == f"{wire_name}_{location}":
        return wire_name
    return f"{name}_" if name in ARGUMENTS else name


def _not_sendable(annotation: Annotation, wire_name: str, location: str) -> tuple[str, str] | None:
    """Return why an argument cannot be sent, and the fix; None if it can."""
    if location != "body" and (annotation.models or {"object", "any"} & set(annotation.kinds)):
        return f"`{wire_name}` is an object in the {location}.", "Use a simple type."
    if location == "path" and "array" in annotation.kinds:
        return f"`{wire_name}` is a list in the path.", "Use a simple type."
    if not exact(wire_name):
        return f"The name `{wire_name}` contains a control character.", "Remove it."
    return None


def _optional(annotation: Annotation, name: str, *, required: bool, in_body: bool) -> tuple[str, str | None, str]:
    """Return the annotation, the default and the code that passes the value.

    The default None means "not passed". For a nullable property of a body, ``omit`` means "not passed".
    """
    if required:
        return annotation.code, None, name
    if in_body and annotation.nullable:
        return f"{annotation.code} | Omit", "omit", name
    return annotation.or_none(), "None", f"omit if {name} is None else {name}" if in_body else name


def _example(annotation: Annotation, value: Any) -> str:
    base = annotation.code.removesuffix(" | None")
    if isinstance(value, str) and base in _STRINGS:
        return f"{_STRINGS[base]}({literal(value)})"
    return "..." if value is None else literal(value)
