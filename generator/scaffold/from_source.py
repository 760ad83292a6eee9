"""Draft a resource from its operations in a plain OpenAPI document."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.diagnostic import Diagnostic
from generator.diff.effective import effective
from generator.scaffold.draft import Draft, Notes, Object, Perform, Place
from generator.scaffold.filters import infer_query
from generator.scaffold.names import Names
from generator.scaffold.schemas import Rewriter
from generator.scaffold.source import Source, body, item_of, query_of, returned
from generator.scaffold.texts import texts_of
from generator.scaffold.values import Sources, in_order, is_nullable


def draft_of(source: Source, names: Names, place: Place, taken: frozenset[str], label: str) -> Draft | Diagnostic:
    """Return the draft of a resource. ``taken`` are the names of the schemas that the document has, ``label`` is the name of the source."""
    schema = item_of(source)
    merged = effective(source.root, schema) if schema is not None else None
    if merged is None or not merged.properties:
        message = "no operation returns an item with properties in JSON."
        return Diagnostic(label, "", message, "Use the path of a collection whose list or get returns its items.")
    notes = Notes()
    rewriter = Rewriter(source.root, names, taken, notes)
    item = rewriter.object_of(merged, f"`{names.schema}`", names.schema)
    bodies = {action: _body(source, action, item, rewriter) for action in ("create", "put", "update")}
    actions = {
        action: node for action, node in source.actions.items() if action not in bodies or bodies[action] is not None
    }
    sources = Sources(
        names,
        place,
        create=bodies["create"] or bodies["put"] or Object(),
        update=bodies["update"] or Object(),
        changes=bool({"update", "put"} & actions.keys() or source.performs),
        is_single=source.is_single,
        components=rewriter.components,
        notes=notes,
    )
    complete, id_example = sources.add(item, *_identity(source, merged.value, item, names))
    query = infer_query(query_of(source, "list"), complete, rewriter, notes)
    notes.left_out += [f"`{one}`: no action describes it" for one in source.others]
    if renamed := {name: to for name, to in rewriter.renamed.items() if name != to}:
        shown = ", ".join(f"`{name}` is `{to}`" for name, to in list(renamed.items())[:20])
        notes.inferred.append(f"names are in snake_case: {shown}")
    notes.inferred += [f"`{verb}` changes no property (`x-effect: none`)" for verb in source.performs]
    return Draft(
        names=names,
        place=place,
        id_example=id_example,
        item=complete,
        create=bodies["create"],
        update=bodies["update"],
        texts={
            action: texts_of(action, node, names, place, is_single=source.is_single) for action, node in actions.items()
        },
        performs={
            verb: Perform(texts_of(verb, node, names, place), returned(source.root, node) is not None)
            for verb, node in source.performs.items()
        },
        filters=query.filters,
        sorts=query.sorts,
        components=_used(rewriter.components, complete, bodies, query.filters),
        notes=notes,
        put=bodies["put"],
        is_single=source.is_single,
    )


def _body(source: Source, action: str, item: Object, rewriter: Rewriter) -> Object | None:
    """Return the properties of a request that the item has as well. The others are left out, with a note."""
    if action not in source.actions:
        return None
    names, notes = rewriter.names, rewriter.notes
    found = body(source, action)
    sent = rewriter.object_of(found, f"the {action}", f"{names.schema}{action.capitalize()}") if found else Object()
    for name in [name for name in sent.properties if name not in item.properties]:
        notes.left_out.append(f"`{name}` of the {action}: the item has no such property")
        del sent.properties[name]
    sent.required = [name for name in sent.required if name in sent.properties]
    if action in {"create", "put"}:
        _null_by_default(sent)
    if not sent.properties:
        notes.left_out.append(f"the {action}: its request has no JSON object with properties of the item")
        return None
    return sent


def _null_by_default(sent: Object) -> None:
    """Set the default of optional properties that can be null, so that every item has them."""
    for name, schema in sent.properties.items():
        if name not in sent.required and is_nullable(schema) and "default" not in schema:
            sent.properties[name] = in_order({**schema, "default": None})


def _identity(source: Source, value: dict[str, Any], item: Object, names: Names) -> tuple[str, Any]:
    """Return the property that identifies an item, and its example in the source."""
    candidates = (source.id_name, names.id, "id", f"{names.singular}_uuid", "uuid")
    name = next((one for one in candidates if one in item.properties), "")
    examples = item.properties.get(name, {}).get("examples", [None])
    whole = value.get("example", {})
    return name, whole.get(source.id_name, examples[0]) if isinstance(whole, dict) else examples[0]


def _used(components: dict[str, Any], *holders: Any) -> dict[str, Any]:
    """Return the components that a draft refers to: a property that was left out may have had some of its own."""
    used: dict[str, Any] = {}
    pending = [name for holder in holders for name in _references(holder)]
    while pending:
        name = pending.pop()
        if name in components and name not in used:
            used[name] = components[name]
            pending += _references(components[name])
    return {name: schema for name, schema in components.items() if name in used}


def _references(value: Any) -> Iterator[str]:
    if isinstance(value, Object):
        yield from _references(value.properties)
    elif isinstance(value, dict):
        if isinstance(reference := value.get("$ref"), str):
            yield reference.rpartition("/")[2]
        for child in value.values():
            yield from _references(child)
    elif isinstance(value, list):
        for child in value:
            yield from _references(child)
