"""Rules for the parameters of functions in both surfaces."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from generator.surface.change import Finding
from generator.surface.types import accepts

Kind = Literal["positional-only", "positional or keyword", "keyword-only"]


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter. ``position`` is its index among the positional parameters, or None if it is keyword-only."""

    name: str
    kind: Kind
    position: int | None
    annotation: ast.expr | None
    default: ast.expr | None

    @property
    def required(self) -> bool:
        """Whether a call must pass it."""
        return self.default is None


@dataclass(frozen=True, slots=True)
class Signature:
    """The parameters of a function by name, and whether it has `*args` and `**kwargs`."""

    parameters: dict[str, Parameter]
    more_positional: bool
    more_keywords: bool

    def accepts_extra(self, one: Parameter) -> bool:
        """Return whether `*args` and `**kwargs` accept a parameter of that kind."""
        by_position, by_keyword = one.kind != "keyword-only", one.kind != "positional-only"
        return (self.more_positional or not by_position) and (self.more_keywords or not by_keyword)


def parameter_removed(old: Signature, new: Signature) -> Iterator[Finding]:
    """Callers that pass it break, unless `*args` or `**kwargs` accept it."""
    for one in _removed(old, new):
        if _successor(one, old, new) is None and not new.accepts_extra(one):
            yield Finding("major", f"no longer accepts `{one.name}`.")
    if (old.more_positional and not new.more_positional) or (old.more_keywords and not new.more_keywords):
        yield Finding("major", "no longer accepts other arguments.")


def parameter_renamed(old: Signature, new: Signature) -> Iterator[Finding]:
    """Callers that pass it by its name break."""
    for one in _removed(old, new):
        if other := _successor(one, old, new):
            yield Finding(
                "minor" if one.kind == "positional-only" else "major", f"renamed `{one.name}` to `{other.name}`."
            )


def parameter_added(old: Signature, new: Signature) -> Iterator[Finding]:
    """Callers break if they must pass it."""
    renamed = {other.name for one in _removed(old, new) if (other := _successor(one, old, new))}
    for name, one in new.parameters.items():
        if name not in old.parameters and name not in renamed:
            message = f"now requires `{name}`." if one.required else f"also accepts `{name}`."
            yield Finding("major" if one.required else "minor", message)


def parameter_became_required(old: Signature, new: Signature) -> Iterator[Finding]:
    """Callers that omit it break."""
    for one, other in _kept(old, new):
        if other.required and not one.required:
            yield Finding("major", f"now requires `{one.name}`.")


def parameter_became_optional(old: Signature, new: Signature) -> Iterator[Finding]:
    """No caller breaks: it can still be passed."""
    for one, other in _kept(old, new):
        if one.required and not other.required:
            yield Finding("minor", f"no longer requires `{one.name}`.")


def parameter_kind_changed(old: Signature, new: Signature) -> Iterator[Finding]:
    """Callers break if they cannot pass it in the old way. A parameter that can be passed in both ways breaks no caller."""
    for one, other in _kept(old, new):
        if one.kind != other.kind:
            lost = other.kind != "positional or keyword"
            yield Finding("major" if lost else "minor", f"changed `{one.name}` from {one.kind} to {other.kind}.")


def parameter_moved(old: Signature, new: Signature) -> Iterator[Finding]:
    """Callers that pass it by its position break."""
    for one, other in _kept(old, new):
        if one.position is not None and other.position is not None and one.position != other.position:
            yield Finding("major", f"moved `{one.name}` from position {one.position + 1} to {other.position + 1}.")


def default_changed(old: Signature, new: Signature) -> Iterator[Finding]:
    """Callers that omit it break: their call has another meaning."""
    for one, other in _kept(old, new):
        if one.default and other.default and _text(one.default) != _text(other.default):
            message = f"changed the default of `{one.name}` from `{_text(one.default)}` to `{_text(other.default)}`."
            yield Finding("major", message)


def parameter_type_changed(old: Signature, new: Signature) -> Iterator[Finding]:
    """Callers break if their value does not have the new type. A wider type breaks no caller."""
    for one, other in _kept(old, new):
        if _text(one.annotation) != _text(other.annotation):
            message = f"changed the type of `{one.name}` from `{_text(one.annotation)}` to `{_text(other.annotation)}`."
            yield Finding("minor" if accepts(other.annotation, one.annotation) else "major", message)


RULES: tuple[Callable[[Signature, Signature], Iterator[Finding]], ...] = (
    parameter_removed,
    parameter_renamed,
    parameter_added,
    parameter_became_required,
    parameter_became_optional,
    parameter_kind_changed,
    parameter_moved,
    default_changed,
    parameter_type_changed,
)


def signature(arguments: ast.arguments) -> Signature:
    """Return the signature of a function, without ``self``."""
    by_position = [*arguments.posonlyargs, *arguments.args]
    padding: list[ast.expr | None] = [None] * (len(by_position) - len(arguments.defaults))
    found = {}
    for position, (one, default) in enumerate(zip(by_position, [*padding, *arguments.defaults], strict=True)):
        kind: Kind = "positional-only" if position < len(arguments.posonlyargs) else "positional or keyword"
        found[one.arg] = Parameter(one.arg, kind, position, one.annotation, default)
    for one, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        found[one.arg] = Parameter(one.arg, "keyword-only", None, one.annotation, default)
    return Signature(found, arguments.vararg is not None, arguments.kwarg is not None)


def _removed(old: Signature, new: Signature) -> Iterator[Parameter]:
    yield from (one for name, one in old.parameters.items() if name not in new.parameters)


def _kept(old: Signature, new: Signature) -> Iterator[tuple[Parameter, Parameter]]:
    yield from ((one, new.parameters[name]) for name, one in old.parameters.items() if name in new.parameters)


def _successor(lost: Parameter, old: Signature, new: Signature) -> Parameter | None:
    """Return the new parameter at the position and with the type of a removed one, which is the same parameter renamed."""
    at = (one for one in new.parameters.values() if lost.position is not None and one.position == lost.position)
    other = next(at, None)
    same = other is not None and other.name not in old.parameters and _text(other.annotation) == _text(lost.annotation)
    return other if same else None


def _text(node: ast.expr | None) -> str:
    return ast.unparse(node) if node is not None else "anything"
