"""A guide as the pages and the search read it."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup


@dataclass(frozen=True, slots=True)
class Term:
    """A row of a table whose first cell is code, such as an option: its name, its anchor, and the text of the other cells."""

    name: str
    anchor: str
    text: str


@dataclass(frozen=True, slots=True)
class Topic:
    """A heading of a guide with what follows it: ``text`` is without markup. The start of a guide has no title and no anchor."""

    level: int
    title: str
    anchor: str
    text: str
    terms: tuple[Term, ...]
    html: Markup


@dataclass(frozen=True, slots=True)
class Guide:
    """A guide. ``reader`` is whom a first guide is for, else it is empty. ``next`` are names of guides."""

    name: str
    title: str
    summary: str
    reader: str
    topics: tuple[Topic, ...]
    next: tuple[str, ...]
