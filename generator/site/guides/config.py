"""The list of guides in ``guides.yaml``: which pages of the repository a guide consists of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import jsonschema_rs

from generator.diagnostic import Diagnostic
from generator.document.pointer import to_pointer
from generator.document.yaml_source import read_yaml

_TEXT = {"type": "string", "minLength": 1}
_CODE = {
    "type": "object",
    "properties": {"page": _TEXT, "section": _TEXT, "number": {"type": "integer", "minimum": 1}},
    "required": ["page", "section"],
    "additionalProperties": False,
}
_PART = {
    "type": "object",
    "properties": {"page": _TEXT, "sections": {"type": "array", "items": _TEXT, "minItems": 1}, "heading": _TEXT},
    "required": ["page"],
    "additionalProperties": False,
}
_STEP = {
    "type": "object",
    "properties": {"title": _TEXT, "text": _TEXT, "code": _CODE},
    "required": ["title", "text", "code"],
    "additionalProperties": False,
}
_GUIDE = {
    "type": "object",
    "properties": {
        "name": {"type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$"},
        "title": _TEXT,
        "summary": _TEXT,
        "for": _TEXT,
        "parts": {"type": "array", "items": _PART, "minItems": 1},
        "steps": {"type": "array", "items": _STEP, "minItems": 1},
        "next": {"type": "array", "items": _TEXT},
    },
    "required": ["name", "title", "summary"],
    "oneOf": [{"required": ["parts"]}, {"required": ["steps", "for"]}],
    "additionalProperties": False,
}
_FORM = jsonschema_rs.Draft202012Validator(
    {
        "type": "object",
        "properties": {
            "guides": {"type": "array", "items": _GUIDE},
            "elsewhere": {"type": "object", "additionalProperties": _TEXT},
        },
        "required": ["guides", "elsewhere"],
        "additionalProperties": False,
    }
)


@dataclass(frozen=True, slots=True)
class Part:
    """Sections of a page by their titles. None stands for the whole page without the sections of other parts."""

    page: str
    sections: tuple[str, ...] | None
    heading: str


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a first guide: a title, a text as CommonMark, and a code block of a page (``number`` counts from 1)."""

    title: str
    text: str
    page: str
    section: str
    number: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What one guide consists of: parts, or steps. ``reader`` is whom a first guide is for."""

    name: str
    title: str
    summary: str
    reader: str
    parts: tuple[Part, ...]
    steps: tuple[Step, ...]
    next: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Config:
    """All guides. ``elsewhere`` maps pages of the repository to the addresses of the site that have their content."""

    guides: tuple[Plan, ...]
    elsewhere: dict[str, str]

    def pages(self) -> tuple[str, ...]:
        """Return the pages of the repository that the guides are made of, each once."""
        steps = [step.page for guide in self.guides for step in guide.steps]
        parts = [part.page for guide in self.guides for part in guide.parts]
        return tuple(dict.fromkeys([*steps, *parts]))


def read_config(text: str, file: str) -> Config | list[Diagnostic]:
    """Return the guides of a YAML text, or diagnostics. ``file`` is its name in diagnostics."""
    read = read_yaml(text, file)
    if read.diagnostics:
        return list(read.diagnostics)
    errors = [
        Diagnostic(
            file, to_pointer(error.instance_path), f"{error.message}.", "See the comment at the start of the file."
        )
        for error in _FORM.iter_errors(read.value)
    ]
    if errors:
        return errors
    config = Config(tuple(map(_plan, read.value["guides"])), dict(read.value["elsewhere"]))
    return list(_inconsistent(config, file)) or config


def _plan(written: dict[str, Any]) -> Plan:
    return Plan(
        name=written["name"],
        title=written["title"],
        summary=written["summary"],
        reader=written.get("for", ""),
        parts=tuple(
            Part(one["page"], tuple(one["sections"]) if "sections" in one else None, one.get("heading", ""))
            for one in written.get("parts", ())
        ),
        steps=tuple(
            Step(one["title"], one["text"], one["code"]["page"], one["code"]["section"], one["code"].get("number", 1))
            for one in written.get("steps", ())
        ),
        next=tuple(written.get("next", ())),
    )


def _inconsistent(config: Config, file: str) -> list[Diagnostic]:
    """Return a diagnostic for each name that is used twice, section that two guides have, and unknown next guide."""
    found: list[Diagnostic] = []
    names = [one.name for one in config.guides]
    taken: set[tuple[str, str | None]] = set()
    for index, plan in enumerate(config.guides):
        if names.index(plan.name) < index:
            message = f"another guide has the name `{plan.name}`."
            found.append(Diagnostic(file, f"/guides/{index}/name", message, "Choose another name."))
        for number, part in enumerate(plan.parts):
            for section in part.sections or (None,):
                if (part.page, section) in taken:
                    what = f"the section `{section}`" if section else "the rest"
                    message = f"another guide has {what} of `{part.page}`."
                    found.append(
                        Diagnostic(file, f"/guides/{index}/parts/{number}", message, "Remove it here or there.")
                    )
                taken.add((part.page, section))
        for number, name in enumerate(plan.next):
            if name not in names:
                message = f"there is no guide `{name}`."
                found.append(
                    Diagnostic(file, f"/guides/{index}/next/{number}", message, f"Use one of: {', '.join(names)}.")
                )
    return found
