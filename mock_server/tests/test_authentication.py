"""Who may call."""

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
        # A scheme on either side of ours in the alphabet.
        (basic("mock-admin-key:").replace("Basic", "AWS"), INVALID_VALUE),
        (basic("mock-admin-key:").replace("Basic", "Digest"), INVALID_VALUE),
        ("Basic mock-admin-key:", INVALID_VALUE),
        ("Basic /w==", INVALID_VALUE),
        (basic("mock-admin-key"), INVALID_VALUE),
        (basic("mock-admin-key:secret"), INVALID_VALUE),
        (basic(":"), INVALID_VALUE),
        (basic("someone-else:"), INVALID_KEY),
    ],
)
def test_each_broken_authorization_has_its_own_problem_and_a_challenge(call, authorization, problem):
    answer = call("GET /projects", authorization=authorization)

    assert answer.status == 401
    assert answer.json["type"] == f"https://docs.api.video{problem}"
    assert answer.headers["WWW-Authenticate"] == 'Basic realm="admin.api.video"'
    assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("scheme", ["Basic", "basic", "BASIC"])
def test_the_scheme_is_read_in_any_case(call, scheme):
    assert call("GET /projects", authorization=basic("mock-admin-key:").replace("Basic", scheme)).status == 200


def test_a_suspended_key_is_forbidden(make_caller):
    call = make_caller(suspended_keys=["late-payer"])

    answer = call("GET /projects", key="late-payer")

    assert (answer.status, answer.json["title"]) == (403, "Suspended account")


def test_keys_never_see_each_other(make_caller):
    call = make_caller(keys=["one", "two"])
    project = call("POST /projects", {"name": "mine"}, key="one").json["project_id"]

    assert call(f"GET /projects/{project}", key="one").status == 200
    assert call(f"GET /projects/{project}", key="two").status == 404
    assert call("GET /projects/count", key="two").json == {"count": 0}


def test_with_any_key_each_key_makes_a_world(make_caller):
    call = make_caller(any_key=True)

    assert call("POST /projects", {"name": "x"}, key="whoever").status == 201
    assert call("GET /projects/count", key="somebody-else").json == {"count": 0}


def test_a_wrong_url_is_told_before_a_wrong_key(call):
    assert call("GET /nowhere", authorization=None).status == 404
