"""The order of a run, and the cases of the smoke level: the cheapest catch first.

``order.json`` has the measured order. It was found with planted bugs: first the cases that catch the most bugs, which no earlier case
catches, for the time that they take. An entry is a check with the form of its subject, so that it applies to every document.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from apivideo_admin_contract.document.document import Document
from apivideo_admin_contract.document.forms import form_of
from apivideo_admin_contract.session.check import Case

FILE: Final = Path(__file__).with_name("order.json")


@dataclass(frozen=True, slots=True)
class Order:
    """The measured order: ``smoke`` are the entries of the smoke level, ``later`` those that follow in other runs."""

    smoke: tuple[str, ...]
    later: tuple[str, ...]


@cache
def read_order() -> Order:
    """Return what `FILE` has."""
    content: Mapping[str, Sequence[str]] = json.loads(FILE.read_text(encoding="utf-8"))
    return Order(tuple(content["smoke"]), tuple(content["later"]))


def entry_of(document: Document, case: Case) -> str:
    """Return the entry of a case: its check, and the form of its subject in brackets."""
    form = form_of(document, case.subject)
    return f"{case.check.name}[{form}]" if form else case.check.name


def first_of_each_form(document: Document, cases: Iterable[Case]) -> dict[str, Case]:
    """Return the first case of each entry."""
    found: dict[str, Case] = {}
    for case in cases:
        found.setdefault(entry_of(document, case), case)
    return found


def in_order(document: Document, cases: Sequence[Case], order: Order | None = None) -> list[Case]:
    """Return cases in the order of a run.

    The first case of each form comes before the others. A form that was not measured comes after those that were.
    """
    known = order or read_order()
    smoke = smoke_cases(document, cases, known)
    firsts = first_of_each_form(document, cases)
    later = [firsts[entry] for entry in known.later if entry in firsts]
    return list(dict.fromkeys((*smoke, *later, *firsts.values(), *cases)))


def smoke_cases(document: Document, cases: Iterable[Case], order: Order | None = None) -> list[Case]:
    """Return the cases of the smoke level, in their order: the first of each form that the level has and the document too."""
    firsts = first_of_each_form(document, cases)
    return [firsts[entry] for entry in (order or read_order()).smoke if entry in firsts]
