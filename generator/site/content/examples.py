"""The examples of an operation: one request with example values of the document, in several languages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from generator.document.security import read_schemes
from generator.render.facts import example_of
from generator.render.source import Source, SourceOperation
from generator.render.view import Argument, Method, Namespace
from generator.site.content import snippets
from generator.site.content.snippets import Call, Sample
from generator.site.text import to_json, visible

_JSON = "application/json"
_UNKNOWN = "..."  # where the document has no example, as in the Python code
_BRACES = re.compile(r"\{([^{}]*)\}")
# Of the URL of a server, these characters end no quoted text in a shell, in Python or in JavaScript.
_SAFE = "%:/?#[]@!&()*+,;=~"


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter of the request, as a text that a reader can edit. ``value`` is empty if the example does not send it."""

    name: str
    location: str
    required: bool
    value: str


@dataclass(frozen=True, slots=True)
class Examples:
    """The request of an operation in several languages, and its parts: the parameters and the JSON body, if there is one."""

    samples: tuple[Sample, ...]
    scheme: str
    server: str
    fields: tuple[Field, ...]
    body: str

    @property
    def curl(self) -> str:
        """The example in curl."""
        return self._text("curl")

    @property
    def python(self) -> str:
        """The example in Python."""
        return self._text("python")

    def _text(self, name: str) -> str:
        return next(sample.text for sample in self.samples if sample.name == name)


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
    server = quote(str(source.document["servers"][0]["url"]).rstrip("/"), safe=_SAFE)
    values = {(argument.location, argument.wire_name): _value(source, operation, body, argument) for argument in chosen}
    payload = {name: value for (location, name), value in values.items() if location == "body"}
    scheme = read_schemes(source.document)[0]
    call = Call(
        namespace=namespace,
        method=method,
        arguments=chosen,
        values=values,
        scheme=scheme,
        path=_path(operation, method, values),
        payload=payload if "requestBody" in operation.data else None,
    )
    return Examples(
        samples=snippets.samples(call, server),
        scheme=scheme,
        server=server,
        fields=tuple(_fields(operation, values)),
        body=to_json(payload) if call.payload is not None else "",
    )


def _path(operation: SourceOperation, method: Method, values: Mapping[tuple[str, str], Any]) -> str:
    """Return the path and the query, encoded."""
    path = _BRACES.sub(lambda found: quote(wire(values.get(("path", found[1]), "")), safe=""), operation.path)
    pairs = [
        (name, one)
        for (location, name), value in values.items()
        if location == "query"
        for one in _each(value, is_joined=name in method.comma_separated)
    ]
    return f"{path}{'?' * bool(pairs)}{urlencode(pairs)}"


def _fields(operation: SourceOperation, values: Mapping[tuple[str, str], Any]) -> Iterator[Field]:
    for one in operation.parameters:
        name, location = str(one.get("name")), str(one.get("in"))
        if location in {"path", "query"}:
            value = values.get((location, name))
            text = ",".join(map(wire, value)) if isinstance(value, list) else wire(value)
            yield Field(name, location, one.get("required") is True, text if (location, name) in values else "")


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


def _each(value: Any, *, is_joined: bool) -> list[str]:
    """Return the texts for which a query parameter is repeated. A joined list is one text."""
    texts = [wire(one) for one in value] if isinstance(value, list) else [wire(value)]
    return [",".join(texts)] if is_joined else texts


def wire(value: Any) -> str:
    """Return a value as it is sent in a path or a query."""
    return str(value).lower() if isinstance(value, bool) else visible(str(value))
