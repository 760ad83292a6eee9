"""The operations that the API calls at a client: webhooks and callbacks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from generator.diff.members import by_name
from generator.diff.renames import renamed
from generator.diff.resolving import expanded, resolve
from generator.diff.routes import Route, routes_of
from generator.document import Node

Routes = tuple[Route | None, Route | None]


def pairs_of_webhooks(old_root: Node, new_root: Node) -> Iterator[Routes]:
    """Yield the operations of the webhooks in pairs, by name and method. A renamed webhook has the same content."""
    webhooks = _named(old_root.get("webhooks")), _named(new_root.get("webhooks"))
    for (name, before), (new_name, after) in _matched((old_root, new_root), webhooks):
        old, new = (
            _routes(root, f"webhook `{one}`", one, item)
            for root, one, item in ((old_root, name, before), (new_root, new_name, after))
        )
        yield from _by_method(old, new)


def pairs_of_callbacks(old_root: Node, new_root: Node, old: Route, new: Route) -> Iterator[Routes]:
    """Yield the operations of the callbacks of an operation in pairs, by name, expression and method."""
    roots = (old_root, new_root)
    named = _named(old.node.get("callbacks")), _named(new.node.get("callbacks"))
    for (name, before), (new_name, after) in _matched(roots, named):
        hooks = tuple(f"callback `{one}` of `{new.label}`" for one in (name, new_name))
        expressions = _expressions(old_root, before), _expressions(new_root, after)
        for (path, one), (new_path, other) in _matched(roots, expressions):
            yield from _by_method(_routes(old_root, hooks[0], path, one), _routes(new_root, hooks[1], new_path, other))


_Side = tuple[str, Node | None]


def _matched(
    roots: tuple[Node, Node], sides: tuple[Mapping[str, Node], Mapping[str, Node]]
) -> Iterator[tuple[_Side, _Side]]:
    """Yield the members of two maps in pairs, by name or, where the content is the same under another name, by content."""
    old, new = sides
    gone = {name: expanded(roots[0], node) for name, node in old.items() if name not in new}
    arrived = {name: expanded(roots[1], node) for name, node in new.items() if name not in old}
    new_names = renamed(gone, arrived)
    for name, node in old.items():
        new_name = new_names.get(name, name)
        yield (name, node), (new_name, new.get(new_name))
    for name, node in new.items():
        if name not in old and name not in new_names.values():
            yield (name, None), (name, node)


def _by_method(old: Mapping[str, Route], new: Mapping[str, Route]) -> Iterator[Routes]:
    for method in {**old, **new}:
        yield old.get(method), new.get(method)


def _routes(root: Node, hook: str, path: str, item: Node | None) -> dict[str, Route]:
    return {route.method: route for route in routes_of(root, path, item, hook)} if item else {}


def _expressions(root: Node, callback: Node | None) -> dict[str, Node]:
    return _named(resolve(root, callback)) if callback else {}


def _named(holder: Node | None) -> dict[str, Node]:
    return {name: node for name, (_, node) in by_name(holder, "callback").items()} if holder else {}
