"""Names for what a server made, such as ids, so that a transcript can be done again where they are others."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from apivideo_admin_contract.document.document import Collection, Document
from apivideo_admin_contract.document.exchange import Event, Exchange
from apivideo_admin_contract.reproduction.excerpt import WHOLE, Excerpt, Excerpts

#: What names stand for is unique; a time is not, and is only named beside the id of its item.
_UNIQUE: Final = {"id", "secret"}


@dataclass(frozen=True, slots=True)
class Placeholder:
    """A property of what the create at position ``event`` answered."""

    event: int
    name: str


@dataclass(frozen=True, slots=True)
class Part:
    """What stands for a symbol, or for a part of it, as where what is near to a secret is sought."""

    placeholder: Placeholder
    excerpt: Excerpt = WHOLE


@dataclass(frozen=True, slots=True)
class Text:
    """A text with symbols in it."""

    parts: tuple[str | Part, ...]

    @property
    def placeholders(self) -> tuple[Placeholder, ...]:
        """The symbols in it."""
        return tuple(part.placeholder for part in self.parts if isinstance(part, Part))


Values = Mapping[Placeholder, str]


class CreatedValues:
    """What the creates among some events made."""

    def __init__(self, document: Document, events: Sequence[Event]) -> None:
        self.values: dict[Placeholder, str] = {}
        self._unique: dict[str, Placeholder] = {}
        self._items: dict[tuple[str, str], dict[str, tuple[str, Placeholder]]] = {}
        secrets: dict[Placeholder, str] = {}
        for index, event in enumerate(events):
            if isinstance(event, Exchange):
                secrets |= self._add(document, index, event)
        found = "|".join(re.escape(one) for one in sorted(self._unique, key=len, reverse=True))
        self._pattern = re.compile(found) if found else None
        self._secrets = Excerpts(secrets, ("", "swapcase"))

    def _add(self, document: Document, index: int, exchange: Exchange) -> dict[Placeholder, str]:
        collection = created_collection(document, exchange)
        response = parse_json(exchange.body) if collection else None
        if collection is None or not isinstance(response, dict):
            return {}
        own = {}
        for name, kind in generated_properties(collection).items():
            value = response.get(name)
            if isinstance(value, str) and value:
                placeholder = Placeholder(index, name)
                self.values[placeholder] = value
                own[name] = value, placeholder
                if kind in _UNIQUE:
                    self._unique.setdefault(value, placeholder)
        if collection.id_name in own:
            self._items.setdefault((collection.id_name, own[collection.id_name][0]), own)
        kinds = generated_properties(collection)
        return {placeholder: value for name, (value, placeholder) in own.items() if kinds[name] == "secret"}

    def value_of(self, placeholder: Placeholder) -> str:
        """Give what a symbol stands for, or an empty text where the create did not tell."""
        return self.values.get(placeholder, "")

    def text(self, text: str, before: float = math.inf) -> Text:
        """Give a text with symbols in the place of what was made, by events at positions before one."""
        if self._pattern is None:
            return Text((text,))
        parts: list[str | Part] = []
        end = 0
        for found in self._pattern.finditer(text):
            if self._unique[found[0]].event < before:
                parts += [*self._near(text[end : found.start()], before), Part(self._unique[found[0]])]
                end = found.end()
        return Text(tuple(_joined([*parts, *self._near(text[end:], before)])) or ("",))

    def _near(self, text: str, before: float) -> Iterator[str | Part]:
        """Give a text with parts of secrets told by their symbols: what is near to a secret is another text on another server."""
        for piece in self._secrets.split(text):
            if isinstance(piece, str):
                yield piece
            else:
                placeholder, excerpt = piece
                yield Part(placeholder, excerpt) if placeholder.event < before else excerpt.of(self.values[placeholder])

    def value(self, value: Any, before: float = math.inf) -> Any:
        """Give a JSON value with a `Text` in the place of every text that holds a symbol."""
        match value:
            case str():
                found = self.text(value, before)
                return found if found.placeholders else value
            case list() | tuple():
                return [self.value(one, before) for one in value]
            case Mapping():
                own = self._item(value)
                return {
                    name: Text((Part(own[name][1]),))
                    if name in own and own[name][0] == one
                    else self.value(one, before)
                    for name, one in value.items()
                }
        return value

    def _item(self, value: Mapping[str, Any]) -> Mapping[str, tuple[str, Placeholder]]:
        # An item below another one has the other's id too: the innermost is its own, and comes first.
        known = (self._items.get((name, one)) for name, one in value.items() if isinstance(one, str))
        return max(filter(None, known), key=lambda one: next(iter(one.values()))[1].event, default={})


def _joined(parts: Sequence[str | Part]) -> Iterator[str | Part]:
    """Put texts beside each other together, and leave out empty ones."""
    for is_text, group in groupby(parts, lambda part: isinstance(part, str)):
        pieces = list(group)
        text = "".join(piece for piece in pieces if isinstance(piece, str))
        yield from ([text] if text else []) if is_text else pieces


def created_collection(document: Document, exchange: Exchange) -> Collection | None:
    """Give the collection that an exchange made an item of."""
    operation = exchange.operation
    if operation is None or operation.action != "create" or not 200 <= exchange.status < 300:
        return None
    return document.collection_of(operation)


def generated_properties(collection: Collection) -> dict[str, str]:
    """Give the properties that the server makes, each with its kind (``x-generate``)."""
    return {
        name: schema["x-generate"]["kind"] for name, schema in collection.properties.items() if "x-generate" in schema
    }


def fill_placeholders(value: Any, values: Callable[[Placeholder], str]) -> Any:
    """Give a JSON value with what its symbols stand for."""
    match value:
        case Text():
            return "".join(
                part.excerpt.of(values(part.placeholder)) if isinstance(part, Part) else part for part in value.parts
            )
        case list():
            return [fill_placeholders(one, values) for one in value]
        case dict():
            return {name: fill_placeholders(one, values) for name, one in value.items()}
    return value


def placeholders_in(value: Any) -> Iterator[Placeholder]:
    """Give all symbols in a JSON value."""
    match value:
        case Text():
            yield from value.placeholders
        case list():
            for one in value:
                yield from placeholders_in(one)
        case dict():
            for one in value.values():
                yield from placeholders_in(one)


def parse_json(body: bytes) -> Any:
    """Give what an answer says as JSON, or None."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None
