"""The base class of the generated models."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any, ClassVar, Self, get_type_hints

import msgspec

from . import fields

REDACTED = "********"


class Model(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    omit_defaults=True,
    forbid_unknown_fields=True,
    rename={"unknown_fields": fields.UNKNOWN},
):
    """An object of the API: a value that cannot be changed. ``msgspec.structs.replace`` returns a changed copy.

    Attributes:
        unknown_fields: The fields of this object that this version does not know, as plain JSON values. They are a part of the
            value: copies, pickles and JSON have them, and objects that differ in them are not equal.

    """

    # forbid_unknown_fields makes the first decoding pass fail on an unknown field; see reader.

    secret_fields: ClassVar[frozenset[str]] = frozenset()

    unknown_fields: dict[str, Any] = msgspec.field(default_factory=dict)

    def to_dict(self, *, secrets: bool = False) -> dict[str, Any]:
        """Return the object as the API sends it, as plain JSON values: date-times are strings.

        Secret fields are masked, unless ``secrets`` is true.
        """
        found: dict[str, Any] = _plain(self, msgspec.to_builtins(self), secrets=secrets)
        return found

    def to_json(self, *, secrets: bool = False) -> str:
        """Return the object as the API sends it, as JSON. Secret fields are masked, unless ``secrets`` is true."""
        return msgspec.json.encode(self.to_dict(secrets=secrets)).decode()

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Return the object for plain JSON values, as ``to_dict`` returns them. Raise ValueError if they do not match."""
        try:
            found = fields.convert(fields.repaired(deepcopy(dict(data)), cls), cls)
        except msgspec.ValidationError as error:
            raise ValueError(f"This is not a valid {cls.__name__}: {error}") from error
        assert isinstance(found, cls)  # noqa: S101 (for type checkers)
        return found

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> Any:
        """Let pydantic, and so FastAPI, validate and serialise objects of this class. Secret fields are masked."""
        from pydantic_core import core_schema  # only programs with pydantic call this

        return core_schema.no_info_plain_validator_function(
            cls._validate, serialization=core_schema.plain_serializer_function_ser_schema(cls.to_dict)
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: Any, handler: Any) -> dict[str, Any]:
        """Describe the objects of this class to pydantic."""
        (schema,), components = msgspec.json.schema_components([cls], ref_template="{name}")
        inlined: dict[str, Any] = _inline(schema, components, ())
        return inlined

    @classmethod
    def _validate(cls, value: object) -> Self:
        if isinstance(value, cls):
            return value
        if isinstance(value, Mapping):
            return cls.from_dict(value)
        raise ValueError(f"This is not a {cls.__name__}, nor a mapping with its fields.")

    def __repr__(self) -> str:
        shown = ", ".join(f"{name}={value!r}" for name, value in self.__rich_repr__())
        return f"{type(self).__name__}({shown})"

    def __rich_repr__(self) -> list[tuple[str, Any]]:
        names = [name for name in self.__struct_fields__ if name != "unknown_fields"]
        return [(name, REDACTED if name in self.secret_fields else getattr(self, name)) for name in names]


def resolve_annotations(namespace: Mapping[str, Any]) -> None:
    """Replace the annotations of the models of a module, which are texts, by the types.

    msgspec and typing look the names in a text up in ``sys.modules``, also later. Programs and test tools remove modules from it.
    """
    for kind in namespace.values():
        if isinstance(kind, type) and issubclass(kind, Model):
            kind.__annotations__ = get_type_hints(kind, include_extras=True)


def plain(value: Any) -> Any:
    """Return an argument with each model in it as the API takes it: with its secrets, and its unknown fields beside the others."""
    if isinstance(value, Model):
        return value.to_dict(secrets=True)
    if isinstance(value, list):
        return [plain(one) for one in value]
    return {name: plain(one) for name, one in value.items()} if isinstance(value, dict) else value


def _plain(value: Any, built: Any, *, secrets: bool) -> Any:
    """Return what msgspec built of a value, with secrets masked and unknown fields beside the others."""
    if isinstance(value, Model):
        names = dict(zip(value.__struct_encode_fields__, value.__struct_fields__, strict=True))
        masked = frozenset() if secrets else value.secret_fields
        found = {
            key: REDACTED
            if names[key] in masked and isinstance(one, str)
            else _plain(getattr(value, names[key]), one, secrets=secrets)
            for key, one in built.items()
            if key != fields.UNKNOWN
        }
        return found | built.get(fields.UNKNOWN, {})
    if isinstance(value, list):
        return [_plain(*pair, secrets=secrets) for pair in zip(value, built, strict=True)]
    if isinstance(value, dict):
        pairs = zip(value.values(), built.items(), strict=True)
        return {key: _plain(one, plain, secrets=secrets) for one, (key, plain) in pairs}
    return built


def _inline(schema: Any, components: dict[str, Any], above: tuple[str, ...]) -> Any:
    """Return a JSON schema with its references replaced; a reference to a schema that contains it accepts anything."""
    if isinstance(schema, list):
        return [_inline(one, components, above) for one in schema]
    if not isinstance(schema, dict):
        return schema
    name = schema.get("$ref")
    if isinstance(name, str):
        return {} if name in above else _inline(components[name], components, (*above, name))
    found = {
        key: _inline(one, components, above) for key, one in schema.items() if key not in (fields.UNKNOWN, "default")
    }
    if found.get("type") == "object":
        found.pop("additionalProperties", None)  # unknown fields are kept
    return found
