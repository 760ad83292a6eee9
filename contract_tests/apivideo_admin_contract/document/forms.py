"""The form of a subject: what distinguishes it from the other subjects of a check, without the names in the document.

Two documents have different names, and subjects of the same forms. So data about one document applies to another.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from apivideo_admin_contract.document.document import Collection, Document, Operation
from apivideo_admin_contract.document.parameter import Parameter, Schema
from apivideo_admin_contract.document.schemas import choices_of, generated_kind, main_type


def form_of(document: Document, subject: Sequence[Any]) -> str:
    """Return the form of a subject, for example ``list 0, exact string``; an empty text for the whole document."""
    return ", ".join(_forms(document, subject))


def _forms(document: Document, subject: Sequence[Any]) -> Iterator[str]:
    schemas: dict[str, Schema] = {}
    for member in subject:
        match member:
            case Operation():
                schemas = dict(member.properties)
                yield f"{member.action} {len(member.path_parameters)}"
            case Collection():
                schemas = dict(member.properties)
                yield f"collection {len(member.parents)}"
            case Parameter():
                yield f"{member.match or 'parameter'} {_form_of_schema(member.value_schema)}"
            case str() if member in schemas:
                yield f"property {_form_of_schema(schemas[member])}"
            case str() if member in document.by_path():
                actions = sorted(operation.action for operation in document.by_path()[member])
                yield f"path {member.count('{')} {'+'.join(actions)}"
            case _:
                yield str(member)


def _form_of_schema(schema: Schema) -> str:
    """Return what a schema accepts, roughly: the kind that the server generates, or the type and what restricts it."""
    kind = generated_kind(schema)
    if kind is not None:
        return kind
    restriction = "enum" if choices_of(schema) else schema.get("format") or ("pattern" if "pattern" in schema else "")
    return " ".join(filter(None, (main_type(schema), restriction)))
