"""Find where a new collection goes: at the account, or below the items of a resource of the document."""

from __future__ import annotations

from generator.diagnostic import Diagnostic, suggest
from generator.document import Document
from generator.document.operations import operations, parameters, properties
from generator.document.pointer import from_pointer
from generator.document.resources import Resource, resources
from generator.scaffold.draft import Parent, Place
from generator.scaffold.names import Names, singular_of


def place_of(document: Document, names: Names, under: str | None) -> Place | Diagnostic:
    """Return the place of the collection. ``under`` is the tag of the resource above it, or None for the account."""
    if under is None:
        return Place(f"/{names.segment}")
    owners = {resource.definition.tags[0]: resource for resource in resources(document) if resource.definition.tags}
    owner = owners.get(under)
    if owner is None or not owner.id_name:
        fix = suggest(under, owners, f"Use one of: {', '.join(owners)}.")
        return Diagnostic(f"--under {under}", "", f"no resource has the tag `{under}`.", fix)
    parents = tuple(_parent(document, owner, name) for name in owner.path_parameters)
    return Place(f"{owner.item_path}/{names.segment}", parents, singular_of(under).replace("_", " "))


def _parent(document: Document, owner: Resource, name: str) -> Parent:
    """Return an item above the collection. Its path parameter is the component that other operations use."""
    component = next(
        (
            from_pointer(str(one.used.value["$ref"]).removeprefix("#"))[-1]
            for operation in operations(document)
            for one in parameters(document, operation)
            if one.name == name and one.location == "path" and "$ref" in one.used.value
        ),
        "",
    )
    found = properties(document, owner.schema)
    schema = dict(document.resolve(found[name]).value) if name in found else {"type": "string"}
    schema.pop("x-generate", None)
    words = name.removesuffix("_id").replace("_", " ")
    return Parent(name, component, {**schema, "readOnly": True, "description": f"The id of the {words}."})
