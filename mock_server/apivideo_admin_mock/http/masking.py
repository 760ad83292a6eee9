"""Find and mask secrets: by the name of a parameter or property, and by their content wherever it occurs."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, Final
from urllib.parse import parse_qsl, quote

from apivideo_admin_mock.http.access import TOKEN_HEADER
from apivideo_admin_mock.http.messages import Headers
from apivideo_admin_mock.shorten import MAX_SHOWN

#: What is shown instead of a secret.
MASK: Final = "***"
#: The header fields with secrets, in lowercase.
SECRET_FIELDS: Final = frozenset({"authorization", "proxy-authorization", "cookie", "set-cookie", TOKEN_HEADER.lower()})

# Shorter secrets are masked as whole words only: they occur in other words by chance.
_INDEXED: Final = 6
_MAX_NAME: Final = 256
_STEPS: Final = re.compile(r"[.\[\]]+")
_OTHER: Final = re.compile(r"[^a-z0-9]")


def is_secret(name: str, secrets: Collection[str]) -> bool:
    """Whether a name is one of ``secrets``, also if it is misspelt: `Value`, `value[]`, `filter[value]`, `api-key.VALUE`."""
    return bool(secrets) and len(name) <= _MAX_NAME and _is_secret(name, frozenset(secrets))


@lru_cache(maxsize=1024)
def _is_secret(name: str, secrets: frozenset[str]) -> bool:
    plain, whole = _plain_names(secrets), _plain(name)
    if not any(secret in whole for secret in plain):  # most names: a step of a name is a part of it
        return False
    return any(_plain(step) in plain for step in (name, *_STEPS.split(name)))


@lru_cache(maxsize=16)
def _plain_names(secrets: frozenset[str]) -> frozenset[str]:
    return frozenset(map(_plain, secrets))


def _plain(name: str) -> str:
    return _OTHER.sub("", name.lower())


def masked_by_name(value: Any, secrets: Collection[str]) -> Any:
    """Return JSON with the values of secret properties masked, at any depth."""
    if isinstance(value, dict):
        return {
            name: MASK if is_secret(name, secrets) else masked_by_name(child, secrets) for name, child in value.items()
        }
    return [masked_by_name(child, secrets) for child in value] if isinstance(value, list) else value


def secrets_in(value: Any, secrets: Collection[str], *, inside: bool = False) -> Iterator[str]:
    """Yield the texts and numbers below each secret property of JSON, at any depth."""
    if isinstance(value, dict):
        for name, child in value.items():
            yield from secrets_in(child, secrets, inside=inside or is_secret(name, secrets))
    elif isinstance(value, list):
        for child in value:
            yield from secrets_in(child, secrets, inside=inside)
    elif inside and value is not None and not isinstance(value, bool):
        yield str(value)


def secrets_in_query(query: str, secrets: Collection[str]) -> Iterator[str]:
    """Yield the values of the secret parameters of a query, and those that commas separate."""
    for name, value in _pairs(query):
        if is_secret(name, secrets):
            yield from {value, *value.split(",")}


def recorded_headers(sent: Mapping[str, str]) -> Headers:
    """Return header fields, whose names are in lowercase, as they are recorded."""
    values = {name: MASK if name in SECRET_FIELDS else value for name, value in sent.items()}
    return Headers(values, sum(map(len, values)) + sum(map(len, values.values())))


class SecretValues:
    """Masks known secrets by their content."""

    def __init__(self, values: Iterable[str]) -> None:
        self._exact = frozenset(values) - {"", MASK}
        self._index: dict[str, list[str]] = defaultdict(list)
        forms = sorted({form for value in self._exact for form in _forms(value)}, key=len, reverse=True)
        for text in forms:
            self._index[text[:_INDEXED]].append(text)
        self._shortest = len(forms[-1]) if forms else 0
        short = sorted(re.escape(value) for value in self._exact if len(value) < _INDEXED)
        self._short = re.compile(rf"(?<!\w)(?:{'|'.join(short)})(?!\w)") if short else None

    def masked_text(self, text: str) -> str:
        """Return a text with each secret in it masked."""
        if not self._exact:
            return text
        if text in self._exact:
            return MASK
        if self._short is not None:
            text = self._short.sub(MASK, text)
        if not self._index or len(text) < self._shortest:
            return text
        parts, start, position = [], 0, 0
        while position <= len(text) - self._shortest:
            for secret in self._index.get(text[position : position + _INDEXED], ()):
                if text.startswith(secret, position):
                    parts += [text[start:position], MASK]
                    start = position = position + len(secret)
                    break
            else:
                position += 1
        return "".join((*parts, text[start:]))

    def masked(self, value: Any, secrets: Collection[str]) -> Any:
        """Return JSON with each secret masked, by its name and by its content, also in the query of a link."""
        if isinstance(value, dict):
            return {
                self.masked_text(name): MASK if is_secret(name, secrets) else self.masked(child, secrets)
                for name, child in value.items()
            }
        if isinstance(value, list):
            return [self.masked(child, secrets) for child in value]
        if isinstance(value, str):
            # A lone surrogate cannot be encoded.
            path, mark, query = value.encode("utf-8", "replace").decode().partition("?")
            return self.masked_text(path) + mark + self.masked_query(query, secrets)
        return MASK if str(value) in self._exact and not isinstance(value, bool | None) else value

    def masked_query(self, query: str, secrets: Collection[str]) -> str:
        """Return a query with each secret masked, by its name and by its content."""
        pairs = _pairs(query)
        masked = [
            (self.masked_text(name), MASK if is_secret(name, secrets) else self.masked_text(value))
            for name, value in pairs
        ]
        if masked == pairs:
            return self.masked_text(query)
        return "&".join(f"{quote(name)}={quote(value, safe='/*')}" for name, value in masked)


def _forms(value: str) -> Iterator[str]:
    """Yield the forms in which a secret occurs in texts, each long enough to be found by its start."""
    escaped = json.dumps(value, ensure_ascii=False)[1:-1]
    # A message repeats the start of a long text, after a quotation mark.
    forms = (value, escaped, escaped[: MAX_SHOWN - 1], quote(value), quote(value, safe=""))
    yield from (form for form in forms if len(form) >= _INDEXED)


def _pairs(query: str) -> list[tuple[str, str]]:
    return parse_qsl(query, keep_blank_values=True, errors="replace")
