"""Find what differs between two documents without a change, so that nothing is left out silently."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from generator.diff.change import Change
from generator.diff.resolving import expanded, resolve
from generator.diff.values import canonical
from generator.document import Node
from generator.document.pointer import from_pointer, to_pointer
from generator.document.references import follow

Path = tuple[str, ...]
_IDENTITIES = ("name", "in", "url", "$ref")
_SHOWN_ELSEWHERE = ("info", "version")  # every report names both versions


def unreported(old: Any, new: Any, changes: Iterable[Change]) -> list[str]:
    """Return the JSON pointers of the differences that no change is about, in the order of the documents.

    Such a difference has no meaning (another order, an explicit default), or is where nothing is compared, such as a component that no
    operation uses. A different `$ref` is left out if both targets are equal, or if a change is about one of them.
    """
    known, roots = _Known.of(changes), (Node((), old), Node((), new))
    found = (
        to_pointer(one.new if one.new is not None else one.old or ())
        for one in _differences((), (), old, new)
        if not known.covers(one) and one.new != _SHOWN_ELSEWHERE and not (one.refers and _is_known(one, known, roots))
    )
    return list(dict.fromkeys(found))


@dataclass(frozen=True, slots=True)
class _Difference:
    """A location in the old and in the new document, or in one of them. ``refers`` is whether it has another `$ref`."""

    old: Path | None
    new: Path | None
    refers: bool = False


@dataclass(frozen=True, slots=True)
class _Known:
    """The locations of the changes, and those above them, in both documents."""

    old: frozenset[Path]
    new: frozenset[Path]
    above_old: frozenset[Path]
    above_new: frozenset[Path]

    @classmethod
    def of(cls, changes: Iterable[Change]) -> _Known:
        old, new = set(), set()
        for change in changes:
            before, after = from_pointer(change.old or ""), from_pointer(change.new or "")
            # The object that lacks a member stands for the member: the change is not about the rest of the object.
            if before and len(before) >= len(after):
                old.add(before)
            if after and len(after) >= len(before):
                new.add(after)
        return cls(frozenset(old), frozenset(new), _above(old), _above(new))

    def covers(self, one: _Difference) -> bool:
        sides = ((one.old, self.old, self.above_old), (one.new, self.new, self.above_new))
        return any(path is not None and (path in above or _below(path, exact)) for path, exact, above in sides)


def _is_known(one: _Difference, known: _Known, roots: tuple[Node, Node]) -> bool:
    """Return whether the targets of two references are equal, or a change is about one of them."""
    old, new = (_at(root, path or ()) for root, path in zip(roots, (one.old, one.new), strict=True))
    targets = tuple(tuple(map(str, resolve(root, node).path)) for root, node in zip(roots, (old, new), strict=True))
    if known.covers(_Difference(targets[0], None)) or known.covers(_Difference(None, targets[1])):
        return True
    return canonical(expanded(roots[0], old)) == canonical(expanded(roots[1], new))


def _at(root: Node, path: Path) -> Node:
    """Return the value at a path, or the whole document if there is none, which cannot be."""
    return follow(root, f"#{quote(to_pointer(path))}") or root


def _above(paths: Iterable[Path]) -> frozenset[Path]:
    return frozenset(path[:end] for path in paths for end in range(1, len(path) + 1))


def _below(path: Path, exact: frozenset[Path]) -> bool:
    return any(path[:end] in exact for end in range(1, len(path) + 1))


def _differences(old_path: Path, new_path: Path, old: Any, new: Any) -> Iterator[_Difference]:
    if canonical(old) == canonical(new):
        return
    if isinstance(old, dict) and isinstance(new, dict):
        if old.get("$ref") != new.get("$ref"):
            yield _Difference(old_path, new_path, refers=True)
            return
        for key in {**old, **new}:
            one, other = (*old_path, str(key)), (*new_path, str(key))
            if key == "required" and _are_names(old.get(key, [])) and _are_names(new.get(key, [])):
                yield from _of_required(old_path, new_path, old.get(key, []), new.get(key, []))
            elif key in old and key in new:
                yield from _differences(one, other, old[key], new[key])
            else:
                yield _Difference(one if key in old else None, other if key in new else None)
    elif isinstance(old, list) and isinstance(new, list):
        yield from _of_lists(old_path, new_path, old, new)
    else:
        yield _Difference(old_path, new_path)


def _are_names(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(name, str) for name in value)


def _of_required(old_path: Path, new_path: Path, old: Sequence[str], new: Sequence[str]) -> Iterator[_Difference]:
    """Yield a difference at each property that only one of two schemas requires: a change is about the property."""
    for name in sorted({*old} ^ {*new}):
        yield _Difference((*old_path, "properties", name), (*new_path, "properties", name))


def _of_lists(old_path: Path, new_path: Path, old: Sequence[Any], new: Sequence[Any]) -> Iterator[_Difference]:
    """Compare the elements with the same identity. The order of the others has no meaning."""
    before, after = _by_identity(old), _by_identity(new)
    for key in {**before, **after}:
        for index, other in zip(before.get(key, ()), after.get(key, ()), strict=False):
            yield from _differences((*old_path, str(index)), (*new_path, str(other)), old[index], new[other])
        shared = min(len(before.get(key, ())), len(after.get(key, ())))
        for index in before.get(key, [])[shared:]:
            yield _Difference((*old_path, str(index)), None)
        for index in after.get(key, [])[shared:]:
            yield _Difference(None, (*new_path, str(index)))


def _by_identity(values: Sequence[Any]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for index, value in enumerate(values):
        own = {name: value[name] for name in _IDENTITIES if name in value} if isinstance(value, dict) else {}
        found.setdefault(canonical(own or value), []).append(index)
    return found
