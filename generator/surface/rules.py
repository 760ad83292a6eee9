"""The table of the rules for a name that both surfaces have. A rule's docstring says why a change breaks a caller, or does not."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator

from generator.surface.change import Finding
from generator.surface.declaration import Declaration
from generator.surface.types import accepts

Rule = Callable[[Declaration, Declaration], Iterator[Finding]]


def kind_changed(old: Declaration, new: Declaration) -> Iterator[Finding]:
    """Callers break: what was called is read now, or has to be awaited."""
    if old.kind != new.kind:
        yield Finding("major", f"was `{old.kind}` and is `{new.kind}`.")


def base_removed(old: Declaration, new: Declaration) -> Iterator[Finding]:
    """Callers break: an ``except`` or an ``isinstance`` that named the base does not see it any more."""
    if removed := [base for base in old.bases if base not in new.bases]:
        yield Finding("major", f"is no {_listed(removed)} any more.")


def base_added(old: Declaration, new: Declaration) -> Iterator[Finding]:
    """No caller breaks: it is what it was, and more."""
    if old.kind == new.kind and (added := [base for base in new.bases if base not in old.bases]):
        yield Finding("minor", f"is a {_listed(added)} too.")


def type_changed(old: Declaration, new: Declaration) -> Iterator[Finding]:
    """Callers break if they can get what the old type did not hold; a type that holds less surprises nobody."""
    if old.kind != new.kind or _text(old.type) == _text(new.type):
        return
    verb = "returns" if "def" in old.kind else "is"
    message = f"{verb} {_text(new.type)}, and was {_text(old.type)}."
    yield Finding("minor" if accepts(old.type, new.type) else "major", message)


RULES: tuple[Rule, ...] = (kind_changed, base_removed, base_added, type_changed)


def _listed(names: list[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _text(node: ast.expr | None) -> str:
    return f"`{ast.unparse(node)}`" if node is not None else "of no declared type"
