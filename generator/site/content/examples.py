"""The examples of an operation in curl and Python. Both send the same request, with example values of the document."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote, urlencode

from generator.document.security import read_schemes
from generator.render import docs
from generator.render.facts import example_of
from generator.render.source import Source, SourceOperation
from generator.render.view import Argument, Method, Namespace
from generator.site.text import visible

KEY = "APIVIDEO_ADMIN_API_KEY"
"""The environment variable with the key, which the SDK and the curl examples read."""

_JSON = "application/json"
_WIDTH = 84
_UNKNOWN = "..."  # where the document has no example, as in the Python code
_BRACES = re.compile(r"\{([^{}]*)\}")
# Imports that the code of an argument needs, by its start.
_IMPORTS = {"datetime.": "import datetime\n", "UUID(": "from uuid import UUID\n"}


@dataclass(frozen=True, slots=True)
class Examples:
    """The same request in curl and in Python."""

    curl: str
    python: str


def examples(source: Source, operation: SourceOperation, namespace: Namespace, method: Method) -> Examples:
    """Return the examples of an operation.

    They send the required arguments and the body properties that the example of the schema contains.
    """
    body = _body_schema(source, operation)
    shown = _example_properties(body)
    chosen = tuple(
        argument
        for argument in method.arguments
        if argument.default is None or (argument.location == "body" and argument.wire_name in shown)
    )
    server = str(source.document["servers"][0]["url"])
    values = {(argument.location, argument.wire_name): _value(source, operation, body, argument) for argument in chosen}
    return Examples(
        _curl(server, read_schemes(source.document)[0], operation, values), _python(namespace, method, chosen)
    )


def _python(namespace: Namespace, method: Method, chosen: tuple[Argument, ...]) -> str:
    # `docs.example` shows the required arguments, so the chosen ones are marked as required.
    shown = tuple(replace(one, default=None) for one in chosen)
    call = docs.example(namespace, replace(method, arguments=shown))
    imports = {line for one in chosen for start, line in _IMPORTS.items() if one.example.startswith(start)}
    head = "from apivideo_admin import AdminClient\n\nwith AdminClient() as admin:\n"
    lines = [f"    {_folded(line, docs.example_arguments(shown))}\n" for line in call]
    return "".join([*sorted(imports), "\n" * bool(imports), head, *lines])


def _folded(line: str, arguments: list[str]) -> str:
    """Return a call with each argument on its own line if the call is too wide."""
    together = ", ".join(arguments)
    if len(line) <= _WIDTH or not together:
        return line
    return line.replace(f"({together})", "(" + "".join(f"\n        {one}," for one in arguments) + "\n    )")


def _curl(server: str, scheme: str, operation: SourceOperation, values: Mapping[tuple[str, str], Any]) -> str:
    path = _BRACES.sub(lambda found: quote(_wire(values.get(("path", found[1]), "")), safe=""), operation.path)
    query = urlencode(
        [
            (name, _wire(one))
            for (location, name), value in values.items()
            if location == "query"
            for one in _each(value)
        ]
    )
    payload = {name: value for (location, name), value in values.items() if location == "body"}
    method = operation.method.upper()
    parts = [] if method == "GET" else [f"-X {method}"]
    if "requestBody" in operation.data:
        parts += [f"-H 'Content-Type: {_JSON}'", f"-d {shlex.quote(json.dumps(payload))}"]
    url = shlex.quote(f"{server.rstrip('/')}{path}{'?' * bool(query)}{query}")
    key = f'-u "${KEY}:"' if scheme == "Basic" else f'-H "Authorization: {scheme} ${KEY}"'
    return " \\\n  ".join([f"curl {key} {url}", *parts]) + "\n"


def _body_schema(source: Source, operation: SourceOperation) -> Mapping[str, Any]:
    content = source.resolve(operation.data.get("requestBody", {})).get("content", {})
    return source.resolve(content.get(_JSON, {}).get("schema", {}))


def _example_properties(schema: Mapping[str, Any]) -> frozenset[str]:
    example = example_of({}, schema)
    return frozenset(example) if isinstance(example, Mapping) else frozenset()


def _value(source: Source, operation: SourceOperation, body: Mapping[str, Any], argument: Argument) -> Any:
    """Return the example value of an argument."""
    if argument.location == "body":
        described = schema = source.properties(body).get(argument.wire_name, {})
    else:
        described = operation.parameter(argument.wire_name, argument.location)
        schema = source.resolve(described.get("schema", {}))
    value = example_of(described, schema)
    return _UNKNOWN if value is None else value


def _each(value: Any) -> list[Any]:
    """Return the values for which a query parameter is repeated."""
    return value if isinstance(value, list) else [value]


def _wire(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else visible(str(value))
