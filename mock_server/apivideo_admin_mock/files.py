"""Read a YAML or JSON file that holds a mapping."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import yaml

from apivideo_admin_mock.atomic import write_atomically
from apivideo_admin_mock.errors import MockError
from apivideo_admin_mock.lines import Position, json_positions, yaml_positions

try:
    # libyaml parses a document of 500 operations in 0.7 s, the parser in Python in 4 s.
    from yaml import CSafeDumper as _SafeDumper
    from yaml import CSafeLoader as _SafeLoader
except ImportError:  # PyYAML can be built without libyaml
    from yaml import SafeDumper as _SafeDumper  # type: ignore[assignment] # both write values in the same way
    from yaml import SafeLoader as _SafeLoader  # type: ignore[assignment] # both construct values in the same way

# The levels that a file can have. libyaml ends the process at about 20,000.
_MAX_DEPTH: Final = 1000
_NESTING: Final = re.compile(r"[\[\]{}]|^[ ]*(?:[-?:] +)*", re.MULTILINE)


class _JsonLoader(_SafeLoader):
    """A YAML loader with the types of JSON: an unquoted date stays a string."""


_JsonLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def read_mapping(path: Path) -> dict[str, Any]:
    """Read a file in UTF-8, UTF-16 or UTF-32. Raises ValueError, with a one-line message, if it cannot be read or does not hold a mapping."""
    try:
        text = _read(path)
        content = json.loads(text, object_pairs_hook=_unique) if _is_json(path) else _from_yaml(text)
    except OSError as error:
        raise ValueError(f"cannot be read: {error.strerror}") from None
    except RecursionError:
        raise ValueError("is not valid: it is nested too deeply") from None
    except _DuplicateKeyError:
        raise ValueError(f"is not valid: {'; '.join(_duplicates(json_positions(text)))}") from None
    except (ValueError, yaml.YAMLError) as error:
        raise ValueError(f"is not valid: {' '.join(str(error).split())}") from None
    if not isinstance(content, dict):
        raise ValueError("must contain a mapping")  # noqa: TRY004 - an error in the file, not a wrong Python type
    return content


def find_lines(path: Path, wanted: set[tuple[str | int, ...]]) -> dict[tuple[str | int, ...], int]:
    """Return the line of each value of a valid file whose path is wanted. Paths that the file does not contain are left out."""
    text = _read(path)
    positions = json_positions(text) if _is_json(path) else yaml_positions(_compose(text))
    found: dict[tuple[str | int, ...], int] = {}
    for one in positions:
        if one.path in wanted:
            found.setdefault(one.path, one.line)
    return found


def write_mapping(path: Path, content: Mapping[str, Any], flag: str) -> None:
    """Write a file in JSON if its suffix is ``.json``, else in YAML, which only its owner can read. A reader never sees a part of it.

    Raises MockError, which names the flag, if it cannot be written.
    """
    if _is_json(path):
        text = json.dumps(content, ensure_ascii=False, indent=2) + "\n"
    else:
        text = yaml.dump(content, Dumper=_SafeDumper, allow_unicode=True, sort_keys=False, width=120)
    try:
        write_atomically(path, text, is_private=True)
    except OSError as error:
        raise MockError(f"{flag} {path}: cannot be written: {error.strerror or error}") from None


def _is_json(path: Path) -> bool:
    return path.suffix == ".json"


def _read(path: Path) -> str:
    data = path.read_bytes()
    return data.decode(json.detect_encoding(data))


def _from_yaml(text: str) -> Any:
    node = _compose(text)
    if node is None:
        return None
    if duplicates := list(_duplicates(yaml_positions(node))):
        raise ValueError("; ".join(duplicates))
    loader = _JsonLoader("")
    try:
        return loader.construct_document(node)
    finally:
        loader.dispose()


def _compose(text: str) -> yaml.Node | None:
    if _may_be_deep(text) and _depth(text) > _MAX_DEPTH:
        raise RecursionError
    return yaml.compose(text, _JsonLoader)


def _may_be_deep(text: str) -> bool:
    """Whether a YAML text may have too many levels: those of its brackets, or of its indentation and list marks."""
    depth = 0
    for match in _NESTING.finditer(text):
        found = match[0]
        if found in {"[", "{"}:
            depth += 1
        elif found in {"]", "}"}:
            depth = max(0, depth - 1)
        if depth > _MAX_DEPTH or len(found) > _MAX_DEPTH:
            return True
    return False


def _depth(text: str) -> int:
    """Return the number of levels of a YAML text, up to the maximum plus one. The parser does not recurse, other than `compose`."""
    depth = deepest = 0
    for event in yaml.parse(text, _JsonLoader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            deepest = max(deepest, depth)
            if deepest > _MAX_DEPTH:
                break
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
    return deepest


class _DuplicateKeyError(ValueError):
    """An object of JSON has a duplicate key."""


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise _DuplicateKeyError
    return found


def _duplicates(positions: Iterator[Position]) -> Iterator[str]:
    yield from (f"line {one.line}: duplicate key {one.path[-1]!r}" for one in positions if one.is_duplicate)
