"""Texts of each format, numbered: the same number returns the same texts, another number mostly others."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from apivideo_admin_contract.document.parameter import Schema

_Maker = Callable[[int, int], str]
"""Returns the text of a number, at least of a length where the format allows it."""

_LABEL: Final = 63


def _host(length: int) -> str:
    """Return a host name of at least this length, of labels of at most 63 characters (RFC 1035, section 2.3.4)."""
    name = "example.com"
    while len(name) < length:
        name = f"{'a' * min(_LABEL, max(1, length - len(name) - 1))}.{name}"
    return name


def _at_host(before: str, after: str) -> _Maker:
    """Return a maker of texts that end with a host name, which makes them as long as necessary."""
    return lambda number, length: f"{before}{number:04}{after}{_host(length - len(before) - len(after) - 4)}"


def _padded(before: str, after: str = "") -> _Maker:
    """Return a maker of texts that end with the number, filled with zeros."""
    return lambda number, length: f"{before}{number:0{max(4, length - len(before) - len(after))}}{after}"


def _short(before: str, after: str = "") -> _Maker:
    return lambda number, _: f"{before}{number}{after}"


#: The makers of each format, usual texts first, then short ones: the first text that fits is used.
_FORMATS: Final[Mapping[str, tuple[_Maker, ...]]] = {
    "uri": (_padded("https://example.com/"), _short("http://a.io/"), _short("a:")),
    "uri-reference": (_padded("https://example.com/"), _short("/"), _short("")),
    "iri": (_padded("https://example.com/"), _short("http://a.io/"), _short("a:")),
    "iri-reference": (_padded("https://example.com/"), _short("/"), _short("")),
    "uri-template": (_padded("https://example.com/{id}/"), _short("/")),
    "email": (_at_host("item", "@"), _short("", "@a.io")),
    "idn-email": (_at_host("item", "@"), _short("", "@a.io")),
    "hostname": (_at_host("item", "."), _short("a")),
    "idn-hostname": (_at_host("item", "."), _short("a")),
    "uuid": (lambda number, _: f"00000000-0000-4000-8000-{number:012}",),
    "date": (lambda number, _: f"2026-01-{1 + number % 31:02}",),
    "date-time": (lambda number, _: f"2026-01-01T00:{number // 60 % 60:02}:{number % 60:02}+00:00",),
    "time": (lambda number, _: f"00:{number // 60 % 60:02}:{number % 60:02}Z",),
    "duration": (lambda number, _: f"PT{1 + number}S",),
    "ipv4": (lambda number, _: f"192.0.2.{number % 256}",),
    "ipv6": (lambda number, _: f"2001:db8::{number:x}",),
    "json-pointer": (_padded("/item"), _short("/")),
    "relative-json-pointer": (_padded("0/item"), _short("")),
    "regex": (_padded("item"), _short("")),
}


def texts(schema: Schema, number: int) -> Iterator[str]:
    """Yield texts to try for a schema of strings: usual ones of its format, its examples, short ones."""
    low, high = schema.get("minLength", 0), schema.get("maxLength")
    if "pattern" not in schema:
        if schema.get("format", "password") == "password":
            yield f"item {number:04}".ljust(low, ".")[:high]
            # A bound may be shorter than the words before the number.
            yield f"{number}".rjust(low, "0")[-high:] if high else ""
        for make in _FORMATS.get(schema.get("format", ""), ()):
            yield make(number, low)
    if examples := [one for one in schema.get("examples", ()) if isinstance(one, str)]:
        yield examples[number % len(examples)]
        yield from examples
    yield f"item {number:04}"
