"""Decode JSON into models and keep unknown fields.

A documented response is decoded in one pass. Only if that pass finds an unknown field, the response is decoded as plain JSON, and
its unknown fields are separated. So unknown fields cost nothing where there are none.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Generic, TypeVar, cast

import msgspec

from . import fields

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
        """Try the fastest way that works for this body first. Each way changes its data."""
        decode, kind = msgspec.json.decode, self._kind
        with suppress(msgspec.ValidationError):
            return cast("ResultT", fields.convert_seen(decode(body), kind))
        with suppress(msgspec.ValidationError):
            return cast("ResultT", fields.convert(decode(body), kind))
        return cast("ResultT", fields.convert(fields.repaired(decode(body), kind), kind))
