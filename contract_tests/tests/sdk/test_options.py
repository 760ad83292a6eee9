"""The options that each method takes, and the method that returns the response as well."""

from __future__ import annotations

import json
from typing import Any

import httpx2
import pytest
from sdk_harness import FakeEnvironment, Harness

from apivideo_admin.errors import APIStatusError
from apivideo_admin_contract.document.document import Collection, Operation
from contract_tests.tests.sdk.harness import (
    all_arguments,
    call,
    each_list,
    each_operation,
    example,
    example_response,
    ids_of,
    method_of,
    required_arguments,
    sent,
)


@each_operation
def test_the_options_of_a_call_hold_for_all_of_its_requests_and_for_no_other_call(
    sdk: Harness, operation: Operation
) -> None:
    seen = []
    last_page = 3 if operation.action == "list" else 1

    def respond(request: httpx2.Request) -> httpx2.Response:
        timeout = request.extensions["timeout"]
        seen.append((timeout["connect"], timeout["read"], request.headers.get("X-Run")))
        response = example_response(operation)
        if operation.action == "list" and len(seen) < last_page:
            link = {"rel": "next", "href": f"{operation.path_for(ids_of(operation))}?page={len(seen) + 1}"}
            response = httpx2.Response(operation.status, json=response.json() | {"links": [link]})
        return response

    arguments = required_arguments(operation) | {"timeout": 1.5, "extra_headers": {"X-Run": "call"}}
    with sdk.open(respond, timeout=7, default_headers={"X-Run": "client"}) as run:
        run(lambda admin: method_of(admin, operation)(*ids_of(operation), **arguments))
        assert seen == [(1.5, 1.5, "call")] * last_page
        run(call(operation))
        assert seen[-1] == (7, 7, "client")


@each_operation
def test_additional_values_of_a_call_are_sent_beside_its_arguments(sdk: Harness, operation: Operation) -> None:
    query, payload = all_arguments(operation)
    more: dict[str, Any] = {"extra_query": {"of_tomorrow": [1, True]}, "extra_body": {"of_tomorrow": {"a": None}}}
    plain = sent(sdk, operation, query | payload)
    request = sent(sdk, operation, query | payload | more)
    assert request.url.params.multi_items() == [
        *plain.url.params.multi_items(),
        ("of_tomorrow", "1"),
        ("of_tomorrow", "true"),
    ]
    body = json.loads(plain.content) if plain.content else {}
    assert json.loads(request.content) == body | more["extra_body"]
    assert (request.headers["Content-Type"], request.method) == ("application/json", operation.method)
    for name, value in query.items():
        replaced = sent(sdk, operation, query | payload | {"extra_query": {name: "other"}})
        assert replaced.url.params[name] == "other", (name, value)


@each_operation
def test_the_retries_of_a_call_replace_those_of_the_client(
    sdk: Harness, operation: Operation, environment: FakeEnvironment
) -> None:
    for of_client, of_call, attempts in ((4, 0, 1), (0, 2, 3), (3, None, 4)):
        requests: list[httpx2.Request] = []

        def respond(request: httpx2.Request, requests: list[httpx2.Request] = requests) -> httpx2.Response:
            requests.append(request)
            return httpx2.Response(429)

        arguments = required_arguments(operation) | {"max_retries": of_call}
        with pytest.raises(APIStatusError):
            sdk.call(respond, call(operation, arguments), environment=environment, max_retries=of_client)
        assert len(requests) == attempts, (of_client, of_call)


@each_operation
def test_a_raw_method_sends_the_same_and_returns_the_response_with_what_was_parsed(
    sdk: Harness, operation: Operation, environment: FakeEnvironment
) -> None:
    requests: list[str] = []
    responses = [httpx2.Response(429), httpx2.Response(429), example_response(operation, X_Mark="m")]

    def respond(request: httpx2.Request) -> httpx2.Response:
        requests.append(f"{request.method} {request.url} {request.content!r}")
        return responses[len(requests) - 1]

    arguments = required_arguments(operation)
    raw = sdk.call(
        respond,
        lambda admin: method_of(admin, operation, raw=True)(*ids_of(operation), **arguments),
        environment=environment,
    )
    assert (raw.response.headers["X-Mark"], raw.response.status_code, raw.retries) == ("m", operation.status, 2)
    assert [text for text in raw.response.text.split('"') if len(text) > 9 and text in repr(raw)] == []

    responses[3:] = [example_response(operation)]
    parsed = sdk.call(respond, call(operation))
    assert type(raw.parsed) is type(parsed)
    assert raw.parsed == parsed
    assert len(set(requests)) == 1


@each_list
def test_a_raw_list_reads_its_first_page_and_no_other(sdk: Harness, collection: Collection) -> None:
    operation = collection.operations["list"]
    links = [{"rel": "next", "href": f"{operation.path_for(ids_of(operation))}?page=2"}]
    requests: list[httpx2.Request] = []

    def respond(request: httpx2.Request) -> httpx2.Response:
        requests.append(request)
        body = example(operation.response) | {"links": links if len(requests) == 1 else []}
        return httpx2.Response(operation.status, json=body, headers={"X-Page": str(len(requests))})

    raw = sdk.call(respond, lambda admin: method_of(admin, operation, raw=True)(*ids_of(operation)))
    assert (len(requests), raw.response.headers["X-Page"]) == (1, "1")
