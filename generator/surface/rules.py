"""Rules for names in both surfaces. The docstring of a rule says why a change breaks callers, or why not."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator

from generator.surface.change import Finding
from generator.surface.declaration import Declaration
from generator.surface.types import accepts

Rule = Callable[[Declaration, Declaration], Iterator[Finding]]


def kind_changed(old: Declaration, new: Declaration) -> Iterator[Finding]:
    """Callers break: a call must become an attribute access, an `await`, or the reverse."""
    if old.kind != new.kind:
        yield Finding("major", f"changed from `{old.kind}` to `{new.kind}`.")


def base_removed(old: Declaration, new: Declaration) -> Iterator[Finding]:
    """Callers break: an ``except`` or ``isinstance`` with the base no longer matches."""
    if removed := [base for base in old.bases if base not in new.bases]:
        yield Finding("major", f"is no longer a {_listed(removed)}.")


def base_added(old: Declaration, new: Declaration) -> Iterator[Finding]:
    """No caller breaks: all old bases are kept."""
    if old.kind == new.kind and (added := [base for base in new.bases if base not in old.bases]):
        yield Finding("minor", f"is now also a {_listed(added)}.")


def type_changed(old: Declaration, new: Declaration) -> Iterator[Finding]:
    """Callers break if they can receive a value that the old type did not include. A narrower type breaks no caller."""
    if old.kind != new.kind or _text(old.type) == _text(new.type):
        return
    noun = "return type" if "def" in old.kind else "type"
    message = f"changed its {noun} from {_text(old.type)} to {_text(new.type)}."
    yield Finding("minor" if accepts(old.type, new.type) else "major", message)


RULES: tuple[Rule, ...] = (kind_changed, base_removed, base_added, type_changed)


def _listed(names: list[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _text(node: ast.expr | None) -> str:
    return f"`{ast.unparse(node)}`" if node is not None else "undeclared"
