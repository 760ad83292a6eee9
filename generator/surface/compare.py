"""Compare two surfaces: added, removed and changed names."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from generator.surface import parameters
from generator.surface.change import Finding, SurfaceChange
from generator.surface.declaration import Declaration, Surface, declaration
from generator.surface.rules import RULES
from generator.versions import Severity

_Found = tuple[str, str, Finding]  # the name, the rule, and what it found


def compare_surfaces(old: Surface, new: Surface) -> tuple[SurfaceChange, ...]:
    """Return the changes from one surface to another, breaking changes first. Equal changes of several names are merged.

    Raise ValueError if a declaration cannot be parsed.
    """
    grouped: dict[tuple[str, Severity, str], list[str]] = {}
    for name, rule, finding in [*_removed_and_added(old, new), *_changed(old, new)]:
        grouped.setdefault((rule, finding.severity, finding.message), []).append(name)
    changes = (SurfaceChange(*key, tuple(sorted(names))) for key, names in grouped.items())
    return tuple(sorted(changes, key=lambda change: change.order))


def _removed_and_added(old: Surface, new: Surface) -> Iterator[_Found]:
    """Yield the names of only one surface. Names below such a name are counted, not listed."""
    for name, below in _tops(old.keys() - new.keys()):
        yield name, "name_removed", Finding("major", f"was removed{_with(below)}.")
    for name, below in _tops(new.keys() - old.keys()):
        yield name, "name_added", Finding("minor", f"was added{_with(below)}.")


def _tops(names: Collection[str]) -> Iterator[tuple[str, int]]:
    tops = [name for name in sorted(names) if not any(parent in names for parent in _parents(name))]
    for top in tops:
        yield top, sum(name.startswith((f"{top}.", f"{top}().")) for name in names)


def _parents(name: str) -> Iterator[str]:
    """Yield the parents of a name: ``a`` and ``a.b`` for ``a.b().c``."""
    parts = name.split(".")
    yield from (".".join(parts[:end]).removesuffix("()") for end in range(1, len(parts)))


def _with(below: int) -> str:
    if not below:
        return ""
    return f" with {below} {'name' if below == 1 else 'names'} below it"


def _changed(old: Surface, new: Surface) -> Iterator[_Found]:
    for name in sorted(old.keys() & new.keys()):
        if old[name] != new[name]:
            for rule, finding in _findings(declaration(old[name]), declaration(new[name])):
                yield name, rule, finding


def _findings(old: Declaration, new: Declaration) -> Iterable[tuple[str, Finding]]:
    for rule in RULES:
        yield from ((rule.__name__, finding) for finding in rule(old, new))
    if old.kind == new.kind and old.arguments and new.arguments:
        before, after = parameters.signature(old.arguments), parameters.signature(new.arguments)
        for one in parameters.RULES:
            yield from ((one.__name__, finding) for finding in one(before, after))
