"""Reads what a user wrote: a mapping in YAML or JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import yaml


class _JsonLoader(yaml.SafeLoader):
    """Reads YAML as JSON would: an unquoted date stays a text."""


_JsonLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def read_mapping(path: Path) -> dict[str, Any]:
    """Read a file. Raises ValueError, with one line that says why, where it can't be read or holds no mapping."""
    try:
        text = path.read_text(encoding="utf-8")
        content = json.loads(text) if path.suffix == ".json" else yaml.load(text, _JsonLoader)  # noqa: S506 - a SafeLoader
    except OSError as error:
        raise ValueError(f"can't be read: {error.strerror}") from None
    except (ValueError, yaml.YAMLError) as error:
        raise ValueError(f"is not valid: {' '.join(str(error).split())}") from None
    if not isinstance(content, dict):
        raise ValueError("must hold a mapping")  # noqa: TRY004 - the user's mistake, not a wrong type
    return content
