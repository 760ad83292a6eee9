"""Convert the properties of the parser to type annotations.

The annotations of openapi-python-client are for attrs models with ``Unset``; these are for msgspec. An unknown kind of property
is an error, never silently ``Any``.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from openapi_python_client.parser.properties import ModelProperty
from openapi_python_client.parser.properties.any import AnyProperty
from openapi_python_client.parser.properties.boolean import BooleanProperty
from openapi_python_client.parser.properties.const import ConstProperty
from openapi_python_client.parser.properties.date import DateProperty
from openapi_python_client.parser.properties.datetime import DateTimeProperty
from openapi_python_client.parser.properties.float import FloatProperty
from openapi_python_client.parser.properties.int import IntProperty
from openapi_python_client.parser.properties.list_property import ListProperty
from openapi_python_client.parser.properties.literal_enum_property import LiteralEnumProperty
from openapi_python_client.parser.properties.none import NoneProperty
from openapi_python_client.parser.properties.string import StringProperty
from openapi_python_client.parser.properties.union import UnionProperty
from openapi_python_client.parser.properties.uuid import UuidProperty

from generator.render.text import exact, literal

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from openapi_python_client.parser.properties.protocol import PropertyProtocol

_SIMPLE: dict[type[PropertyProtocol], tuple[str, str]] = {
    BooleanProperty: ("bool", "boolean"),
    IntProperty: ("int", "integer"),
    FloatProperty: ("float", "number"),
    StringProperty: ("str", "string"),
    DateProperty: ("datetime.date", "string"),
    UuidProperty: ("UUID", "string"),
    NoneProperty: ("None", "null"),
    AnyProperty: ("Any", "any"),
}
_NAMES: dict[type, tuple[str, str]] = {
    str: ("str", "string"),
    bool: ("bool", "boolean"),
    int: ("int", "integer"),
    float: ("float", "number"),
}
_PLAIN = {kind: code for code, kind in _NAMES.values()}


@dataclass(frozen=True, slots=True)
class Unmapped:
    """A property that has no annotation, with the reason."""

    message: str


@dataclass(frozen=True, slots=True)
class Annotation:
    """``code`` is the annotation, ``kinds`` its JSON types, ``models``, ``enums`` and ``literals`` what it uses."""

    code: str
    kinds: tuple[str, ...]
    models: frozenset[str] = frozenset()
    enums: frozenset[str] = frozenset()
    literals: frozenset[str] = frozenset()

    @property
    def nullable(self) -> bool:
        """Whether it accepts null."""
        return "null" in self.kinds or "any" in self.kinds

    def or_none(self) -> str:
        """Return the annotation with None as an alternative."""
        return self.code if self.nullable else f"{self.code} | None"


@dataclass(frozen=True, slots=True)
class Typing:
    """The form of annotations in one context.

    In a response (``sent`` is false) an enum accepts unknown values, and date-times are aware. ``prefix`` is put before the
    names of models. ``enclosing`` holds the maps that contain the annotation. With ``is_open`` a request accepts every value of the
    type of an enum too, for example one that a response had. ``enum_names`` are the names of enums in the SDK,
    by those that the parser gives.
    """

    sent: bool
    prefix: str
    models: dict[str, ModelProperty]
    enclosing: frozenset[str] = frozenset()
    is_open: bool = False
    enum_names: Mapping[str, str] = field(default_factory=dict)

    def annotate(self, prop: PropertyProtocol) -> Annotation | Unmapped:
        """Return the annotation of a property, whether it is required or not."""
        simple = _SIMPLE.get(type(prop))
        if simple is not None:
            return Annotation(simple[0], (simple[1],))
        write = _WRITERS.get(type(prop))
        if write is None:
            return Unmapped(f"`{prop.name.get_untrusted_value()}` is a {type(prop).__name__}, which has no annotation.")
        return write(self, prop)

    def _date_time(self, _: DateTimeProperty) -> Annotation:
        return Annotation("datetime.datetime" if self.sent else "AwareDatetime", ("string",))

    def _const(self, prop: ConstProperty) -> Annotation | Unmapped:
        return self._values(prop, [prop.value.raw_value])

    def _enum(self, prop: LiteralEnumProperty) -> Annotation | Unmapped:
        if self.sent:
            return self._values(prop, sorted(prop.values))
        name = self.enum_names.get(str(prop.class_info.name), str(prop.class_info.name))
        return Annotation(self.prefix + name, (_NAMES[prop.value_type][1],), enums=frozenset({name}))

    def _values(self, prop: PropertyProtocol, values: list[str | int]) -> Annotation | Unmapped:
        """Return the allowed values in a request, or their type in a response, so that new values are accepted."""
        base, kind = _NAMES[type(values[0])]
        if not self.sent or base == "float":
            return Annotation(base, (kind,))
        if not all(map(exact, values)):
            name = prop.name.get_untrusted_value()
            return Unmapped(f"A value of `{name}` contains a control character, or is an integer of more than 64 bits.")
        code = f"Literal[{', '.join(map(literal, values))}]"
        return Annotation(f"{code} | {base}" if self.is_open else code, (kind,), literals=frozenset({code}))

    def _list(self, prop: ListProperty) -> Annotation | Unmapped:
        inner = self.annotate(prop.inner_property)
        if isinstance(inner, Unmapped):
            return inner
        container = "Sequence" if self.sent else "list"
        return replace(inner, code=f"{container}[{inner.code}]", kinds=("array",))

    def _union(self, prop: UnionProperty) -> Annotation | Unmapped:
        parts: dict[str, Annotation] = {}
        enums: list[set[str | int]] = []
        for inner in prop.inner_properties:
            part = self.annotate(inner)
            if isinstance(part, Unmapped):
                return part
            values = getattr(inner, "values", None)
            if values is None or values not in enums:  # the parser lists a nullable enum three times
                parts[part.code] = part
            enums += [values] if values else []
        if not self.sent:
            for kind in {part.kinds[0] for part in parts.values() if part.enums}:
                parts.pop(_PLAIN.get(kind, ""), None)  # an enum in a response accepts every value of its type
        kinds = tuple(kind for part in parts.values() for kind in part.kinds)
        if not self.sent and len(set(kinds)) < len(kinds):
            return Unmapped(
                f"`{prop.name.get_untrusted_value()}` is one of several types that have the same form in JSON."
            )
        codes = sorted(parts, key=lambda code: code == "None")
        return Annotation(
            " | ".join(codes),
            kinds,
            frozenset(name for part in parts.values() for name in part.models),
            frozenset(name for part in parts.values() for name in part.enums),
            frozenset(code for part in parts.values() for code in part.literals),
        )

    def _model(self, prop: ModelProperty) -> Annotation | Unmapped:
        name = str(prop.class_info.name)
        model = self.models.get(name, prop)
        if model.required_properties or model.optional_properties or model.additional_properties is None:
            return Annotation(self.prefix + name, ("object",), frozenset({name}))
        if name in self.enclosing:
            return Unmapped(f"`{name}` is a map of itself.")
        inner = replace(self, enclosing=self.enclosing | {name}).annotate(model.additional_properties)
        if isinstance(inner, Unmapped):
            return inner
        return replace(inner, code=f"dict[str, {inner.code}]", kinds=("object",))


_WRITERS: dict[type[PropertyProtocol], Callable[..., Annotation | Unmapped]] = {
    DateTimeProperty: Typing._date_time,  # noqa: SLF001 (a table of the class' own methods)
    ConstProperty: Typing._const,  # noqa: SLF001
    LiteralEnumProperty: Typing._enum,  # noqa: SLF001
    ListProperty: Typing._list,  # noqa: SLF001
    UnionProperty: Typing._union,  # noqa: SLF001
    ModelProperty: Typing._model,  # noqa: SLF001
}
