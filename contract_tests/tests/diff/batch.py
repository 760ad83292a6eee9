"""Puts many edits into few documents, so that what takes long is done for all of them at once."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from contract_tests.tests.diff.corpus import Edit
from contract_tests.tests.diff.position import Content, equivalents, merged
from contract_tests.tests.diff.things import things

_HOLDERS = ("Thing", "ThingCreate", "ThingUpdate")


def batches(edits: Iterable[Edit]) -> list[Content]:
    """Give documents that hold the documents after all of these edits: each edit is in the first one that it does not clash with."""
    patches: list[Content] = []
    for number, edit in enumerate(edits):
        patch = _patch_of(edit, number)
        place = next((index for index, one in enumerate(patches) if not _clash(one, patch)), None)
        if place is None:
            patches.append(patch)
        else:
            patches[place] = _both(patches[place], patch)
    return [merged(things(), patch) for patch in patches]


def _patch_of(edit: Edit, number: int) -> Content:
    """Give the JSON merge patch (RFC 7396) from `things` to the document after an edit.

    An edit of the part of a thing is made to a part of its own, so that a thing has a part for each.
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


def _clash(one: Any, other: Any) -> bool:
    """Whether two patches want different things of the same place."""
    if isinstance(one, dict) and isinstance(other, dict):
        return any(_clash(one[name], other[name]) for name in one.keys() & other.keys())
    return bool(one != other)


def _both(one: Any, other: Any) -> Any:
    if isinstance(one, dict) and isinstance(other, dict):
        return {
            name: _both(one.get(name, other.get(name)), other.get(name, one.get(name))) for name in {**one, **other}
        }
    return one
