"""Requests: headers, path, query, body, timeout."""

from __future__ import annotations

import base64
import gzip
import json
import zlib

import httpx2
import pytest
from sdk_harness import ByteStream

from apivideo_admin import API_VERSION, __version__


def test_the_key_is_the_user_name_of_basic_authentication_with_an_empty_password(sdk):
    request = sdk.sent(lambda admin: admin.api_keys.delete("p", "k"), api_key="the-key")
    scheme, _, credentials = request.headers["Authorization"].partition(" ")
    assert scheme == "Basic"
    assert base64.b64decode(credentials) == b"the-key:"


def test_a_request_has_host_user_agent_and_accept_headers(sdk):
    headers = sdk.sent(lambda admin: admin.api_keys.delete("p", "k")).headers
    assert headers["Host"] == "admin.api.video"
    assert headers["User-Agent"] == f"apivideo-admin-python/{__version__} (API {API_VERSION})"
    assert headers["Accept"] == "application/json, application/problem+json"
    assert "Content-Type" not in headers


def test_ids_are_percent_encoded_into_the_path(sdk):
    request = sdk.sent(lambda admin: admin.api_keys.delete("a b?c", "ü#"))
    assert request.method == "DELETE"
    assert request.url.raw_path == b"/projects/a%20b%3Fc/api-keys/%C3%BC%23"


@pytest.mark.parametrize("bad_id", ["", ".", "..", "...", "a/b", "/", "a\\b", None])
def test_an_id_that_would_change_the_path_is_rejected_before_anything_is_sent(sdk, bad_id):
    def handler(_: httpx2.Request) -> httpx2.Response:
        pytest.fail("a request was sent")

    with pytest.raises(ValueError, match="project_id"):
        sdk.call(handler, lambda admin: admin.projects.get(bad_id))
    with pytest.raises(ValueError, match="api_key_id"):
        sdk.call(handler, lambda admin: admin.api_keys.delete("p", bad_id))


def test_a_list_with_an_invalid_id_raises_before_it_is_iterated(sdk):
    with pytest.raises(ValueError, match="project_id is empty"):
        sdk.call(lambda _: httpx2.Response(500), lambda admin: admin.api_keys.list("") and None)


def test_query_arguments_that_are_not_passed_are_not_sent(sdk):
    request = sdk.sent(lambda admin: admin.projects.count(name="a&b=ü"), response={"count": 1})
    assert request.url.params.multi_items() == [("name", "a&b=ü")]
    assert request.url.raw_path == b"/projects/count?name=a%26b%3D%C3%BC"
    assert sdk.sent(lambda admin: admin.projects.count(), response={"count": 1}).url.raw_path == b"/projects/count"


def test_a_body_is_json_with_its_type_and_length_and_only_the_passed_properties(sdk, project):
    request = sdk.sent(lambda admin: admin.projects.create(name="Größe"), response=project)
    assert json.loads(request.content) == {"name": "Größe"}
    assert request.headers["Content-Type"] == "application/json"
    assert request.headers["Content-Length"] == str(len(request.content))


def test_an_optional_property_of_a_body_is_sent_if_it_is_passed(sdk, project):
    request = sdk.sent(lambda admin: admin.projects.update("p", name="x", deletes_at="next_cycle"), response=project)
    assert request.method == "PATCH"
    assert json.loads(request.content) == {"name": "x", "deletes_at": "next_cycle"}


def test_an_update_without_arguments_sends_an_empty_object(sdk, api_key):
    assert sdk.sent(lambda admin: admin.api_keys.update("p", "k"), response=api_key).content == b"{}"


def test_a_path_prefix_of_the_base_url_is_kept(sdk):
    request = sdk.sent(
        lambda admin: admin.projects.count(), response={"count": 0}, base_url="http://localhost:8080/admin/"
    )
    assert str(request.url) == "http://localhost:8080/admin/projects/count"
    assert request.headers["Host"] == "localhost:8080"


def test_the_timeout_of_a_call_overrides_that_of_the_client(sdk):
    def timeout_of(**options):
        action = lambda admin: admin.projects.count(timeout=options.pop("call", None))  # noqa: E731
        return sdk.sent(action, response={"count": 0}, **{k: v for k, v in options.items() if k != "call"}).extensions[
            "timeout"
        ]

    assert timeout_of()["read"] == 30
    assert timeout_of(timeout=5)["read"] == 5
    assert timeout_of(timeout=5, call=0.5) == {"connect": 0.5, "read": 0.5, "write": 0.5, "pool": 0.5}
    assert timeout_of(timeout=httpx2.Timeout(9, connect=1)) == {"connect": 1, "read": 9, "write": 9, "pool": 9}


@pytest.mark.parametrize("key", ["~~~~?>", "UPPER-Key", "k", " a key "])
def test_every_character_of_a_key_is_sent(sdk, key):
    request = sdk.sent(lambda admin: admin.projects.count(), response={"count": 0}, api_key=key)
    assert (
        base64.b64decode(request.headers["Authorization"].removeprefix("Basic "), validate=True) == f"{key}:".encode()
    )


def test_every_encoding_that_a_request_accepts_is_decoded(sdk):
    accepted = sdk.sent(lambda admin: admin.projects.count(), response={"count": 0}).headers["Accept-Encoding"]
    encoders = {"gzip": gzip.compress, "deflate": zlib.compress}
    for name in accepted.split(", "):
        body = ByteStream(encoders[name](b'{"count": 7}'))
        response = httpx2.Response(200, headers={"Content-Encoding": name}, stream=body)
        assert sdk.call(lambda _, response=response: response, lambda admin: admin.projects.count()) == 7
