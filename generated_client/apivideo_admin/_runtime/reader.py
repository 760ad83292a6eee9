"""Decode JSON into models and keep unknown fields.

A documented response is decoded in one pass. Only if that pass finds an unknown field, the response is decoded a second time
and the unknown fields are attached to each object. So unknown fields cost nothing where there are none.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar

import msgspec

from .model import Model, set_unknown_fields

ResultT = TypeVar("ResultT")


class Reader(Generic[ResultT]):
    """Decodes bodies as values of one type. Raises msgspec.DecodeError for an invalid body."""

    __slots__ = ("_decode", "_kind")

    def __init__(self, kind: type[ResultT]) -> None:
        self._kind = kind
        self._decode: Callable[[bytes], ResultT] | None = None

    def __call__(self, body: bytes) -> ResultT:
        if self._decode is None:  # created on first use, because no program uses all readers
            self._decode = msgspec.json.Decoder(self._kind).decode
        try:
            return self._decode(body)
        except msgspec.ValidationError:
            return self._read_with_unknown_fields(body)

    def _read_with_unknown_fields(self, body: bytes) -> ResultT:
        from msgspec import inspect  # imported late: most programs never receive an unknown field

        data = msgspec.json.decode(body)
        value = msgspec.convert(_known_fields(data, inspect.type_info(self._kind), inspect), self._kind)
        _attach(value, data)
        return value


def _known_fields(data: Any, kind: Any, inspect: Any) -> Any:
    """Return the data without the fields that the type does not have."""
    if isinstance(kind, inspect.UnionType):  # at most one of its types is an object and at most one is a list
        containers = inspect.ListType if isinstance(data, list) else (inspect.StructType, inspect.DictType)
        kind = next((one for one in kind.types if isinstance(one, containers)), kind)
    if isinstance(kind, inspect.StructType) and isinstance(data, dict):
        types = {field.encode_name: field.type for field in kind.fields}
        return {name: _known_fields(value, types[name], inspect) for name, value in data.items() if name in types}
    if isinstance(kind, inspect.DictType) and isinstance(data, dict):
        return {name: _known_fields(value, kind.value_type, inspect) for name, value in data.items()}
    if isinstance(kind, inspect.ListType) and isinstance(data, list):
        return [_known_fields(value, kind.item_type, inspect) for value in data]
    return data


def _attach(value: Any, data: Any) -> None:
    """Attach to each model in ``value`` the fields of its counterpart in ``data`` that it does not have."""
    if isinstance(value, Model):
        names = dict(zip(value.__struct_encode_fields__, value.__struct_fields__, strict=True))
        unknown = {name: entry for name, entry in data.items() if name not in names}
        if unknown:
            set_unknown_fields(value, unknown)
        for name, field in names.items():
            if name in data:
                _attach(getattr(value, field), data[name])
    elif isinstance(value, dict):
        for name, entry in value.items():
            _attach(entry, data[name])
    elif isinstance(value, list):
        for entry, counterpart in zip(value, data, strict=True):
            _attach(entry, counterpart)
