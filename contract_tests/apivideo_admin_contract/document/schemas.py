"""What a schema allows, as far as the suite supports its keywords."""

from __future__ import annotations

from collections.abc import Iterable

from apivideo_admin_contract.document.document import Schema


def accepts_any_text(schema: Schema) -> bool:
    """Whether every text is a valid value; null may be one as well."""
    return accepts_text(schema) and not {"minLength", "maxLength"} & set(schema)


def accepts_text(schema: Schema) -> bool:
    """Whether every text of a fitting length is a valid value; null may be one as well."""
    is_text = schema.get("type") in ("string", ["string", "null"])
    return is_text and not {"enum", "const", "pattern"} & set(schema) and schema.get("format", "password") == "password"


def fitting_texts(schema: Schema, texts: Iterable[str]) -> list[str]:
    """Give the texts whose length a schema allows, in their order."""
    return [text for text in texts if schema.get("minLength", 0) <= len(text) <= schema.get("maxLength", len(text))]
