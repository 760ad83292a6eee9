"""Secrets in recorded requests are masked, wherever they occur."""

import json

import pytest

from apivideo_admin_mock.http.masking import SecretValues, is_secret
from apivideo_admin_mock.spec import bundled_document
from apivideo_admin_mock.testing import AdminMock

SECRET = 's3cr3t-with-"quote"-and-ümlaut'


@pytest.fixture
def scenario_mock():
    keys = [{"name": "ci", "value": SECRET}, {"name": "long", "value": "L" * 300}, {"name": "short", "value": "q7"}]
    return AdminMock(rate_limit="off", projects=[{"name": "x", "api_keys": keys}])


@pytest.fixture
def recorded(scenario_mock):
    """A function that sends requests and returns the recorded ones as the control plane shows them."""
    http = scenario_mock.app.test_client()
    key = {"Authorization": scenario_mock.authorization}

    def send(method: str, path: str, **request) -> str:
        http.open(path, method=method, headers=key, **request)
        return http.get("/_mock/requests", headers=key).get_data(as_text=True)

    return send


@pytest.mark.parametrize("name", ["value", "Value", "VALUE", "value[]", "value[0]", "filter[value]", "api_key.value"])
def test_every_spelling_of_the_name_of_a_secret_is_masked(recorded, name):
    assert "unknown-secret" not in recorded("GET", "/projects", query_string={name: "unknown-secret", "page": "1"})
    assert "unknown-secret" not in recorded("POST", "/projects", json={"name": "x", name: "unknown-secret"})
    assert "unknown-secret" not in recorded(
        "POST", "/projects", json={"name": "x", "more": [{name: ["unknown-secret"]}]}
    )


@pytest.mark.parametrize("name", ["values", "name", "val", "", "x" * 10_000])
def test_other_names_are_not_secret(name):
    assert not is_secret(name, {"value"})


@pytest.mark.parametrize(
    ("method", "path", "request_"),
    [
        ("GET", f"/projects/{SECRET}", {}),
        ("GET", "/projects", {"query_string": {"name": SECRET}}),
        ("GET", "/projects", {"query_string": {SECRET: "1"}}),
        ("POST", "/projects", {"json": {"name": SECRET}}),
        ("POST", "/projects", {"json": {"name": f"before {SECRET} after"}}),
        ("POST", "/projects", {"json": {"name": "x", "region": SECRET}}),
        ("POST", "/projects", {"json": {"name": "x", SECRET: 1}}),
        ("POST", "/projects", {"json": {"name": [SECRET]}}),
        ("POST", "/projects", {"data": SECRET.encode(), "content_type": "application/json"}),
    ],
)
def test_a_stored_secret_is_masked_by_its_content(recorded, method, path, request_):
    shown = recorded(method, path, **request_)

    for form in (SECRET, json.dumps(SECRET)[1:-1], "s3cr3t-with"):
        assert form not in shown


def test_the_shown_start_of_a_long_secret_is_masked(recorded):
    assert "LLLL" not in recorded("POST", "/projects", json={"name": "x", "region": "L" * 300})


def test_a_short_secret_is_masked_as_a_word(recorded):
    shown = recorded("POST", "/projects", json={"name": "the q7 of q77"})

    assert json.loads(shown)["items"][0]["request"] == {"name": "the *** of q77"}


def test_a_secret_of_one_request_is_masked_in_the_others(recorded):
    recorded("GET", "/projects", query_string={"Value": "sent-once"})

    assert "sent-once" not in recorded("POST", "/projects", json={"name": "sent-once"})


def test_other_texts_are_not_changed():
    known = SecretValues(["top-secret"])

    assert known.masked({"a": "top-secre", "b": 1, "c": None, "d": True, "e": "x?y=top-secreT"}, ()) == {
        "a": "top-secre",
        "b": 1,
        "c": None,
        "d": True,
        "e": "x?y=top-secreT",
    }
    assert SecretValues([]).masked_text("anything") == "anything"


def test_many_secrets_are_masked():
    known = SecretValues(f"prefix-{number}" for number in range(10_000))

    assert known.masked_text("a prefix-17 b prefix-9999 c prefix-x" * 20) == "a *** b *** c prefix-x" * 20


@pytest.mark.parametrize("commas", [False, True])
@pytest.mark.parametrize("schema", [{"type": "string", "format": "password"}, {"$ref": "#/components/schemas/Secret"}])
def test_each_secret_of_a_list_in_the_query_is_masked(schema, commas):
    document = json.loads(json.dumps(bundled_document()))
    document["components"]["schemas"]["Secret"] = {"type": "string", "format": "password"}
    tokens = {"name": "tokens", "in": "query", "x-effect": "none", "schema": {"type": "array", "items": schema}}
    document["paths"]["/projects"]["get"]["parameters"].append({**tokens, "explode": False} if commas else tokens)
    mock = AdminMock(document=document, rate_limit="off")
    http, key = mock.app.test_client(), {"Authorization": mock.authorization}
    query = "tokens=first-secret,second-secret" if commas else "tokens=first-secret&tokens=second-secret"
    assert http.get(f"/projects?{query}", headers=key).status_code == 200
    assert http.get("/projects?name=first-secret", headers=key).status_code == 200

    recorded = http.get("/_mock/requests", headers=key).get_data(as_text=True)
    assert "first-secret" not in recorded
    assert "second-secret" not in recorded
