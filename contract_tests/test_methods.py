"""Methods behave as HTTP says (RFC 9110, section 9), on every path."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest

from contract_tests.samples import sample_query
from contract_tests.subject import DOCUMENT, each_path, each_refused_method
from contract_tests.target import Account


def _url(account: Account, path: str) -> str:
    operation = DOCUMENT.by_path()[path][0]
    return operation.url(account.owners(DOCUMENT.owners_of(operation)))


@each_refused_method
def test_a_method_that_the_path_does_not_take_is_refused_with_those_that_it_takes(
    account: Account, path: str, method: str
) -> None:
    answer = account.send(method, _url(account, path))
    assert (answer.status_code, answer.json()["title"]) == (405, "Method is not allowed for this route.")
    assert {one.strip() for one in answer.headers["Allow"].split(",")} == DOCUMENT.methods(path)


@each_path
def test_options_tells_the_methods_of_the_path(account: Account, path: str) -> None:
    answer = account.send("OPTIONS", _url(account, path))
    assert (answer.status_code, answer.content) == (204, b"")
    assert {one.strip() for one in answer.headers["Allow"].split(",")} == DOCUMENT.methods(path)


@each_path
def test_head_is_get_without_its_content(account: Account, path: str) -> None:
    get = next((one for one in DOCUMENT.by_path()[path] if one.method == "GET"), None)
    url = _url(account, path)
    query = urlencode(sample_query(get)) if get else ""
    got, head = account.send("GET", url, query=query), account.send("HEAD", url, query=query)
    if get is None:
        assert head.status_code == 405
    else:
        assert (head.status_code, head.content) == (got.status_code, b"")
        assert dict(head.headers) == dict(got.headers)


@each_path
@pytest.mark.parametrize("change", ["{}/", "{}//", "/v1{}", "{}/one/two/three/four"])
def test_a_path_that_is_not_in_the_document_is_not_recognized(account: Account, path: str, change: str) -> None:
    answer = account.send("GET", change.format(_url(account, path)))
    assert (answer.status_code, answer.json()["title"]) == (404, "Unrecognized request URL.")
    assert answer.json()["type"].endswith("/reference/unrecognized-request-url")


@pytest.mark.parametrize("path", ["/", "/nothing", "//", "/%2e%2e/"])
def test_another_path_is_not_recognized(account: Account, path: str) -> None:
    answer = account.send("GET", path)
    assert (answer.status_code, answer.json()["title"]) == (404, "Unrecognized request URL.")
    assert answer.json()["type"].endswith("/reference/unrecognized-request-url")
