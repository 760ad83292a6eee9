"""Any two documents can be compared, and no difference between them is silent: 500 pairs, each with random edits, always the same ones."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from copy import deepcopy
from random import Random
from typing import Any, Final

import pytest

from apivideo_admin_mock.spec import bundled_document
from generator.diff.comparison import Comparison, compare
from generator.document.any_version import ReadDocument, read_any_version
from generator.release.report import FORMATS, to_text
from generator.release.status import Step
from generator.tests.diff_kit import BY_NAME, both_of

_PAIRS: Final = 500
_BATCH: Final = 50
_WITH_THE_BUNDLE: Final = 10  # of a batch: it is larger than the documents of all cases
_EDITS: Final = 4
_WIDTH: Final = 120
_KEYS: Final = (
    "x-new", "$ref", "type", "required", "properties", "items", "enum", "nullable", "oneOf", "allOf", "default", "example", "pattern",
    "parameters", "schema", "content", "responses", "headers", "callbacks", "webhooks", "deprecated", "x-sunset", "description", "name",
)  # fmt: skip
_JUNK: Final[Sequence[Any]] = (
    None, True, 0, -1.5, 10**30, "", "ü", "#/nowhere", "#/components/schemas/Thing", [], {}, [[]], ["a", 1], {"$ref": "#/nowhere"},
    {"$ref": 5}, {"type": {}}, {"type": ["string", "null"]}, {"properties": []}, {"oneOf": [{}]}, {"200": {}}, {"get": {}}, "2027-01-01",
)  # fmt: skip
Path = tuple[Any, ...]


_CASE_DOCUMENTS: Final = [document for case in BY_NAME.values() for document in both_of(case)]
_BUNDLE: Final[dict[str, Any]] = json.loads(json.dumps(dict(bundled_document())))


@pytest.mark.parametrize("start", range(0, _PAIRS, _BATCH))
def test_a_pair_of_mutated_documents_is_compared_and_reported(start: int) -> None:
    for number in range(start, start + _BATCH):
        random = Random(number)  # noqa: S311 - no secret
        source = _BUNDLE if number % _BATCH < _WITH_THE_BUNDLE else random.choice(_CASE_DOCUMENTS)
        old, new = _mutated(source, random, random.randrange(2)), _mutated(source, random, _EDITS)
        comparison = compare(old, new)
        step = Step(comparison)
        for make in FORMATS.values():
            make(step)
        assert max(map(len, to_text(step).splitlines())) <= _WIDTH, number
        assert [pointer for pointer in _leaf_by_leaf(old, new) if not _is_named(pointer, comparison)] == [], number
        assert compare(old, old).changes == (), number


def test_a_mutated_file_is_read_or_refused_with_its_location() -> None:
    for number in range(_PAIRS):
        random = Random(-number)  # noqa: S311 - no secret
        content = _mutated(random.choice(_CASE_DOCUMENTS), random, _EDITS)
        found = read_any_version(json.dumps(content), "api.json", is_json=True)
        assert isinstance(found, ReadDocument) or all(str(one).startswith("api.json#") for one in found), number


def _mutated(source: dict[str, Any], random: Random, edits: int) -> dict[str, Any]:
    """Return a copy with random edits: members that are deleted, replaced, renamed, added, or copied from elsewhere."""
    content: dict[str, Any] = deepcopy(source)
    for _ in range(edits):
        places = list(_places(content))
        if not places:
            break
        path = random.choice(places)
        owner = content
        for key in path[:-1]:
            owner = owner[key]
        _edit(owner, path[-1], random, content, places)
    return content


def _edit(owner: Any, key: Any, random: Random, content: Any, places: Sequence[Path]) -> None:
    kind = random.randrange(5)
    if kind == 0:
        del owner[key]
    elif kind == 1:
        owner[key] = deepcopy(random.choice(_JUNK))
    elif kind == 2 and isinstance(owner, dict):
        owner[random.choice(_KEYS)] = owner.pop(key)
    elif kind == 3 and isinstance(owner[key], dict):
        owner[key][random.choice(_KEYS)] = deepcopy(random.choice(_JUNK))
    else:
        owner[key] = deepcopy(_value(content, random.choice(places)))


def _value(content: Any, path: Path) -> Any:
    for key in path:
        content = content[key]
    return content


def _places(value: Any, path: Path = ()) -> Iterator[Path]:
    """Yield the path of every value below the root."""
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, member in members:
        yield (*path, key)
        yield from _places(member, (*path, key))


def _leaf_by_leaf(old: Any, new: Any, path: Path = ()) -> Iterator[str]:
    """Yield the JSON pointers of the values that differ, without any knowledge of OpenAPI but two facts.

    The order of a list is left out, and so are objects with another `$ref`: both of its targets are compared.
    """
    if _text(old) == _text(new) or path == ("info", "version"):
        return
    if isinstance(old, dict) and isinstance(new, dict):
        if old.get("$ref") == new.get("$ref"):
            for key in {**old, **new}:
                yield from _leaf_by_leaf(old.get(key, _MISSING), new.get(key, _MISSING), (*path, key))
    elif isinstance(old, list) and isinstance(new, list):
        if sorted(map(_text, old)) != sorted(map(_text, new)):
            yield _pointer(path)
    else:
        yield _pointer(path)


def _is_named(pointer: str, comparison: Comparison) -> bool:
    """Return whether a change or a named difference is at a location, above it or below it."""
    named = {*comparison.unreported}
    for change in comparison.changes:
        named |= {one for one in (change.old, change.new) if one is not None}
    if pointer.endswith("/required"):  # a change is about the property
        pointer = pointer.removesuffix("required")
    return any(f"{pointer}/".startswith(f"{one}/") or f"{one}/".startswith(pointer) for one in named)


_MISSING: Final = object()


def _text(value: Any) -> str:
    """Return a text that is the same for equal JSON values. A number with a fraction of zero is an integer in JSON Schema."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return json.dumps(value, sort_keys=True, default=lambda _: "missing")


def _pointer(path: Path) -> str:
    return "".join("/" + str(key).replace("~", "~0").replace("/", "~1") for key in path)
