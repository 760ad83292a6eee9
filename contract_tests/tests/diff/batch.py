"""Combine many edits into few documents, so that a slow test runs once for all of them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from contract_tests.tests.diff.corpus import Edit
from contract_tests.tests.diff.placement import Content, equivalents, merged
from contract_tests.tests.diff.things import things

_HOLDERS = ("Thing", "ThingCreate", "ThingUpdate")


def batches(edits: Iterable[Edit]) -> list[Content]:
    """Return documents that together contain all of these edits: each edit is in the first document without a conflict."""
    patches: list[Content] = []
    for number, edit in enumerate(edits):
        patch = _patch_of(edit, number)
        target = next((index for index, one in enumerate(patches) if not _conflict(one, patch)), None)
        if target is None:
            patches.append(patch)
        else:
            patches[target] = _combine(patches[target], patch)
    return [merged(things(), patch) for patch in patches]


def _patch_of(edit: Edit, number: int) -> Content:
    """Return the JSON merge patch (RFC 7396) from `things` to the document after an edit.

    An edit of the schema `Part` gets a schema of its own, and a thing gets a property of this schema.
    """
    whole: Content = _difference(things(), edit.after)
    if edit.case["at"] not in {"schema", "schemas"} or "after" in equivalents().get(edit.name, {}):
        return whole
    own = whole.get("components", {}).get("schemas", {})
    text = json.dumps({f"{name}{number}": edit.after["components"]["schemas"][name] for name in {*own, "Part"}})
    for name in {*own, "Part"}:
        text = text.replace(f'schemas/{name}"', f'schemas/{name}{number}"')
    part = {"properties": {f"part_{number}": {"$ref": f"#/components/schemas/Part{number}"}}}
    return {"components": {"schemas": json.loads(text) | dict.fromkeys(_HOLDERS, part)}}


def _difference(old: Any, new: Any) -> Any:
    if not isinstance(old, dict) or not isinstance(new, dict):
        return new
    changed: Content = {name: None for name in old if name not in new}
    for name, value in new.items():
        if name not in old or old[name] != value:
            changed[name] = _difference(old[name], value) if name in old else value
    return changed


def _conflict(one: Any, other: Any) -> bool:
    """Whether two patches give the same member different values."""
    if isinstance(one, dict) and isinstance(other, dict):
        return any(_conflict(one[name], other[name]) for name in one.keys() & other.keys())
    return bool(one != other)


def _combine(one: Any, other: Any) -> Any:
    if isinstance(one, dict) and isinstance(other, dict):
        return {
            name: _combine(one.get(name, other.get(name)), other.get(name, one.get(name))) for name in {**one, **other}
        }
    return one
