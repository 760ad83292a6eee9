"""Texts that reveal a server that compares, sorts, matches, encodes or stores text in any other way than character by character."""

from __future__ import annotations

from typing import Final

#: Longer than the part of a text that many databases keep in an index.
LONG_TEXT: Final = "as long as this " * 20

#: Texts to sort and filter, in the order of creation. They are few, because each becomes an item that some servers keep for good.
DISTINGUISHING_TEXTS: Final = (
    "ab",
    "Ab",
    "aB",
    "x ab y",
    "a%b_c",
    "axb-xxc",
    " \u00e9 e ",
    "e\u0301\u00df\u6f22\U0001f600",
    "e\u0301\u00df\u6f22\ufb01",  # after the text above by UTF-16, before it by code point
    "",
    "a+b.c*d",
    "a&b=c#d?e/f;g|h,i\\\"'",
    "%41 ([{^$",
    "10",
    "9",
    "a\nb\t\0",
    "ab",
    "AB",
    "\u00e9",  # after every ASCII letter, not next to the letter that it resembles
    "z",
    "a\\b",
)

#: URIs (RFC 3986) to sort and filter: they differ in case, escapes and delimiters.
DISTINGUISHING_URIS: Final = (
    "https://example.com/b",
    "https://example.com/a%20b?x=1&y=a+b#c",
    "https://example.com/B",
    "https://example.com/a%2520b",
    "https://example.com/a_b",
    "https://example.com/axb",
    "https://example.com/10",
    "https://example.com/9",
    f"http://other.example/~a.b*c'(d)?long={'abcde' * 100}",
    "https://example.com/b",
    "https://example.com",
)

#: Values to filter these texts by, the most revealing ones first.
FILTER_TEXTS: Final = (
    "b",
    "AB",
    "x a",
    "a_b",
    "a%b",
    ".",
    "+",
    "\u00e9",
    " ",
    "&",
    "",
    "%41",
    "ab",
    "Ab",
    "a",
    "B",
    "y",
    "b y",
    "x",
    "y ab",
    "a%c",
    "%",
    "_",
    "a.b",
    "*",
    "a*",
    "?",
    "=",
    "#",
    "/",
    ";",
    "|",
    ",",
    "\\",
    '"',
    "'",
    "(",
    "[",
    "^",
    "^a",
    "b$",
    "A",
    "\u00c9",
    "e\u0301",
    "\u0301",
    "e",
    "\u00df",
    "ss",
    "\u6f22",
    "\U0001f600",
    " \u00e9 e ",
    "ab ",
    " ab",
    "1",
    "9",
    "\n",
    "\t",
    "\0",
    # A server that parses a value as JSON turns it into another type, and a number loses its leading zeros.
    "null",
    "true",
    "09",
    "a\\b",
    'i\\"',
    "nothing has this",
)

#: Texts that a server must return unchanged: in length, in white space, in every character.
ROUND_TRIP_TEXTS: Final = (
    "  Ab \u00e9 e\u0301 \u00df \u6f22 \U0001f600 \u212a & = + % %41 # ? / \\ \" ' * . _ <b>&amp;</b> {{x}} $y ;|\n\r\n\t ",
    "",
    "long " * 200,
    " ",
    "0",
    "1.0",
    "null",
    "true",
    "2026-01-01",
    "\u202eright to left",
    "zero\u200bwidth\ufeff",
    "control \0\1\x1f\x7f\u0085",
    "\ufb01 \u01c5 \uff21 \u0130 \u03c2",
    "a\\nb \\t \\u0041",
    "007",
    "+1e3",
    "\U0001f469\u200d\U0001f467",
    "Z" * 5000,
)
