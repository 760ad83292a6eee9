"""Read YAML files strictly. Syntax that YAML readers interpret differently is a diagnostic."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import yaml

from generator.diagnostic import Diagnostic
from generator.document.pointer import Keys, to_pointer
from generator.document.scalars import RefusedScalar, read_plain

#: The loader with libyaml's parser, which PyYAML has in its wheels; built from source, it may lack it.
FAST_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_STRING = "tag:yaml.org,2002:str"
_MERGE = "tag:yaml.org,2002:merge"
_COLLECTIONS = frozenset({"tag:yaml.org,2002:map", "tag:yaml.org,2002:seq"})
_MAX_BYTES = 1_000_000  # of one file; reading one of this size takes seconds
_MAX_NODES = 200_000  # of one file with its aliases expanded; all of openapi/ has about 3,000


@dataclass(frozen=True, slots=True)
class Source:
    """The content of one file (dicts, lists, text, numbers, booleans and None), its diagnostics and its notes.

    ``notes`` are about what was read as text although YAML readers may read it as another value.
    """

    value: Any
    diagnostics: tuple[Diagnostic, ...] = ()
    notes: tuple[Diagnostic, ...] = ()


def read_yaml(text: str, file: str, *, as_text: bool = False) -> Source:
    """Read a YAML text. ``file`` is the name in diagnostics. The value is incomplete if there are diagnostics.

    With ``as_text``, dates, ambiguous scalars and keys that are not text are read as text, with a note each.
    """
    reader = _Reader(file, as_text)
    try:
        node = _compose(text)
        value = None if node is None else reader.read(node, (), ())
    except yaml.YAMLError as error:
        return Source(None, (_syntax(error, file),))
    except RecursionError:
        return Source(None, (Diagnostic(file, "", "the YAML is nested too deeply.", "Split the file."),))
    if node is None:
        return Source(None, (Diagnostic(file, "", "the file is empty.", "Fill it or delete it."),))
    return Source(value, tuple(reader.diagnostics), tuple(reader.notes))


def _compose(text: str) -> yaml.Node | None:
    """Parse a text with libyaml, which takes a tenth of the time. The messages of PyYAML's own parser are better.

    A text with a tab is left to that parser: libyaml takes tabs where other readers do not, as in the middle of a key.
    """
    try:
        return yaml.compose(text, Loader=yaml.SafeLoader if "\t" in text else FAST_LOADER)
    except yaml.YAMLError:
        return yaml.compose(text, Loader=yaml.SafeLoader)


def _syntax(error: yaml.YAMLError, file: str) -> Diagnostic:
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark:
        mark = error.problem_mark
        what = error.problem or error.context or "cannot be read"
        where = f"line {mark.line + 1}, column {mark.column + 1}"
        return Diagnostic(file, "", f"the YAML is not valid at {where}: {what}.", "Fix the syntax there.")
    return Diagnostic(file, "", f"the YAML is not valid: {error}.", "Save it as UTF-8 text without control characters.")


def is_unicode(text: str) -> bool:
    """Return whether UTF-8 can encode the text (RFC 3629, section 3). An escape in quotes can be half of a surrogate pair."""
    return not any("\ud800" <= character <= "\udfff" for character in text)


class _Reader:
    """Convert nodes to values and collect diagnostics."""

    def __init__(self, file: str, as_text: bool) -> None:  # noqa: FBT001 - private
        self.file = file
        self.as_text = as_text
        self.diagnostics: list[Diagnostic] = []
        self.notes: list[Diagnostic] = []
        self.nodes = 0

    def read(self, node: yaml.Node, path: Keys, above: tuple[yaml.Node, ...]) -> Any:
        if any(node is other for other in above):
            self._diagnostic(node, path, "an alias refers to a value that contains it.", "Write the value itself.")
            return None
        self.nodes += 1
        if self.nodes > _MAX_NODES:
            if self.nodes == _MAX_NODES + 1:  # reported once
                self._diagnostic(
                    node, path, f"the file has more than {_MAX_NODES} values.", "Use fewer aliases, or split it."
                )
            return None
        if isinstance(node, yaml.CollectionNode) and node.tag not in _COLLECTIONS:
            self._unknown_tag(node, path)
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path, (*above, node))
        if isinstance(node, yaml.SequenceNode):
            return [self.read(item, (*path, index), (*above, node)) for index, item in enumerate(node.value)]
        return self._scalar(cast(yaml.ScalarNode, node), path)  # the only other kind of node

    def _scalar(self, node: yaml.ScalarNode, path: Keys) -> Any:
        if node.style:  # not plain
            if node.tag != _STRING:
                self._unknown_tag(node, path)
            return self._text(node, path)
        value = read_plain(node.value, node.tag)
        if isinstance(value, RefusedScalar):
            self._ambiguous(node, path, f"{value.message}.", f"{value.fix[0].upper()}{value.fix[1:]}.")
            return node.value
        return value

    def _unknown_tag(self, node: yaml.Node, path: Keys) -> None:
        self._diagnostic(node, path, f"the tag `{node.tag}` is not allowed.", "Remove it.")

    def _text(self, node: yaml.ScalarNode, path: Keys) -> str:
        text = str(node.value)
        if not is_unicode(text):
            self._diagnostic(
                node,
                path,
                "the text contains half of a surrogate pair.",
                r"Write the character itself, or `\UXXXXXXXX`.",
            )
        return text

    def _mapping(self, node: yaml.MappingNode, path: Keys, above: tuple[yaml.Node, ...]) -> dict[str, Any]:
        merged: dict[str, Any] = {}
        own: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if key_node.tag == _MERGE:
                for source in self._merged(value_node, path):
                    merged = self.read(source, path, above) | merged
                continue
            key = self._key(key_node, path)
            if key in own:
                self._diagnostic(key_node, (*path, key), f"duplicate key `{key}`.", "Delete or rename one of them.")
            own[key] = self.read(value_node, (*path, key), above)
        return merged | own

    def _merged(self, node: yaml.Node, path: Keys) -> Iterator[yaml.MappingNode]:
        sources = node.value if isinstance(node, yaml.SequenceNode) else [node]
        for source in sources:
            if isinstance(source, yaml.MappingNode):
                yield source
            else:
                self._diagnostic(source, path, "`<<` merges mappings only.", "Use an alias of a mapping.")

    def _key(self, node: yaml.Node, path: Keys) -> str:
        if not isinstance(node, yaml.ScalarNode):
            self._diagnostic(node, path, "a mapping or a list cannot be a key.", "Use text as the key.")
            return str(node.start_mark.line)
        key = str(node.value)
        if not is_unicode(key):
            self._diagnostic(node, path, "the key contains half of a surrogate pair.", "Remove it.")
            return str(node.start_mark.line)
        if node.tag != _STRING:
            message = f"the key `{key}` is not text in YAML."
            self._ambiguous(node, (*path, key), message, f'Quote keys that look like numbers or YAML words: "{key}".')
        return key

    def _ambiguous(self, node: yaml.Node, path: Keys, message: str, fix: str) -> None:
        """Report what is read as text: as a note, or as an error if the file must be unambiguous."""
        if self.as_text:
            self.notes.append(self._at(node, path, f"{message} It is read as text.", fix))
        else:
            self._diagnostic(node, path, message, fix)

    def _diagnostic(self, node: yaml.Node, path: Keys, message: str, fix: str) -> None:
        self.diagnostics.append(self._at(node, path, message, fix))

    def _at(self, node: yaml.Node, path: Keys, message: str, fix: str) -> Diagnostic:
        return Diagnostic(self.file, to_pointer(path), f"line {node.start_mark.line + 1}: {message}", fix)


def read_folder(folder: Path, label: str) -> dict[str, Source]:
    """Read every ``*.yaml`` and ``*.yml`` below a folder, sorted by name.

    The names in the result start with ``label``, which replaces the path of the folder in diagnostics.
    Raise OSError if a file cannot be read.
    """
    paths = sorted(path for path in folder.rglob("*") if path.suffix in {".yaml", ".yml"} and path.is_file())
    return {f"{label}/{path.relative_to(folder).as_posix()}": _read(path, label, folder) for path in paths}


def _read(path: Path, label: str, folder: Path) -> Source:
    name = f"{label}/{path.relative_to(folder).as_posix()}"
    if not path.resolve().is_relative_to(folder.resolve()):
        message = "the file is a link to a file outside of this folder."
        return Source(None, (Diagnostic(name, "", message, "Copy that file here."),))
    if (size := path.stat().st_size) > _MAX_BYTES:
        message = f"the file has {size:,} bytes, more than {_MAX_BYTES:,}."
        return Source(None, (Diagnostic(name, "", message, "Split it, or delete it."),))
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        message = f"byte {error.start} is not UTF-8."
        return Source(None, (Diagnostic(name, "", message, "Save the file as UTF-8."),))
    return read_yaml(text, name)
