"""Keeps keys and secrets out of reports."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from contract_tests.document import Document
from contract_tests.suite.exchange import Event, Exchange
from contract_tests.suite.story.credential import Key
from contract_tests.suite.story.symbols import generated, json_of

#: Shorter keys are of tests: hiding them everywhere would tear words apart.
_SHORTEST: Final = 8


class Redaction:
    """Replaces the keys, which are given by the names of the variables that hold them, and the secrets in what a server answered."""

    def __init__(self, document: Document, keys: Mapping[str, str]) -> None:
        self._names = {
            name
            for collection in document.collections
            for name, kind in generated(collection).items()
            if kind == "secret"
        }
        self._known = {
            Key(name, form).of(key): f"${name}"
            for name, key in keys.items()
            for form in ("base64", "")
            if len(key) >= _SHORTEST
        }

    def of(self, events: Iterable[Event], *texts: str) -> list[str]:
        """Give texts without any key, and without the secrets in the answers of some exchanges."""
        known = {**self._known, **{secret: "***" for event in events for secret in self._secrets(event)}}
        if not known:
            return list(texts)
        pattern = re.compile("|".join(re.escape(one) for one in sorted(known, key=len, reverse=True)))
        return [pattern.sub(lambda found: known[found[0]], text) for text in texts]

    def _secrets(self, event: Event) -> Iterator[str]:
        if isinstance(event, Exchange):
            yield from (one for one in self._at_names(json_of(event.body)) if len(one) >= _SHORTEST)

    def _at_names(self, value: Any) -> Iterator[str]:
        match value:
            case dict():
                for name, one in value.items():
                    yield from [one] if name in self._names and isinstance(one, str) else self._at_names(one)
            case list():
                for one in value:
                    yield from self._at_names(one)
