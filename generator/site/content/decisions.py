"""Read the decisions on the document, one Markdown file each in ``openapi/decisions/`` (see its README)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from generator.diagnostic import Diagnostic
from generator.document.yaml_source import read_yaml

README = "README.md"
SECTIONS = ("Context", "Decision", "Consequences")
_NAME = re.compile(r"([0-9]{4})-[a-z0-9]+(-[a-z0-9]+)*")
_FILE = re.compile(r"---\n(?P<front>.*?\n)---\n(?P<body>.*)", re.DOTALL)
_SECTION = re.compile(r"^## (.*)\n", re.MULTILINE)
_MEMBERS = ("title", "date", "operations")
_ALL = "all"


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision. ``name`` is its file name, ``sections`` are Markdown, ``operations`` are the operationIds that it concerns."""

    name: str
    title: str
    date: str
    sections: Mapping[str, str]
    operations: tuple[str, ...]

    @property
    def number(self) -> str:
        """The four digits at the start of its name."""
        return self.name[:4]


def read_decisions(folder: Path, label: str, actions: Mapping[str, str]) -> tuple[list[Decision], list[Diagnostic]]:
    """Read all decisions of a folder in the order of their numbers. Return them and the diagnostics of invalid files.

    ``actions`` maps each operationId to its ``x-action``. A missing folder has no decisions. Raise OSError if a file cannot
    be read.
    """
    found: list[Decision] = []
    diagnostics: list[Diagnostic] = []
    for path in sorted(path for path in folder.glob("*.md") if path.name != README):
        read = list(_read(path.stem, path.read_text(encoding="utf-8"), f"{label}/{path.name}", actions))
        diagnostics += [one for one in read if isinstance(one, Diagnostic)]
        found += [one for one in read if isinstance(one, Decision)]
        if len({one.number for one in found}) < len(found):
            message = f"another decision has the number {found.pop().number}."
            diagnostics.append(Diagnostic(f"{label}/{path.name}", "", message, "Use the next free number."))
    return found, diagnostics


def _read(name: str, text: str, file: str, actions: Mapping[str, str]) -> Iterator[Decision | Diagnostic]:
    if not _NAME.fullmatch(name):
        yield Diagnostic(file, "", "the file name is not that of a decision.", "Rename it like `0042-its-title.md`.")
        return
    parts = _FILE.fullmatch(text)
    if parts is None:
        fix = "Start with a line `---`, then title, date and operations, then a line `---`."
        yield Diagnostic(file, "", "the file does not start with front matter.", fix)
        return
    front = read_yaml(parts["front"], file)
    sections = _sections(parts["body"])
    diagnostics = [*front.diagnostics] or [
        *_check_front_matter(front.value, file, actions),
        *_check_sections(sections, file),
    ]
    yield from diagnostics
    if not diagnostics:
        concerned = tuple(_concerned(front.value["operations"], actions))
        yield Decision(name, front.value["title"], front.value["date"], sections, concerned)


def _sections(body: str) -> dict[str, str]:
    lead, *parts = _SECTION.split(body)
    sections = {title.strip(): text.strip() for title, text in zip(parts[::2], parts[1::2], strict=True)}
    return ({"": lead.strip()} if lead.strip() else {}) | sections


def _check_sections(sections: Mapping[str, str], file: str) -> Iterator[Diagnostic]:
    if tuple(sections) != SECTIONS:
        names = " and ".join(f"`## {name}`" for name in SECTIONS)
        message = f"wrong sections: {', '.join(sections) or 'none'}."
        yield Diagnostic(file, "", message, f"Write {names}, in this order, and nothing before them.")
    for name in [name for name, text in sections.items() if not text]:
        yield Diagnostic(file, "", f"the section `{name}` is empty.", "Write a paragraph.")


def _check_front_matter(front: Any, file: str, actions: Mapping[str, str]) -> Iterator[Diagnostic]:
    if not isinstance(front, dict) or set(front) != set(_MEMBERS):
        yield Diagnostic(
            file,
            "",
            f"the front matter must have exactly {', '.join(_MEMBERS)}.",
            "Add the missing ones and remove the others.",
        )
        return
    if not (isinstance(front["title"], str) and front["title"].strip()):
        yield Diagnostic(file, "/title", "the title must be text.", "Write the decision in one short sentence.")
    if not _is_date(front["date"]):
        yield Diagnostic(file, "/date", f"`{front['date']}` is not a date.", 'Write it like `date: "2026-11-24"`.')
    operations = front["operations"]
    if operations != _ALL and not (isinstance(operations, list) and operations):
        fix = "List operationIds or `{x-action: list}`, or write `all`."
        yield Diagnostic(file, "/operations", "`operations` is empty or not a list.", fix)
        return
    for index, entry in enumerate([] if operations == _ALL else operations):
        if not list(_concerned([entry], actions)):
            fix = f"Use an operationId, or `{{x-action: ...}}` with one of: {', '.join(sorted(set(actions.values())))}."
            yield Diagnostic(file, f"/operations/{index}", f"the operation `{entry}` does not exist.", fix)


def _is_date(value: object) -> bool:
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _concerned(operations: Any, actions: Mapping[str, str]) -> Iterator[str]:
    """Yield the selected operationIds in the order of the document: all, by name, or by action."""
    for operation_id, action in actions.items():
        if operations == _ALL or operation_id in operations or {"x-action": action} in operations:
            yield operation_id
