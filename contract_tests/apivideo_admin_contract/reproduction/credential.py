"""Credentials in an ``Authorization`` header, with variable names in place of the keys: no report shows a key."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from apivideo_admin_contract.environment import KEY, SECOND_KEY, SUSPENDED_KEY
from apivideo_admin_contract.reproduction.excerpt import WHOLE, Excerpt, Excerpts
from apivideo_admin_contract.reproduction.placeholders import Part, Placeholder, Text, fill_placeholders

#: The variables that hold the keys, by the name of the account.
NAMES: Final[Mapping[str, str]] = {"first": KEY, "second": SECOND_KEY, "suspended": SUSPENDED_KEY}

_NOT_BASE64: Final = re.compile("([^A-Za-z0-9+/]+)")


@dataclass(frozen=True, slots=True)
class Key:
    """The key in the variable ``name``, or an excerpt of it."""

    name: str
    excerpt: Excerpt = WHOLE

    def of(self, key: str) -> str:
        """Return the text for the value of the variable."""
        return self.excerpt.of(key)


@dataclass(frozen=True, slots=True)
class Credential:
    """The credentials of a request: base64-decoded where ``is_encoded``, else the header as sent. ``parts`` is None without a header."""

    scheme: str
    parts: tuple[str | Key | Part, ...] | None
    is_encoded: bool

    def header(self, keys: Mapping[str, str], values: Callable[[Placeholder], str]) -> str | None:
        """Return the value of the header for these keys, by variable name, and these values of placeholders."""
        if self.parts is None:
            return None
        text = "".join(
            part.of(keys[part.name]) if isinstance(part, Key) else fill_placeholders(Text((part,)), values)
            for part in self.parts
        )
        return f"{self.scheme} {base64.b64encode(text.encode()).decode()}" if self.is_encoded else text


def credential_of(
    authorization: str | None, keys: Mapping[str, str], parse: Callable[[str], Text] = lambda text: Text((text,))
) -> Credential:
    """Parse a header as sent. ``keys`` are by variable name; ``parse`` replaces generated values with placeholders."""
    credential = _parse(authorization, keys)
    if credential.parts is None:
        return credential
    parts = (part for one in credential.parts for part in (parse(one).parts if isinstance(one, str) else (one,)))
    return replace(credential, parts=tuple(parts))


def _parse(authorization: str | None, keys: Mapping[str, str]) -> Credential:
    if authorization is None:
        return Credential("", None, is_encoded=False)
    scheme, _, rest = authorization.partition(" ")
    text = _decoded(rest) if scheme.lower() == "basic" else None
    if text is None:
        lenient = _lenient(rest, keys) if scheme.lower() == "basic" else None
        parts = _with_keys(authorization, keys) if lenient is None else (f"{scheme} ", *lenient)
        return Credential("", parts, is_encoded=False)
    return Credential(scheme, _with_keys(text, keys), is_encoded=True)


def _decoded(text: str) -> str | None:
    try:
        decoded = base64.b64decode(text, validate=True).decode()
    except (binascii.Error, ValueError):
        return None
    return decoded if base64.b64encode(decoded.encode()).decode() == text else None


def _lenient(text: str, keys: Mapping[str, str]) -> tuple[str | Key, ...] | None:
    """Parse the base64 of a key with other characters in it, which some decoders ignore."""
    pieces = _NOT_BASE64.split(text)
    for name, key in keys.items():
        if len(pieces) > 1 and "".join(pieces[::2]) == Excerpt("base64").of(key):
            return tuple(_key_parts(name, pieces))
    return None


def _key_parts(name: str, pieces: Sequence[str]) -> Iterator[str | Key]:
    begin, whole = 0, sum(map(len, pieces[::2]))
    for index, piece in enumerate(pieces):
        if piece and index % 2 == 0:
            end = begin + len(piece)
            yield Key(name, Excerpt("base64", begin, end if end < whole else None))
            begin = end
        elif piece:
            yield piece


def _with_keys(text: str, keys: Mapping[str, str]) -> tuple[str | Key, ...]:
    pieces = Excerpts({name: key for name, key in keys.items() if key}).split(text)
    return tuple(piece if isinstance(piece, str) else Key(*piece) for piece in pieces) or ("",)
