"""The code of one request in each language: curl, Python, Python with asyncio, the command line, and fetch in Node.

The place of the server is the character `BASE` in the code, so that the page can show a mock there instead.
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from textwrap import indent
from typing import Any

from generator.render import docs
from generator.render.view import Argument, Method, Namespace
from generator.site.text import visible

KEY = "APIVIDEO_ADMIN_API_KEY"
"""The environment variable with the key, which every example reads."""

MOCK_URL, MOCK_KEY = "http://127.0.0.1:8080", "mock-admin-key"
"""Where a mock that is started without flags listens, and the key that it accepts."""

BASE = "\ue000"
"""Stands for the server. Texts of the document cannot contain it: it is a private character, which `visible` removes."""

_JSON = "application/json"
_WIDTH = 84
# Imports that the code of an argument needs, by its start.
_IMPORTS = {"datetime.": "import datetime\n", "UUID(": "from uuid import UUID\n"}
_PROGRAM = "apivideo-admin"
#: The flags of every command, as in the SDK. A parameter of such a name has the prefix ``api-`` there.
RESERVED = frozenset(
    {"all", "api-key", "base-url", "chart", "columns", "format", "help", "json", "limit", "max-retries", "no-chart"}
    | {"show-secrets", "timeout", "version"}
)


@dataclass(frozen=True, slots=True)
class Sample:
    """Code in a language. ``name`` identifies it, ``lexer`` colours it.

    ``production`` and ``mock`` replace `BASE`; ``{}`` in ``mock`` is the URL of the mock.
    """

    name: str
    label: str
    lexer: str
    code: str
    production: str
    mock: str
    note: str = ""

    @property
    def text(self) -> str:
        """The code for the production server."""
        return self.code.replace(BASE, self.production)


@dataclass(frozen=True, slots=True)
class Call:
    """A request: the method of the SDK, the arguments to pass, and their values by location and name.

    ``path`` is the encoded path and query. ``payload`` is None if the request has no body.
    """

    namespace: Namespace
    method: Method
    arguments: tuple[Argument, ...]
    values: Mapping[tuple[str, str], Any]
    scheme: str
    path: str
    payload: Mapping[str, Any] | None


def samples(call: Call, server: str) -> tuple[Sample, ...]:
    """Return the request in every language. ``server`` is the URL of the production server without a slash at its end."""
    option = 'base_url="{}"'
    return (
        Sample("curl", "curl", "sh", _curl(call), server, "{}"),
        Sample("python", "Python", "python", _python(call), "", option),
        Sample("python-async", "Python async", "python", _python_async(call), "", option),
        Sample("cli", "CLI", "sh", _cli(call), "", " --base-url '{}'", "pip install 'apivideo-admin[cli]'"),
        Sample("node", "Node", "javascript", _node(call), server, "{}", "node example.mjs"),
    )


def _curl(call: Call) -> str:
    method = call.method.http_method.upper()
    parts = [f"-X {method}"] if method != "GET" else []
    if call.payload is not None:
        parts += [f"-H 'Content-Type: {_JSON}'", f"-d {shlex.quote(json.dumps(call.payload))}"]
    key = f'-u "${KEY}:"' if call.scheme == "Basic" else f'-H "Authorization: {call.scheme} ${KEY}"'
    return " \\\n  ".join([f"curl {shlex.quote(f'{BASE}{call.path}')}", key, *parts]) + "\n"


def _python(call: Call) -> str:
    head = f"from apivideo_admin import AdminClient\n\nwith AdminClient({BASE}) as admin:\n"
    return "".join([*_imports(call), head, *_statements(call, "    ")])


def _python_async(call: Call) -> str:
    imports = sorted([*_imports(call), "import asyncio\n", "\n"], key=lambda line: (line == "\n", line))
    head = (
        "from apivideo_admin import AsyncAdminClient\n\n\nasync def main() -> None:\n"
        f"    async with AsyncAdminClient({BASE}) as admin:\n"
    )
    lines = _statements(call, "        ", asynchronous=True)
    return "".join([*dict.fromkeys(imports), head, *lines, "\n\nasyncio.run(main())\n"])


def _imports(call: Call) -> list[str]:
    """Return the imports that the arguments need, and the empty line after them."""
    found = {line for one in call.arguments for start, line in _IMPORTS.items() if one.example.startswith(start)}
    return [*sorted(found), *["\n"] * bool(found)]


def _statements(call: Call, space: str, *, asynchronous: bool = False) -> Iterator[str]:
    # `docs.example` shows the required arguments, so the chosen ones are marked as required.
    shown = tuple(replace(one, default=None) for one in call.arguments)
    lines = docs.example(call.namespace, replace(call.method, arguments=shown), asynchronous=asynchronous)
    for line in lines:
        yield indent(_folded(line, docs.example_arguments(shown), _WIDTH - len(space)), space) + "\n"


def _folded(line: str, arguments: list[str], width: int) -> str:
    """Return a call with each argument on its own line if the call is too wide."""
    together = ", ".join(arguments)
    if len(line) <= width or not together:
        return line
    return line.replace(f"({together})", "(" + "".join(f"\n    {one}," for one in arguments) + "\n)")


def _cli(call: Call) -> str:
    words = [f"{_PROGRAM}{BASE}", _dashed(call.namespace.name), _dashed(call.method.name)]
    ids = [one for one in call.arguments if one.location == "path"]
    options = [word for one in call.arguments if one.location != "path" for word in _options(call, one)]
    given = [f"{one.name}.txt" if one.secret else _typed(_value(call, one)) for one in ids]
    # After `--`, a text that starts with a dash is not an option.
    is_confusing = any(text.startswith("-") for text in given)
    words += [*options, "--", *map(shlex.quote, given)] if is_confusing else [*map(shlex.quote, given), *options]
    line = " ".join(words)
    return f"{line}\n" if len(line) <= _WIDTH else " \\\n  ".join([" ".join(words[:3]), *words[3:]]) + "\n"


def _options(call: Call, argument: Argument) -> Iterator[str]:
    """Yield the option of an argument, once for each value of a list."""
    value = _value(call, argument)
    is_list = argument.input.items is not None and "array" in argument.input.kinds
    for one in value if is_list and isinstance(value, list) else [value]:
        text = f"{argument.name}.txt" if argument.secret else _typed(one)
        yield f"{_flag(argument)}{'=' if text.startswith('-') else ' '}{shlex.quote(text)}"


def _flag(argument: Argument) -> str:
    name = _dashed(argument.name.strip("_")) + "-file" * argument.secret
    return f"--api-{name}" if name in RESERVED else f"--{name}"


def _dashed(name: str) -> str:
    return name.replace("_", "-")


def _typed(value: Any) -> str:
    """Return a value as it is typed on the command line: a text as it is, anything else as JSON."""
    return visible(value) if isinstance(value, str) else json.dumps(value)


def _value(call: Call, argument: Argument) -> Any:
    return call.values[argument.location, argument.wire_name]


def _node(call: Call) -> str:
    key = f"process.env.{KEY}"
    basic = f'"Basic " + btoa(`${{{key}}}:`)'
    headers = [f"Authorization: {basic if call.scheme == 'Basic' else f'`{call.scheme} ${{{key}}}`'},"]
    options = [] if call.method.http_method.upper() == "GET" else [f'method: "{call.method.http_method.upper()}",']
    if call.payload is not None:
        headers.append(f'"Content-Type": "{_JSON}",')
    options += ["headers: {", *(f"  {header}" for header in headers), "},"]
    if call.payload is not None:
        options += f"body: JSON.stringify({json.dumps(call.payload, indent=2)}),".split("\n")
    shown = "" if call.method.result.kind == "none" else ", await response.json()"
    lines = "".join(f"  {line}\n" for line in options)
    address = f'"{BASE}{json.dumps(call.path)[1:]}'
    return f"const response = await fetch({address}, {{\n{lines}}});\nconsole.log(response.status{shown});\n"
