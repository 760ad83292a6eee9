"""Mask pieces of secrets in any text: in other letter case, in base64, and escaped as in URLs, JSON, HTML and shells."""

from __future__ import annotations

import base64
import html
import re
from collections.abc import Iterable, Iterator
from typing import Final

#: The length of a piece. Shorter ones reveal nothing, and appear in any text by chance.
SHORTEST: Final = 8
#: What replaces a piece.
MASK: Final = "***"
#: How deep escapes may be nested.
_DEPTH: Final = 2
_ESCAPE: Final = re.compile(
    r"(?:%[0-9A-Fa-f]{2})+|(?:\\x[0-9A-Fa-f]{2})+|(?:\\u[0-9A-Fa-f]{4})+|\\U[0-9A-Fa-f]{8}|\\[^\w\s]|&(?:#\d+|#[xX][0-9A-Fa-f]+|\w+);"
)
_HIGHEST: Final = 0x10FFFF


class Masker:
    """Masks secrets by all their pieces of `SHORTEST` characters, in any letter case and in base64.

    Pieces that appear in the ``public`` texts, or that repeat one character, are not secret.
    """

    def __init__(self, secrets: Iterable[str], public: Iterable[str]) -> None:
        known = {piece for text in public for piece in _pieces(lowercase(text))}
        pieces = {
            piece for secret in secrets for encoding in encodings(secret) for piece in _pieces(lowercase(encoding))
        }
        self._pieces = {piece for piece in pieces - known if len(set(piece)) > 1}

    def mask(self, text: str) -> str:
        """Return a text with all pieces masked."""
        parts, end = [], 0
        for begin, stop in _merged(self._found(text)) if self._pieces else ():
            parts += [text[end:begin], MASK]
            end = stop
        return "".join([*parts, text[end:]])

    def _found(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield where pieces are, in the text and in what it unescapes to."""
        view = _View(text, range(len(text)), range(1, len(text) + 1))
        for _ in range(_DEPTH + 1):
            for at, piece in enumerate(_pieces(lowercase(view.text))):
                if piece in self._pieces:
                    yield view.begins[at], view.ends[at + SHORTEST - 1]
            if not _ESCAPE.search(view.text):
                return
            view = view.decoded()


class _View:
    """An unescaped text, with the start and the end of each character in the original text."""

    def __init__(self, text: str, begins: Iterable[int], ends: Iterable[int]) -> None:
        self.text, self.begins, self.ends = text, list(begins), list(ends)

    def decoded(self) -> _View:
        """Return the text with one more level of escapes removed."""
        texts, begins, ends, at = list[str](), list[int](), list[int](), 0
        for found in _ESCAPE.finditer(self.text):
            plain = _unescaped(found[0])
            texts += [self.text[at : found.start()], plain]
            begins += self.begins[at : found.start()] + [self.begins[found.start()]] * len(plain)
            ends += self.ends[at : found.start()] + [self.ends[found.end() - 1]] * len(plain)
            at = found.end()
        return _View("".join([*texts, self.text[at:]]), begins + self.begins[at:], ends + self.ends[at:])


def encodings(secret: str) -> Iterator[str]:
    """Yield a secret, and its base64 (RFC 4648) at each offset in the encoded text."""
    yield secret
    content = secret.encode("utf-8", "surrogatepass")
    for skipped in range(3):
        # Letters at the ends are made of other characters as well.
        begin, end = skipped + (skipped > 0), (skipped + len(content)) * 8 // 6
        encoded = base64.b64encode(b"\0" * skipped + content).decode()[begin:end]
        yield from {encoded, encoded.replace("+", "-").replace("/", "_")}


def lowercase(text: str) -> str:
    """Return a text in lower case, of the same length."""
    lower = text.lower()
    return lower if len(lower) == len(text) else "".join(one if len(one.lower()) != 1 else one.lower() for one in text)


def _pieces(text: str) -> Iterator[str]:
    return (text[at : at + SHORTEST] for at in range(len(text) - SHORTEST + 1))


def _unescaped(escape: str) -> str:
    if escape[0] == "&":
        return html.unescape(escape)
    kind, digits = (escape[0], escape[1:]) if escape[0] == "%" else (escape[:2], escape[2:])
    if kind in {"%", "\\x"}:
        return bytes.fromhex(re.sub(r"%|\\x", "", digits)).decode("utf-8", "replace")
    if kind == "\\u":
        units = "".join(chr(int(one, 16)) for one in digits.split("\\u"))
        return units.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if kind == "\\U":
        return chr(min(int(digits, 16), _HIGHEST))
    return escape[1:]


def _merged(spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Merge overlapping spans, in order."""
    begin = end = -1
    for start, stop in sorted(spans):
        if start > end:
            if end > begin:
                yield begin, end
            begin = start
        end = max(end, stop)
    if end > begin:
        yield begin, end
