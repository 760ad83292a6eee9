"""Read the flags of a command from the calls that declare them (argparse, pytest), without importing the command."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from typing import Any

_METHODS = {"add_argument", "addoption", "add"}
_FLAG = re.compile(r"(--)?[a-z][a-z0-9_-]*")
# Converters of argparse that have no type of their own return checked text, for callers.
_TYPES = {"int", "float"}
_SWITCHES = {"store_true", "store_false", "version"}


def read_flags(module: bytes) -> str:
    """Return the flags that a module declares, as the declaration of a function with a keyword for each.

    Flags are compared as arguments: a removed flag breaks callers, and an added one does not unless it is required. Raise SyntaxError
    if the module is not Python.
    """
    tree = ast.parse(module)
    constants = _Constants(tree)
    found = dict(_flags(tree, constants))
    parameters = ", ".join(f"{name}: {text}" for name, text in sorted(found.items()))
    return f"def (*, {parameters})" if parameters else "def ()"


def _flags(tree: ast.Module, constants: _Constants) -> Iterator[tuple[str, str]]:
    for call in ast.walk(tree):
        if not isinstance(call, ast.Call) or not call.args or _method(call.func) not in _METHODS:
            continue
        name = constants.text(call.args[0])
        if name is not None and _FLAG.fullmatch(name) and (call.keywords or name.startswith("--")):
            yield name.removeprefix("--").replace("-", "_"), _type_and_default(call, constants)


def _method(node: ast.expr) -> str | None:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else None


def _type_and_default(call: ast.Call, constants: _Constants) -> str:
    given = {one.arg: one.value for one in call.keywords if one.arg is not None}
    action, nargs = constants.value(given.get("action")), constants.value(given.get("nargs"))
    text = "bool" if action in _SWITCHES or nargs == 0 else _type(given, constants)
    if action == "append" or nargs in {"*", "+"}:
        text = f"list[{text}]"
    if nargs == "?" and "const" in given:
        text = f"{text} | bool"
    if constants.value(given.get("required")) is True:
        return text
    default = given.get("default")
    if default is None:
        return f"{text} = {'False' if text == 'bool' else 'None'}"
    return f"{text} = {ast.unparse(constants.replaced(default))}"


def _type(given: Mapping[str, ast.expr], constants: _Constants) -> str:
    choices = constants.value(given.get("choices"))
    if isinstance(choices, list | tuple) and choices:
        return f"Literal[{', '.join(map(repr, choices))}]"
    name = _method(given["type"]) if "type" in given else None
    return name if name in _TYPES else "str"


class _Constants(ast.NodeTransformer):
    """The constants of a module, which replace their names in its expressions."""

    def __init__(self, tree: ast.Module) -> None:
        self._nodes: dict[str, ast.expr] = {}
        for statement in tree.body:
            match statement:
                case ast.Assign(targets=[ast.Name(id=name)], value=node):
                    self._nodes[name] = node
                case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as node):
                    self._nodes[name] = node

    def visit_Name(self, node: ast.Name) -> ast.expr:
        found = self._nodes.get(node.id)
        return self.replaced(found) if isinstance(found, ast.Constant | ast.Tuple | ast.List) else node

    def replaced(self, node: ast.expr) -> ast.expr:
        """Return a copy of an expression with the constants in it."""
        copy = ast.parse(ast.unparse(node), mode="eval").body
        found: ast.expr = self.visit(copy)
        return found

    def value(self, node: ast.expr | None) -> Any:
        """Return the value of an expression, or None if it is not a constant one."""
        try:
            return None if node is None else ast.literal_eval(self.replaced(node))
        except ValueError:
            return None

    def text(self, node: ast.expr) -> str | None:
        """Return a text. A variable in an f-string is replaced by its name: ``f"--{side}-key"`` is ``--side-key``."""
        if not isinstance(node, ast.JoinedStr):
            found = self.value(node)
            return found if isinstance(found, str) else None
        parts = (part.value if isinstance(part, ast.FormattedValue) else part for part in node.values)
        return "".join(str(part.value) if isinstance(part, ast.Constant) else ast.unparse(part) for part in parts)
