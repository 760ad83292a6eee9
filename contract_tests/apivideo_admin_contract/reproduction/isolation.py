"""Isolate the data of a timeline: unique names for what it creates, and lists that contain nothing else."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import quote, quote_plus, unquote_plus

from apivideo_admin_contract.document.document import Collection, Document, Operation
from apivideo_admin_contract.document.exchange import Event, Exchange
from apivideo_admin_contract.document.parameter import Parameter, Schema
from apivideo_admin_contract.document.schemas import main_type
from apivideo_admin_contract.reproduction.insertion import insert_like
from apivideo_admin_contract.reproduction.placeholders import CreatedValues, parse_json
from apivideo_admin_contract.reproduction.timeline import Timeline
from apivideo_admin_contract.values.query import decode_query
from apivideo_admin_contract.values.validity import is_valid

#: Stands for the unique part of a name in a timeline. A replay, and a generated case, has one of its own.
MARK: Final = "jqvkwqjvkwvj"
#: The actions whose payload names an item.
_NAMING: Final = ("create", "update")


def isolated(timeline: Timeline, *, scoped: bool, within: str | None = None) -> Timeline:
    """Return a timeline whose items have unique names, so that it can be repeated on a server in use.

    With ``scoped``, the lists and counts of a collection without parents also filter by the unique part, so that they contain only
    the items of the timeline. ``within`` is the text of a filter that gets the unique part inside, and so do the names with that text.
    What cannot be named, or is not sent as plain JSON, stays as it is.
    """
    names = _Names(timeline.document, timeline.events, within)
    events = tuple(names.event(event, scoped=scoped) for event in timeline.events)
    return Timeline(
        timeline.document, events, timeline.start, CreatedValues(timeline.document, events, MARK), names.value
    )


def filtered_text(timeline: Timeline) -> str | None:
    """Return the text of the filter by a part of a name in the last list or count of the check, or None without one."""
    for _, exchange in reversed(list(timeline.exchanges())):
        operation = exchange.operation
        collection = timeline.document.collection_of(operation) if operation else None
        if operation is not None and collection is not None and operation.action in {"list", "count"}:
            named = _named(collection) if "create" in collection.operations and not collection.parents else None
            if named is None or named.contains is None:
                return None
            sent = dict(decode_query(operation, exchange.query))
            return next(iter(sent.get(named.contains.name, ())), None)
    return None


@dataclass(frozen=True, slots=True)
class _Named:
    """The properties of a collection with unique names, and how a filter selects their items."""

    properties: Mapping[str, Schema]
    contains: Parameter | None


class _Names:
    """The unique names in place of the texts that the creates of some events have. Equal texts stay equal."""

    def __init__(self, document: Document, events: tuple[Event, ...], within: str | None) -> None:
        self._document, self._within = document, within
        self._of = {one.path: _named(one) for one in document.collections if "create" in one.operations}
        self._texts: dict[str, str] = {}
        for event in events:
            if isinstance(event, Exchange) and event.operation and event.operation.action in _NAMING:
                self._add(event, event.operation)

    def _add(self, exchange: Exchange, operation: Operation) -> None:
        collection = self._document.collection_of(operation)
        payload = _plain_json(exchange)
        if collection is None or not isinstance(payload, dict):
            return
        for name, schema in self._properties(collection).items():
            text = payload.get(name)
            if (
                isinstance(text, str)
                and text not in self._texts
                and is_valid(operation.properties.get(name, schema), text)
            ):
                found = next(
                    (one for one in self._forms(text) if is_valid(operation.properties.get(name, schema), one)), None
                )
                if found is not None:
                    self._texts[text] = found

    def _forms(self, text: str) -> Iterator[str]:
        """Yield forms of a text with the mark in it."""
        if self._within and (inside := insert_like(text, self._within, MARK)) is not None:
            yield inside
        yield from _marked(text)

    def _filtered(self, parameter: Parameter, text: str) -> str | None:
        """Return the text of a filter with the mark, or None where the filter would then select other items."""
        if parameter.match == "contains" and text == self._within:
            return insert_like(text, text, MARK)
        known = self._texts.get(text)
        selected = {one: renamed for one, renamed in self._texts.items() if text in one}
        if known is None or (parameter.match == "contains" and any(known not in one for one in selected.values())):
            return None
        return known

    def _properties(self, collection: Collection) -> Mapping[str, Schema]:
        named = self._of.get(collection.path)
        return named.properties if named else {}

    def event(self, event: Event, *, scoped: bool) -> Event:
        """Return an event with the unique names."""
        if not isinstance(event, Exchange) or event.operation is None:
            return event
        collection = self._document.collection_of(event.operation)
        if collection is None:
            return event
        found = replace(event, body=self._body(event.body, collection))
        if event.operation.action in _NAMING and isinstance(payload := _plain_json(event), dict):
            found = replace(found, content=_dumped(self._renamed(payload, collection)))
        if event.operation.action in {"list", "count"} and not collection.parents:
            found = replace(found, target=self._target(event, event.operation, collection, scoped=scoped))
        return found

    def value(self, value: Any) -> Any:
        """Return a JSON value, of which nothing else is known, with the unique names in its items."""
        match value:
            case str():
                return self._texts.get(value, value)
            case list():
                return [self.value(one) for one in value]
            case dict():
                return {name: self.value(one) for name, one in value.items()}
        return value

    def _renamed(self, value: Any, collection: Collection) -> Any:
        """Return a JSON value with unique names in the properties of a collection that have them."""
        match value:
            case list():
                return [self._renamed(one, collection) for one in value]
            case dict():
                names = self._properties(collection)
                return {
                    name: self._texts.get(one, one)
                    if name in names and isinstance(one, str)
                    else self._renamed(one, collection)
                    for name, one in value.items()
                }
        return value

    def _body(self, body: bytes, collection: Collection) -> bytes:
        value = parse_json(body) if self._texts else None
        renamed = self._renamed(value, collection)
        return body if renamed == value else _dumped(renamed)

    def _target(self, exchange: Exchange, operation: Operation, collection: Collection, *, scoped: bool) -> str:
        path, query = exchange.path, exchange.query
        names = self._properties(collection)
        texts = {one.name: one for one in operation.filters if one.filters_by in names}
        pairs = []
        for pair in query.split("&") if query else ():
            name, equals, text = pair.partition("=")
            known = self._filtered(texts[name], unquote_plus(text)) if name in texts else None
            pairs.append(f"{name}{equals}{quote_plus(known)}" if known is not None else pair)
        contains = self._of[collection.path].contains if collection.path in self._of else None
        sent = {name for name, _ in decode_query(operation, query)}
        if scoped and contains is not None and contains.name not in sent and exchange.method in {"GET", "HEAD"}:
            pairs.append(f"{quote(contains.name)}={MARK}")
        return f"{path}?{'&'.join(pairs)}" if pairs else path


def _named(collection: Collection) -> _Named:
    """Return what to name uniquely: a text of an item without parents, and each unique text."""
    create, listing = collection.operations["create"], collection.operations.get("list")
    texts = {name: one for name, one in create.properties.items() if main_type(one) == "string" and "enum" not in one}
    filters = {one.filters_by: one for one in listing.filters if one.match == "contains"} if listing else {}
    chosen = {name: one for name, one in texts.items() if name in collection.unique}
    contains = None
    if not collection.parents:
        name = next((one for one in texts if one in filters), None) or next(iter(texts), None)
        if name is not None:
            chosen[name] = texts[name]
            contains = filters.get(name)
    return _Named(chosen, contains)


def _marked(text: str) -> Iterator[str]:
    """Yield forms of a text with the mark in it."""
    yield f"{MARK} {text}" if " " in text or not text.isascii() else f"{MARK}-{text}"
    scheme, separator, rest = text.partition("://")
    if separator:
        yield f"{scheme}://{MARK}.{rest}"
    yield from (f"{MARK}.{text}", f"{MARK}{text}", MARK)


def _plain_json(exchange: Exchange) -> Any:
    """Return the payload where it is JSON as a client writes it, or None: another form may be what a check is about."""
    if not exchange.content or exchange.headers.get("content-type") != "application/json":
        return None
    value = parse_json(exchange.content)
    try:
        return value if _dumped(value) == exchange.content else None
    except ValueError:
        return None


def _dumped(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode(
        "utf-8", "surrogatepass"
    )
