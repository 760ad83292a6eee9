"""The models of the SDK: those in successful responses and in request bodies."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from openapi_python_client.parser.properties import LiteralEnumProperty, ModelProperty

from generator.render.located import pointer_of
from generator.render.reserved import MODELS, is_name
from generator.render.source import Source, diagnostic
from generator.render.text import exact, literal
from generator.render.types import Annotation, Typing, Unmapped
from generator.render.view import Field, OpenEnum, Struct

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from openapi_python_client.parser import GeneratorData
    from openapi_python_client.parser.openapi import Endpoint
    from openapi_python_client.parser.properties.protocol import PropertyProtocol
    from openapi_python_client.parser.responses import Response

    from generator.diagnostic import Diagnostic

_SUCCESS = 2
_ALTERNATIVE = re.compile(r"Type\d+$")


class Models:
    """Collect all models and enums that methods use, each once."""

    def __init__(self, data: GeneratorData, source: Source, *, reserved: frozenset[str] = frozenset()) -> None:
        self._source = source
        self._reserved = MODELS | reserved
        self.properties = {str(model.class_info.name): model for model in data.models}
        enums = {str(enum.class_info.name): enum for enum in data.enums if isinstance(enum, LiteralEnumProperty)}
        self.enum_names = _enum_names(enums, self.properties)
        self._enums = {self.enum_names.get(name, name): enum for name, enum in enums.items()}
        self._typing = Typing(sent=False, prefix="", models=self.properties, enum_names=self.enum_names)
        self.structs: dict[str, Struct] = {}
        self.enums: dict[str, OpenEnum] = {}
        self.diagnostics: list[Diagnostic] = []
        self._uses: dict[str, str] = {}  # the pointer to what uses an enum first

    def collect(self, endpoints: Iterable[Endpoint]) -> None:
        """Fill ``structs``, ``enums`` and ``diagnostics`` from the responses and request bodies of these operations."""
        responses: list[PropertyProtocol] = []
        bodies: list[PropertyProtocol] = []
        for endpoint in endpoints:
            for response in successes(endpoint):
                responses.append(response.prop)
                self._note_enums(self._typing.annotate(response.prop), pointer_of(response.data))
            for body in endpoint.bodies:
                bodies += members(self.properties.get(_class_name(body.prop), body.prop))
        for name in sorted(self._reach([*responses, *bodies])):
            self.structs[name] = self._struct(name)
        for name in sorted(
            name for name in {*self.structs, *self.enums} if name in self._reserved or not is_name(name)
        ):
            self.diagnostics.append(
                diagnostic(self._pointer(name), f"The name `{name}` is reserved.", "Rename the schema.")
            )

    def _reach(self, roots: Iterable[PropertyProtocol]) -> set[str]:
        """Return the names of all models in these properties, at any depth."""
        found: set[str] = set()
        pending = list(roots)
        while pending:
            annotation = self._typing.annotate(pending.pop())
            if isinstance(annotation, Unmapped):
                continue  # reported where the property is used, with a better location
            for name in annotation.models - found:
                found.add(name)
                pending += members(self.properties[name])
        return found

    def _note_enums(self, annotation: Annotation | Unmapped, pointer: str) -> None:
        """Add the enums of what is at a pointer."""
        for name in () if isinstance(annotation, Unmapped) else annotation.enums - self.enums.keys():
            enum = self._enums[name]
            self._uses[name] = pointer
            values = tuple(literal(value) for value in sorted(enum.values))
            description = enum.description.get_untrusted_value() if enum.description else ""
            self.enums[name] = OpenEnum(name, description, enum.value_type.__name__, values)
            if not all(exact(value) for value in enum.values):
                self.diagnostics.append(
                    diagnostic(
                        self._pointer(name),
                        f"A value of the enum `{name}` contains a control character, or is an integer of more than 64 bits.",
                        "Use another value.",
                    )
                )

    def _struct(self, name: str) -> Struct:
        model = self.properties[name]
        pointer = self._pointer(name)
        written = self._source.properties(self._source.at(pointer) or {})
        fields = [self._field(prop, written, pointer) for prop in members(model)]
        description = model.description.get_untrusted_value() if model.description else ""
        return Struct(name, description, tuple(field for field in fields if field))

    def _field(self, prop: PropertyProtocol, written: Mapping[str, Mapping[str, Any]], pointer: str) -> Field | None:
        json_name = prop.name.get_untrusted_value()
        location = self._source.property_pointer(pointer, json_name)
        annotation = self._typing.annotate(prop)
        name = str(prop.python_name)
        if isinstance(annotation, Unmapped):
            self.diagnostics.append(diagnostic(location, annotation.message, "Describe it with another schema."))
            return None
        if (
            name in MODELS
            or not is_name(name)
            or name in self.properties
            or not exact(json_name)
            or set(json_name) & set('"\\')
        ):  # msgspec rejects these
            self.diagnostics.append(
                diagnostic(location, f"`{name}` cannot be the name of a field.", "Rename the property.")
            )
            return None
        self._note_enums(annotation, location)
        facts = written.get(json_name, {})
        return Field(
            name=name,
            annotation=annotation.code if prop.required else annotation.or_none(),
            default=None if prop.required else "None",
            json_name=None if name == json_name else literal(json_name),
            description=str(
                facts.get("description") or (prop.description.get_untrusted_value() if prop.description else "")
            ),
            secret=self._source.is_secret(facts),
        )

    def _pointer(self, name: str) -> str:
        """Return the pointer to the schema of a model, or to the values of an enum."""
        if name in self.properties:
            return pointer_of(self.properties[name].data)
        return self._source.enum(self._uses[name], self._enums[name].values)


def _enum_names(enums: Iterable[str], models: Iterable[str]) -> dict[str, str]:
    """Return shorter names of enums by those of the parser, which numbers the alternatives of a nullable enum (`LevelType1`)."""
    taken, found = {*enums, *models}, dict[str, str]()
    for name in sorted(enums):
        short = _ALTERNATIVE.sub("", name)
        if short and short not in taken:
            taken.add(short)
            found[name] = short
    return found


def successes(endpoint: Endpoint) -> list[Response]:
    """Return the documented responses with a success status (2xx)."""
    patterns = [(response, response.status_code.range) for response in endpoint.responses.patterns]
    return [response for response, codes in patterns if codes and codes[0] // 100 == _SUCCESS]


def members(prop: PropertyProtocol) -> list[PropertyProtocol]:
    """Return the properties of a model, or the property itself if it is not a model."""
    if isinstance(prop, ModelProperty):
        return [*(prop.required_properties or []), *(prop.optional_properties or [])]
    return [prop]


def _class_name(prop: PropertyProtocol) -> str:
    return str(prop.class_info.name) if isinstance(prop, ModelProperty) else ""
