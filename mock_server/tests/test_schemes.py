"""The document chooses how a client sends its key: HTTP Basic, HTTP Bearer, or both."""

from __future__ import annotations

import copy
from typing import Any

import httpx2
import pytest

from apivideo_admin_mock.errors import SettingsError, SpecError
from apivideo_admin_mock.http.credentials import write_key
from apivideo_admin_mock.spec import bundled_document, load_api
from apivideo_admin_mock.spec.security import Scheme
from apivideo_admin_mock.testing import AdminMock

REALM = 'realm="admin.api.video"'


def document(*schemes: str) -> dict[str, Any]:
    """Return the shipped document with these security schemes."""
    changed = copy.deepcopy(dict(bundled_document()))
    changed["security"] = [{name: []} for name in schemes]
    changed["components"]["securitySchemes"] = {name: {"type": "http", "scheme": name} for name in schemes}
    return changed


def get(mock: AdminMock, path: str, authorization: str | None) -> httpx2.Response:
    """Send a GET in this process."""
    headers = {} if authorization is None else {"Authorization": authorization}
    with httpx2.Client(transport=httpx2.WSGITransport(app=mock.wsgi), base_url="http://localhost") as client:
        return client.get(path, headers=headers)


@pytest.mark.parametrize(
    ("schemes", "accepted", "challenge"),
    [
        (("basic",), {Scheme.BASIC}, f"Basic {REALM}"),
        (("bearer",), {Scheme.BEARER}, f"Bearer {REALM}"),
        (("bearer", "basic"), {Scheme.BASIC, Scheme.BEARER}, f"Bearer {REALM}, Basic {REALM}"),
    ],
)
def test_a_key_is_accepted_in_the_schemes_of_the_document(
    schemes: tuple[str, ...], accepted: set[Scheme], challenge: str
) -> None:
    mock = AdminMock(document=document(*schemes), rate_limit="off")
    found = {scheme for scheme in Scheme if get(mock, "/projects", write_key(scheme, mock.key)).status_code == 200}
    assert found == accepted
    refused = get(mock, "/projects", None)
    assert (refused.status_code, refused.headers["WWW-Authenticate"]) == (401, challenge)
    assert get(mock, "/projects", mock.authorization).status_code == 200


@pytest.mark.parametrize(
    ("authorization", "title"),
    [
        ("Bearer", 'The "Authorization" header value is invalid.'),
        ("Bearer mock-admin-key x", 'The "Authorization" header value is invalid.'),
        ("Bearer mock-admin-key:", 'The "Authorization" header value is invalid.'),
        ("mock-admin-key", 'The "Authorization" header value is invalid.'),
        ("Bearer MOCK-admin-key", "The API key is invalid."),
        ("Bearer mock-admin-ke", "The API key is invalid."),
    ],
)
def test_any_other_token_is_unauthorized(authorization: str, title: str) -> None:
    response = get(AdminMock(document=document("bearer")), "/projects", authorization)
    assert (response.status_code, response.json()["title"]) == (401, title)


@pytest.mark.parametrize("scheme", ["bearer", "BEARER", "Bearer"])
def test_the_scheme_is_case_insensitive(scheme: str) -> None:
    assert get(AdminMock(document=document("bearer")), "/projects", f"{scheme} mock-admin-key").status_code == 200


@pytest.mark.parametrize("scheme", Scheme)
@pytest.mark.parametrize("of_document", ["basic", "bearer"])
def test_the_control_plane_accepts_each_scheme(scheme: Scheme, of_document: str) -> None:
    mock = AdminMock(document=document(of_document))
    assert get(mock, "/_mock/state", write_key(scheme, mock.key)).status_code == 200


def test_a_key_that_no_token_can_carry_is_an_error() -> None:
    with pytest.raises(SettingsError, match="'a key' cannot be an admin API key of this document: a Bearer token has"):
        AdminMock(document=document("bearer"), keys=["a key"])
    AdminMock(document=document("bearer", "basic"), keys=["a key"])


@pytest.mark.parametrize(
    ("security", "message"),
    [
        ([], "must have one requirement for HTTP Basic, one for HTTP Bearer, or both"),
        ([{"basic": []}, {"basic": []}], "must have one requirement for HTTP Basic, one for HTTP Bearer, or both"),
        ([{"basic": [], "other": []}], "a requirement has basic and other; write one scheme"),
        ([{}], "a requirement has no scheme; write one scheme"),
        ([{"digest": []}], "a requirement has digest; write one scheme"),
    ],
)
def test_other_security_is_refused(security: list[dict[str, Any]], message: str) -> None:
    changed = document("basic", "digest")
    changed["security"] = security
    with pytest.raises(SpecError, match=message):
        load_api(changed)
