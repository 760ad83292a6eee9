"""What each command of the command line sends and shows."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx2
from cli_harness import responding

from apivideo_admin_contract.document.document import Operation
from apivideo_admin_contract.values.samples import query_text
from contract_tests.tests.sdk.harness import (
    all_arguments,
    each_operation,
    example,
    example_response,
    ids_of,
    parsed_part,
    read_payload,
    required_arguments,
)
from generator.document.naming import method_name, namespace


def _words(operation: Operation) -> list[str]:
    names = namespace(operation.node), method_name(operation.node)
    return [*(name.replace("_", "-") for name in names), *ids_of(operation)]


def _flags(operation: Operation, arguments: Mapping[str, Any], folder: str) -> Iterator[str]:
    """Yield the flags of arguments as users type them. A secret is in a file."""
    schemas = {name: one.schema for name, one in operation.parameters.items()} | dict(operation.properties)
    for name, value in arguments.items():
        for one in value if isinstance(value, list) else [value]:
            text = one if isinstance(one, str) else json.dumps(one)
            if schemas[name].get("format") == "password":
                Path(folder, name).write_text(text, encoding="utf-8")
                yield from (f"--{name.replace('_', '-')}-file", str(Path(folder, name)))
            else:
                yield from (f"--{name.replace('_', '-')}", text)


@each_operation
def test_a_command_sends_the_request_of_its_operation(operation: Operation) -> None:
    query, payload = all_arguments(operation)
    requests: list[httpx2.Request] = []

    def respond(request: httpx2.Request) -> httpx2.Response:
        requests.append(request)
        return example_response(operation)

    with TemporaryDirectory() as folder:
        done = responding(respond)(*_words(operation), *_flags(operation, query | payload, folder))
    assert (done.code, len(requests)) == (0, 1), done.err
    (request,) = requests
    assert (request.method, request.url.path) == (operation.method, operation.path_for(ids_of(operation)))
    assert sorted(request.url.params.multi_items()) == sorted((name, query_text(one)) for name, one in query.items())
    assert (read_payload(request.content, payload) or {}) == payload


@each_operation
def test_a_command_shows_the_value_of_the_response(operation: Operation) -> None:
    body = example(operation.response, items=2) if operation.response else None
    content = {} if body is None else {"json": body}
    command_line = responding(lambda _: httpx2.Response(operation.status, **content))
    with TemporaryDirectory() as folder:
        flags = [*_flags(operation, required_arguments(operation), folder)]
        done = command_line(*_words(operation), *flags, "--format", "json", "--show-secrets")
    assert done.code == 0, done.err
    expected, _ = parsed_part(operation, body)
    expected = body["items"] if operation.action == "list" and body else expected
    assert read_payload(done.out.encode(), expected) == expected
