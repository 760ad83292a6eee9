"""Read a YAML or JSON file that holds a mapping."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import yaml

try:
    # libyaml parses a document of 500 operations in 0.7 s, the parser in Python in 4 s.
    from yaml import CSafeLoader as _SafeLoader
except ImportError:  # PyYAML can be built without libyaml
    from yaml import SafeLoader as _SafeLoader  # type: ignore[assignment] # both construct values in the same way


class _JsonLoader(_SafeLoader):
    """A YAML loader with the rules of JSON: an unquoted date stays a string, and a duplicate key is an error."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:  # noqa: FBT001, FBT002 - the signature of PyYAML
        """Return the mapping of a node. Raises ConstructorError for a duplicate key."""
        seen: set[Any] = set()
        for key, _ in node.value:
            name = self.construct_object(key, deep=True)
            if isinstance(name, str):
                if name in seen:
                    raise yaml.constructor.ConstructorError(None, None, f"duplicate key {name!r}", key.start_mark)
                seen.add(name)
        return super().construct_mapping(node, deep=deep)


_JsonLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def _from_yaml(text: str) -> Any:
    return yaml.load(text, _JsonLoader)  # noqa: S506 - a SafeLoader


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise ValueError(f"duplicate key {name!r} in one object")
        found[name] = value
    return found


def read_mapping(path: Path) -> dict[str, Any]:
    """Read a file. Raises ValueError, with a one-line message, if it cannot be read or does not hold a mapping."""
    try:
        text = path.read_text(encoding="utf-8")
        content = json.loads(text, object_pairs_hook=_unique) if path.suffix == ".json" else _from_yaml(text)
    except OSError as error:
        raise ValueError(f"cannot be read: {error.strerror}") from None
    except (ValueError, yaml.YAMLError) as error:
        raise ValueError(f"is not valid: {' '.join(str(error).split())}") from None
    if not isinstance(content, dict):
        raise ValueError("must contain a mapping")  # noqa: TRY004 - an error in the file, not a wrong Python type
    return content
