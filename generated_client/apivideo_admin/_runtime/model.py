"""The base class of the generated models."""

from __future__ import annotations

from typing import Any, ClassVar

import msgspec

REDACTED = "********"


class Model(msgspec.Struct, kw_only=True, omit_defaults=True, dict=True, forbid_unknown_fields=True):
    """An object of the API.

    Fields that this version does not know are not attributes; ``unknown_fields`` contains them.
    """

    # forbid_unknown_fields makes the first decoding pass fail on an unknown field; see reader.

    secret_fields: ClassVar[frozenset[str]] = frozenset()

    @property
    def unknown_fields(self) -> dict[str, Any]:
        """The fields of this object that this version does not know, as plain JSON values."""
        found: dict[str, Any] = self.__dict__.get("unknown_fields", {})
        return found

    def __repr__(self) -> str:
        fields = ", ".join(f"{name}={value!r}" for name, value in self.__rich_repr__())
        return f"{type(self).__name__}({fields})"

    def __rich_repr__(self) -> list[tuple[str, Any]]:
        names = self.__struct_fields__
        return [(name, REDACTED if name in self.secret_fields else getattr(self, name)) for name in names]


def set_unknown_fields(model: Model, unknown: dict[str, Any]) -> None:
    """Set the ``unknown_fields`` of a model."""
    attributes: Any = model.__dict__
    attributes["unknown_fields"] = unknown
