"""Authentication: admin API keys and their problems."""

import base64

import pytest

MISSING = "/reference/authentication-missing-authorization-header"
INVALID_VALUE = "/reference/authentication-invalid-authorization-header-value"
INVALID_KEY = "/reference/authentication-invalid-api-key"


def basic(text: str) -> str:
    return "Basic " + base64.b64encode(text.encode()).decode()


@pytest.mark.parametrize(
    ("authorization", "problem"),
    [
        (None, MISSING),
        ("", INVALID_VALUE),
        ("mock-admin-key", INVALID_VALUE),
        ("Bearer mock-admin-key", INVALID_VALUE),
        ("Basic", INVALID_VALUE),
        # Schemes before and after "Basic" in the alphabet.
        (basic("mock-admin-key:").replace("Basic", "AWS"), INVALID_VALUE),
        (basic("mock-admin-key:").replace("Basic", "Digest"), INVALID_VALUE),
        ("Basic mock-admin-key:", INVALID_VALUE),
        ("Basic /w==", INVALID_VALUE),
        (basic("mock-admin-key"), INVALID_VALUE),
        (basic("mock-admin-key:secret"), INVALID_VALUE),
        (basic(":"), INVALID_VALUE),
        (basic("unknown-key:"), INVALID_KEY),
    ],
)
def test_each_invalid_authorization_has_its_own_problem_and_a_challenge(call, authorization, problem):
    response = call("GET /projects", authorization=authorization)

    assert response.status == 401
    assert response.json["type"] == f"https://docs.api.video{problem}"
    assert response.headers["WWW-Authenticate"] == 'Basic realm="admin.api.video"'
    assert response.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("scheme", ["Basic", "basic", "BASIC"])
def test_the_scheme_is_case_insensitive(call, scheme):
    assert call("GET /projects", authorization=basic("mock-admin-key:").replace("Basic", scheme)).status == 200


def test_a_suspended_key_is_forbidden(make_caller):
    call = make_caller(suspended_keys=["suspended"])

    response = call("GET /projects", key="suspended")

    assert (response.status, response.json["title"]) == (403, "Suspended account")


def test_each_key_has_isolated_data(make_caller):
    call = make_caller(keys=["one", "two"])
    project = call("POST /projects", {"name": "mine"}, key="one").json["project_id"]

    assert call(f"GET /projects/{project}", key="one").status == 200
    assert call(f"GET /projects/{project}", key="two").status == 404
    assert call("GET /projects/count", key="two").json == {"count": 0}


def test_any_key_creates_a_tenant_for_each_key(make_caller):
    call = make_caller(any_key=True)

    assert call("POST /projects", {"name": "x"}, key="one").status == 201
    assert call("GET /projects/count", key="two").json == {"count": 0}


def test_an_unknown_url_is_reported_before_an_invalid_key(call):
    assert call("GET /nowhere", authorization=None).status == 404
