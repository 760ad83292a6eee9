"""The fixes of the lint, applied as they are written, lead to a clean document or to another message, never back."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
import yaml

from generator.diagnostic import Diagnostic
from generator.document import Document
from generator.document.pointer import to_pointer
from generator.lint import lint
from generator.lint.names import to_snake_case
from generator.tests.test_lint import BY_NAME, CASES, edited_document

_MAX_FIXES = 12


def _set(document: Document, path: tuple[Any, ...], value: Any) -> None:
    *parents, last = path
    node: Any = document.content
    for key in parents:
        node = node[key]
    node[last] = value


def _delete(document: Document, path: tuple[Any, ...]) -> None:
    *parents, last = path
    node: Any = document.content
    for key in parents:
        node = node[key]
    del node[last]


def _member(document: Document, path: tuple[Any, ...], key: str) -> tuple[Any, ...]:
    """Return the path of a member of the reported node or of what it refers to, or the path itself if it is the member."""
    if path and path[-1] == key:
        return path
    node = next(one for one in _nodes(document.root) if one.path == path)
    return (*document.resolve(node).path, key)


def _write_member(document: Document, path: tuple[Any, ...], key: str, value: str) -> None:
    _set(document, _member(document, path, key), yaml.safe_load(value))


def _remove_member(document: Document, path: tuple[Any, ...], key: str) -> None:
    _delete(document, _member(document, path, key))


def _rename(document: Document, path: tuple[Any, ...], name: str) -> None:
    """Replace a text, the key of a mapping, or the segment of a path that has another style."""
    node = next(one for one in _nodes(document.root) if one.path == path)
    if isinstance(node.value, str) and not str(path[-1]).startswith("x-"):
        _set(document, path, name)
        return
    before, key = str(path[-1]), name
    if before.startswith("/"):
        key = "/".join(name if to_snake_case(one).replace("_", "-") == name else one for one in before.split("/"))
    _delete(document, path)
    _set(document, (*path[:-1], key), node.value)


#: The forms of a fix that needs no knowledge of the API, and what they do to the reported node. The first choice is taken.
_END = r"(?:\.|, (?:or|each|two) .*| in its place\.)"
_FORMS: list[tuple[str, Callable[..., None]]] = [
    (r"(?:Write|Add) `([\w-]+): ([^`]+)`(?: or `[^`]+`)?" + _END, _write_member),
    (r"Write `(\{[^`]+\}|[^`:]+)`" + _END, lambda document, path, value: _set(document, path, yaml.safe_load(value))),
    (r"Write one of ([\w-]+),.*", _set),
    (r"(?:Rename it to|Did you mean) `([\w./-]+)`(?:[.?]|, .*)", _rename),
    (r"(?:Remove|Delete) it(?:\.|, .*)", _delete),
    (r"(?:Remove|Delete) `([\w-]+)`(?:\.|, .*)", _remove_member),
]


def _apply(document: Document, diagnostic: Diagnostic) -> bool:
    """Apply the fix of a diagnostic at its place in the document. Return whether its form is known."""
    for form, change in _FORMS if "..." not in diagnostic.fix else ():  # the user completes the dots
        if (found := re.fullmatch(form, diagnostic.fix)) and (paths := _paths(document, diagnostic)):
            try:
                change(document, paths[0], *found.groups())
            except (KeyError, TypeError, IndexError):
                return False
            return True
    return False


def _paths(document: Document, diagnostic: Diagnostic) -> list[tuple[Any, ...]]:
    """Return the paths of the bundle that have the location of a diagnostic."""
    return [
        node.path
        for node in _nodes(document.root)
        if document.sources.locate(node.path)[0] == diagnostic.file
        and to_pointer(document.sources.locate(node.path)[1]) == diagnostic.pointer
    ]


def _nodes(node: Any) -> Any:
    yield node
    for child in node.children():
        yield from _nodes(child)


def test_many_cases_have_a_fix_that_can_be_applied(document: Document) -> None:
    """Without this, a change of the words could leave nothing to apply."""
    applied = 0
    for case in (one.values[0] for one in CASES):
        edited = edited_document(
            Document(deepcopy(document.content), document.sources, document.files, document.file_values), case
        )
        applied += any(_apply(edited, one) for one in list(BY_NAME[case["rule"]](edited)))
    assert applied > len(CASES) / 5


@pytest.mark.parametrize("case", CASES)
def test_applied_fixes_never_lead_back(document: Document, case: dict[str, Any]) -> None:
    edited = edited_document(document, case)
    seen, reported, found = {json.dumps(edited.content)}, set[Diagnostic](), lint(edited)
    for _ in range(_MAX_FIXES):
        # The bundle computes these links from the operations: an edit of the bundle can break them, one of the sources cannot.
        diagnostics = [one for one in found if not one.pointer.startswith("/x-defaults/links")]
        fixed = next((one for one in diagnostics if one not in reported and _apply(edited, one)), None)
        if fixed is None:
            return
        reported.add(fixed)
        # A document keeps what the rules found in it.
        edited = Document(edited.content, edited.sources, edited.files, edited.file_values)
        state = json.dumps(edited.content)
        assert state not in seen, f"the fix of `{fixed}` leads back"
        seen.add(state)
        found = lint(edited)
        assert fixed not in found, f"the fix of `{fixed}` changes nothing"
    pytest.fail(f"{_MAX_FIXES} fixes did not lead to an end: {[str(one) for one in reported]}")
