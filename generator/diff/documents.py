"""The pairs of two documents: each operation with its requests and responses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from generator.diff.change import Direction
from generator.diff.contents import body_pairs, response_pairs
from generator.diff.hooks import pairs_of_callbacks, pairs_of_webhooks
from generator.diff.members import members
from generator.diff.pair import Kind, Pair
from generator.diff.parameters import parameter_pairs, query_names
from generator.diff.resolving import expanded, resolve
from generator.diff.routes import Route, pairs_of_routes, path_items
from generator.diff.schemas import SchemaWalk
from generator.document import Node
from generator.document.operations import PAGING
from generator.document.pointer import Keys

EVERYWHERE = ""
"""Used in place of an operation for pairs of the whole document."""
Located = tuple[str, Pair]


def pairs(old: Node, new: Node) -> Iterator[Located]:
    """Yield every pair of two documents with its operation. Shared objects are yielded for each operation that uses them."""
    for pair in _of_document(old, new):
        yield EVERYWHERE, pair
    walk = _Documents(old, new)
    matched = list(pairs_of_routes(old, new))
    still_used = {before.path for before, after in matched if before and after}
    present = {after.shape[1] for _, after in matched if after}
    for before, after in matched:
        if before and after:
            yield from walk.operation(before, after)
        elif after:
            yield after.id, Pair("operation", after.label, None, after.node, "both")
        elif before and before.path not in still_used and before.shape[1] not in present:
            yield before.id, Pair("path", before.path, before.item, None, "both")
        elif before:
            whole = Node(before.node.path, expanded(old, before.node))  # its responses can have a `Sunset`
            yield before.id, Pair("operation", before.label, whole, None, "both")
    for before, after in pairs_of_webhooks(old, new):
        yield from walk.hook(before, after)


def _of_document(old: Node, new: Node) -> Iterator[Pair]:
    yield Pair("document", "the document", old, new, "request")
    before, after = old.get("info"), new.get("info")
    if before and after:
        yield Pair("info", "the document", before, after, "both")
    tags = _tags(old), _tags(new)
    for name in tags[0].keys() & tags[1].keys():
        yield Pair("tag", name, tags[0][name], tags[1][name], "both")
    items = path_items(old), path_items(new)
    for shape, (_, item) in items[0].items():
        if shape in items[1]:
            path, other_item = items[1][shape]
            yield Pair("path item", path, item, other_item, "both")
    # Responses that no operation documents, for example a 405.
    walk = SchemaWalk(old, new, "response")
    for name, before, after in members(old.get("components"), new.get("components"), "responses"):
        if before and after:
            yield from response_pairs(walk, name, before, after)


def _tags(root: Node) -> dict[str, Node]:
    tags = root.get("tags")
    return {str(name.value): tag for tag in tags.elements() if (name := tag.get("name"))} if tags else {}


@dataclass(frozen=True, slots=True)
class _Documents:
    """Walk the operations of two documents. A callback can refer to its own operation, which is not visited again."""

    old: Node
    new: Node

    def operation(self, before: Route, after: Route, above: frozenset[Keys] = frozenset()) -> Iterator[Located]:
        """Yield the pairs of two operations and of their callbacks. ``above`` are the operations that these are callbacks of."""
        if after.node.path in above:
            return
        for pair in self._members(before, after):
            yield after.id, pair
        for one, other in pairs_of_callbacks(self.old, self.new, before, after):
            for _, pair in self.hook(one, other, above | {after.node.path}):
                yield after.id, pair

    def hook(
        self, before: Route | None, after: Route | None, above: frozenset[Keys] = frozenset()
    ) -> Iterator[Located]:
        """Yield the pairs of two operations that the API calls. Either can be missing."""
        if before and after:
            yield from self.operation(before, after, above)
        elif route := after or before:
            old, new = (one.node if one else None for one in (before, after))
            yield route.id, Pair("hook", route.hook, old, new, "both")

    def _members(self, before: Route, after: Route) -> Iterator[Pair]:
        sent: Direction = "response" if after.hook else "request"
        received: Direction = "request" if after.hook else "response"
        yield Pair("operation", after.label, before.node, after.node, "both")
        if (before.shape, before.hook) != (after.shape, after.hook):
            yield Pair("move", before.move_to(after), before.node, after.node, "both")
        yield from self._inherited("servers", before, after, sent)
        yield from self._inherited("security", before, after, sent)
        yield from self._schemes(before, sent)
        both = ((self.old, before), (self.new, after))
        was, now = (route.node if query_names(root, route) >= PAGING.keys() else None for root, route in both)
        yield Pair("paging", after.label, was, now, "both")
        request = SchemaWalk(self.old, self.new, sent)
        yield from parameter_pairs(request, before, after)
        yield from body_pairs(request, before.node.get("requestBody"), after.node.get("requestBody"))
        response = SchemaWalk(self.old, self.new, received)
        for status, one, other in members(before.node, after.node, "responses"):
            yield from response_pairs(response, status, one, other)

    def _inherited(self, kind: Kind, before: Route, after: Route, sent: Direction) -> Iterator[Pair]:
        """Yield the pair of a member that an operation defines or inherits from its path or from the document."""
        found = []
        for root, route in ((self.old, before), (self.new, after)):
            # The client of a webhook or a callback is the API: it does not use the servers and the security of the document.
            owners = (route.node, route.item) if route.hook else (route.node, route.item, root)
            found.append(next((node for owner in owners if (node := owner.get(kind))), None))
        if found[0] or found[1]:
            yield Pair(kind, kind, found[0], found[1], sent)
        if kind == "servers" and found[0] and found[1]:
            urls = _by_url(found[0]), _by_url(found[1])
            for url in urls[0].keys() & urls[1].keys():
                yield Pair("server", url, urls[0][url], urls[1][url], sent)

    def _schemes(self, route: Route, sent: Direction) -> Iterator[Pair]:
        """Yield the pairs of the security schemes that an operation used."""
        required = route.node.get("security") or (None if route.hook else self.old.get("security"))
        used = {name for one in required.elements() for name, _ in one.items()} if required else set()
        for name, before, after in members(self.old.get("components"), self.new.get("components"), "securitySchemes"):
            if name in used and before and after:
                yield Pair("security scheme", name, resolve(self.old, before), resolve(self.new, after), sent)


def _by_url(servers: Node) -> dict[str, Node]:
    return {str(url.value): server for server in servers.elements() if (url := server.get("url"))}
