"""Write YAML in the style of ``openapi/``: short objects on one line, no wrapped lines, and quotes where a reader needs them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from generator.document.yaml_source import read_yaml

_WIDTH: Final = 140
_FILE_REFERENCE: Final = re.compile(r"[\w./-]+\.yaml(#[\w./-]+)?")
#: How a text without quotes starts.
_PLAIN: Final = re.compile(r"[A-Za-z0-9/(_]")
#: What a text without quotes does not contain: anywhere, and in braces or brackets.
_MARKS: Final = (": ", " #", "\\")
_SPECIAL: Final = (*_MARKS, *",[]{}:\"'#`&*!|>%@?")
#: Members whose objects have lines of their own, however short they are.
_OPEN: Final = frozenset({"responses", "parameters"})


@dataclass(frozen=True, slots=True)
class Anchored:
    """A value with a name, so that :class:`Alias` can repeat it."""

    name: str
    value: Any


@dataclass(frozen=True, slots=True)
class Alias:
    """A value that :class:`Anchored` has named."""

    name: str


def to_yaml(value: Mapping[str, Any]) -> str:
    """Return a mapping as YAML. Every value is a mapping, a list, text, a number, a boolean or None."""
    return "\n".join(_mapping(value, 0, is_open=True)) + "\n"


def _mapping(value: Mapping[str, Any], depth: int, *, is_open: bool = False) -> Iterator[str]:
    for key, child in value.items():
        yield from _member(f"{'  ' * depth}{_key(key)}:", key, child, depth, is_open=is_open)


def _member(start: str, key: str, child: Any, depth: int, *, is_open: bool) -> Iterator[str]:
    if isinstance(child, Anchored):
        yield f"{start} &{child.name}"
        yield from _mapping(child.value, depth + 1)
    elif isinstance(child, str) and "\n" in child:
        yield f"{start} {'|' if child.endswith(chr(10)) else '|-'}"
        yield from (f"{'  ' * (depth + 1)}{line}".rstrip() for line in child.splitlines())
    elif _is_flow(child) and len(line := f"{start} {_flow(child)}") <= _WIDTH and not (is_open and _is_open(child)):
        yield line
    elif isinstance(child, Mapping) and child:
        yield start
        yield from _mapping(child, depth + 1, is_open=key in _OPEN)
    elif isinstance(child, list) and child and any(isinstance(one, Mapping) for one in child):
        yield start
        for one in child:
            yield from _element(one, depth + 1)
    else:
        yield f"{start} {_flow(child)}"


def _element(value: Any, depth: int) -> Iterator[str]:
    if not isinstance(value, Mapping):
        yield f"{'  ' * depth}- {_flow(value)}"
        return
    first, *others = _mapping(value, depth + 1)
    yield f"{'  ' * depth}- {first.lstrip()}"
    yield from others


def _is_open(value: Any) -> bool:
    return isinstance(value, Mapping) and "$ref" not in value


def _is_flow(value: Any) -> bool:
    """Return whether a value can be on the line of its key: a scalar, a list, or an object of these."""
    if isinstance(value, Mapping):
        return (
            all(not isinstance(one, Mapping) and _is_flow(one) for one in value.values()) and "properties" not in value
        )
    if isinstance(value, list):
        return not any(isinstance(one, Mapping) and {"in", "$ref"} & one.keys() for one in value)
    return not isinstance(value, Anchored) and not (isinstance(value, str) and "\n" in value)


def _flow(value: Any, *, inside: bool = False) -> str:
    """Return a value on one line. ``inside`` is whether it is in braces or brackets, where more texts need quotes."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_key(key)}: {_flow(child, inside=True)}" for key, child in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_flow(one, inside=True) for one in value) + "]"
    if isinstance(value, Alias):
        return f"*{value.name}"
    if isinstance(value, str) and _is_plain(value, inside=inside):
        return value
    return json.dumps(value, ensure_ascii=False)


def _key(key: str) -> str:
    return key if key == "$ref" else _flow(key, inside=True)


def _is_plain(text: str, *, inside: bool) -> bool:
    """Return whether a text needs no quotes. A reference into a file has none in the house style: ``webhooks/schemas.yaml#/Webhook``."""
    if _FILE_REFERENCE.fullmatch(text):
        return True
    if not text.isprintable() or not _PLAIN.match(text) or any(one in text for one in (_SPECIAL if inside else _MARKS)):
        return False
    read = read_yaml(f"key: {text}", "")
    return not read.diagnostics and bool(read.value == {"key": text})
