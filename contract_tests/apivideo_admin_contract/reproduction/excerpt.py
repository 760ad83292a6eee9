"""Excerpts: parts of a text in a variable, maybe in another case or encoded, and how Python and a shell write them."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Final, Generic, TypeVar

#: The minimum length of an excerpt, in characters: any text may contain shorter ones by chance.
SHORTEST: Final = 8
#: Longer texts, in characters, are fillers and are not searched for excerpts.
_LONGEST: Final = 4000

FORMS: Final[Mapping[str, Callable[[str], str]]] = {
    "": str,
    "base64": lambda text: base64.b64encode(f"{text}:".encode()).decode().rstrip("="),
    "swapcase": str.swapcase,
    "upper": str.upper,
    "lower": str.lower,
}
_SHELL: Final = {
    "": 'printf %s "${name}"',
    "base64": "printf %s: \"${name}\" | base64 | tr -d '=\\n'",
    "swapcase": 'printf %s "${name}" | tr a-zA-Z A-Za-z',
    "upper": 'printf %s "${name}" | tr a-z A-Z',
    "lower": 'printf %s "${name}" | tr A-Z a-z',
}


@dataclass(frozen=True, slots=True)
class Excerpt:
    """The slice from ``begin`` to ``end`` of a text in a form: unchanged, ``swapcase``, ``upper``, ``lower`` or ``base64``.

    The form ``base64`` is the encoding of the text and a colon, without padding.
    """

    form: str = ""
    begin: int = 0
    end: int | None = None

    def of(self, text: str) -> str:
        """Return the excerpt of a text."""
        return FORMS[self.form](text)[self.begin : self.end]

    def python(self, name: str) -> str:
        """Return a Python expression for the excerpt. ``name`` is the variable that holds the text."""
        match self.form:
            case "":
                written = name
            case "base64":
                written = f'base64.b64encode(f"{{{name}}}:".encode()).decode().rstrip("=")'
            case form:
                written = f"{name}.{form}()"
        if (self.begin, self.end) == (0, None):
            return written
        return f"{written}[{self.begin or ''}:{'' if self.end is None else self.end}]"

    def shell(self, name: str) -> str:
        """Return a POSIX shell expansion for the excerpt, to be used in double quotes. ``name`` is the variable that holds the text."""
        if self == WHOLE:
            return f"${{{name}}}"
        edits = "; ".join(self._edits())
        return f"$({_SHELL[self.form].format(name=name)}{f' | sed {chr(39)}{edits}{chr(39)}' if edits else ''})"

    def _edits(self) -> Iterator[str]:
        if self.begin:
            yield rf"s/^.\{{{self.begin}\}}//"
        if self.end is not None:
            yield rf"s/.\{{{-self.end}\}}$//" if self.end < 0 else rf"s/^\(.\{{{self.end - self.begin}\}}\).*/\1/"


#: The whole text, unchanged.
WHOLE: Final = Excerpt()

Owner = TypeVar("Owner", bound=Hashable)


class Excerpts(Generic[Owner]):
    """A search for texts, each with an owner, and for parts of at least `SHORTEST` characters of them, in some forms."""

    def __init__(self, known: Mapping[Owner, str], forms: Sequence[str] = tuple(FORMS)) -> None:
        self._whole: dict[str, tuple[Owner, Excerpt]] = {}
        self._parts: dict[str, tuple[Owner, str, str, int]] = {}
        for owner, text in known.items():
            for form in forms:
                self._add(owner, form, FORMS[form](text))
        found = "|".join(re.escape(one) for one in sorted(self._whole, key=len, reverse=True))
        self._pattern = re.compile(found) if found else None

    def _add(self, owner: Owner, form: str, shape: str) -> None:
        self._whole.setdefault(shape, (owner, Excerpt(form)))
        for at in range(len(shape) - SHORTEST + 1):
            self._parts.setdefault(shape[at : at + SHORTEST], (owner, form, shape, at))

    def split(self, text: str) -> Iterator[str | tuple[Owner, Excerpt]]:
        """Split a text into the found excerpts, with their owners, and the non-empty texts between them."""
        end = 0
        for found in self._pattern.finditer(text) if self._pattern else ():
            yield from self._in_parts(text[end : found.start()])
            yield self._whole[found[0]]
            end = found.end()
        yield from self._in_parts(text[end:])

    def _in_parts(self, text: str) -> Iterator[str | tuple[Owner, Excerpt]]:
        end = at = 0
        while at <= len(text) - SHORTEST and len(text) <= _LONGEST:
            found = self._parts.get(text[at : at + SHORTEST])
            if found is None:
                at += 1
                continue
            if at > end:
                yield text[end:at]
            owner, form, shape, begin = found
            rest = zip(text[at:], shape[begin:], strict=False)
            length = next((index for index, (one, other) in zip(count(), rest, strict=False) if one != other), None)
            length = min(len(text) - at, len(shape) - begin) if length is None else length
            stop = begin + length - len(shape)
            yield owner, Excerpt(form, begin, stop or None)
            at = end = at + length
        if end < len(text):
            yield text[end:]
