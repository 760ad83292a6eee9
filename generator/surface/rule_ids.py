"""Read the ids of the rules of the contract suite, without importing it."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from generator.surface.declaration import Surface

_CALL = b"Rule("


def read_rule_ids(files: Mapping[str, bytes]) -> Surface:
    """Return a name ``rules.<id>`` for each ``Rule("<id>", …)`` in modules.

    Users name rules in ``--select`` and in files of ``--known``, so a removed one breaks them. Raise SyntaxError if a module is not Python.
    """
    modules = (data for name, data in files.items() if name.endswith(".py") and _CALL in data)
    return {f"rules.{name}": ":" for data in modules for name in _ids(data)}


def _ids(module: bytes) -> Iterator[str]:
    for node in ast.walk(ast.parse(module)):
        match node:
            case ast.Call(func=ast.Name(id="Rule"), args=[ast.Constant(value=str() as found), *_]):
                yield found
