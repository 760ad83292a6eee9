"""Run the command of an operation with arguments, and compare its request with what the document says."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx2
from cli_harness import CommandLine, Ran

from apivideo_admin_contract.document.document import Operation
from apivideo_admin_contract.values.query import encode_query
from contract_tests.tests.sdk.harness import all_arguments, example_response, ids_of, read_payload
from generator.document.naming import method_name, namespace


def run_command(command_line: CommandLine, operation: Operation, arguments: Mapping[str, Any], *options: str) -> Ran:
    """Run the command of an operation, with a flag for each argument and a file for each secret."""
    names = namespace(operation.node), method_name(operation.node, operation.path)
    words = [*(name.replace("_", "-") for name in names), *ids_of(operation)]
    with TemporaryDirectory() as folder:
        return command_line(*words, *_flags(operation, arguments, Path(folder)), *options)


def _flags(operation: Operation, arguments: Mapping[str, Any], folder: Path) -> Iterator[str]:
    schemas = {name: one.schema for name, one in operation.parameters.items()} | dict(operation.properties)
    empty = {name: value for name, value in arguments.items() if value == []}
    if empty:  # a list without items has no flag
        (folder / "body.json").write_text(json.dumps(empty), encoding="utf-8")
        yield from ("--json", str(folder / "body.json"))
    for name, value in arguments.items():
        flag = f"--{name.replace('_', '-')}"
        for one in value if isinstance(value, list) else [value]:
            text = one if isinstance(one, str) else json.dumps(one)
            if schemas[name].get("format") == "password":
                (folder / name).write_text(text, encoding="utf-8")
                yield from (f"{flag}-file", str(folder / name))
            else:
                yield from (flag, text)


def differences(command_line: CommandLine, requests: list[httpx2.Request], operation: Operation) -> Iterator[str]:
    """Run a command with a value for each argument. Yield what differs in ``requests``, which the transport records."""
    query, payload = all_arguments(operation)
    requests.clear()
    done = run_command(command_line, operation, query | payload)
    if done.code or len(requests) != 1:
        yield f"exit code {done.code}, {len(requests)} requests: {done.err}"
        return
    (request,) = requests
    pairs = sorted(httpx2.QueryParams(encode_query(operation, query)).multi_items())
    for found, expected in (
        ((request.method, request.url.path), (operation.method, operation.path_for(ids_of(operation)))),
        (sorted(request.url.params.multi_items()), pairs),
        (read_payload(request.content, payload) or {}, payload),
    ):
        if found != expected:
            yield f"{found} is sent, not {expected}"


def recording(requests: list[httpx2.Request], operation: Operation) -> httpx2.MockTransport:
    """Return a transport that records requests, and responds to each as documented."""

    def respond(request: httpx2.Request) -> httpx2.Response:
        requests.append(request)
        return example_response(operation)

    return httpx2.MockTransport(respond)
