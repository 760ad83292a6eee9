"""Faults in what is sent: the place, the query, the payload."""

from __future__ import annotations

import json
import re
from typing import Any

import httpx2

from contract_tests.rules_sdk import HEADERS, ONE_REQUEST, WALK
from contract_tests.sdk_faults.planting import Around, Send, around, request_with


def _query(change: Any) -> Around:
    def changed(request: httpx2.Request, send: Send) -> httpx2.Response:
        pairs = change(list(request.url.params.multi_items()))
        return send(request_with(request, url=request.url.copy_with(params=pairs)))

    return changed


def _payload(change: Any) -> Around:
    def changed(request: httpx2.Request, send: Send) -> httpx2.Response:
        if not request.content:
            return send(request)
        return send(request_with(request, content=json.dumps(change(json.loads(request.content))).encode()))

    return changed


def _path(change: Any) -> Around:
    def changed(request: httpx2.Request, send: Send) -> httpx2.Response:
        path, mark, query = request.url.raw_path.decode("ascii").partition("?")
        return send(request_with(request, url=request.url.copy_with(raw_path=f"{change(path)}{mark}{query}".encode())))

    return changed


@around(ONE_REQUEST)
def it_drops_the_last_query_parameter() -> Around:
    return _query(lambda pairs: pairs[:-1])


@around(ONE_REQUEST)
def it_drops_the_sort_order() -> Around:
    return _query(lambda pairs: [(name, value) for name, value in pairs if name != "sort_order"])


@around(ONE_REQUEST)
def it_drops_the_page_size() -> Around:
    return _query(lambda pairs: [(name, value) for name, value in pairs if name != "page_size"])


@around(ONE_REQUEST)
def it_drops_a_parameter_that_is_empty() -> Around:
    return _query(lambda pairs: [(name, value) for name, value in pairs if value])


@around(ONE_REQUEST)
def it_writes_parameters_in_camel_case() -> Around:
    def camel(name: str) -> str:
        return re.sub("_(.)", lambda found: found[1].upper(), name)

    return _query(lambda pairs: [(camel(name), value) for name, value in pairs])


@around(ONE_REQUEST)
def it_writes_values_in_lower_case() -> Around:
    return _query(lambda pairs: [(name, value.lower()) for name, value in pairs])


@around(ONE_REQUEST)
def it_trims_values() -> Around:
    return _query(lambda pairs: [(name, value.strip()) for name, value in pairs])


@around(ONE_REQUEST)
def it_adds_a_parameter_of_its_own() -> Around:
    return _query(lambda pairs: [*pairs, ("client", "sdk")])


@around(ONE_REQUEST)
def it_always_asks_for_the_largest_page() -> Around:
    return _query(lambda pairs: [(name, "100" if name == "page_size" else value) for name, value in pairs])


@around(ONE_REQUEST)
def it_leaves_a_plus_in_the_query_as_it_is() -> Around:
    def changed(request: httpx2.Request, send: Send) -> httpx2.Response:
        raw = request.url.raw_path.replace(b"%2B", b"+")
        return send(request_with(request, url=request.url.copy_with(raw_path=raw)))

    return changed


@around(ONE_REQUEST)
def it_drops_a_property_of_the_payload() -> Around:
    return _payload(lambda payload: dict(list(payload.items())[:-1]))


@around(ONE_REQUEST)
def it_drops_properties_that_are_null_or_empty() -> Around:
    return _payload(lambda payload: {name: value for name, value in payload.items() if value})


@around(ONE_REQUEST)
def it_sends_null_for_a_property_that_was_not_given() -> Around:
    return _payload(lambda payload: {"note": None, **payload})


@around(ONE_REQUEST)
def it_trims_texts_of_the_payload() -> Around:
    return _payload(
        lambda one: {name: value.strip() if isinstance(value, str) else value for name, value in one.items()}
    )


@around(ONE_REQUEST)
def it_wraps_the_payload() -> Around:
    return _payload(lambda payload: {"data": payload})


@around(ONE_REQUEST)
def it_drops_letters_that_are_not_ascii() -> Around:
    def ascii_only(value: Any) -> Any:
        return value.encode("ascii", "ignore").decode("ascii") if isinstance(value, str) else value

    return _payload(lambda payload: {name: ascii_only(value) for name, value in payload.items()})


@around(ONE_REQUEST, HEADERS)
def it_sends_a_payload_with_every_request() -> Around:
    return lambda request, send: send(request_with(request, content=request.content or b"{}"))


@around(ONE_REQUEST)
def it_uses_put_to_change() -> Around:
    return lambda request, send: send(request_with(request, method={"PATCH": "PUT"}.get(request.method)))


@around(ONE_REQUEST)
def it_uses_post_to_delete() -> Around:
    return lambda request, send: send(request_with(request, method={"DELETE": "POST"}.get(request.method)))


@around(ONE_REQUEST, WALK)
def it_adds_a_slash_to_the_path() -> Around:
    return _path(lambda path: f"{path}/")


@around(ONE_REQUEST)
def it_encodes_the_path_twice() -> Around:
    return _path(lambda path: path.replace("%", "%25"))


@around(ONE_REQUEST)
def it_writes_the_path_in_lower_case() -> Around:
    return _path(str.lower)


@around(ONE_REQUEST)
def it_takes_the_parent_for_the_item() -> Around:

    def swapped(path: str) -> str:
        parts = path.split("/")
        if len(parts) > 4:
            parts[2], parts[4] = parts[4], parts[2]
        return "/".join(parts)

    return _path(swapped)
